"""Vectors of questions, kept in one file: a model reads each golden question once."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from kb.embedding.encoder import Encoded, Encoder
from kb.gate.keeping import keep

_MOST = 20_000


class QuestionVectors:
    """An encoder that asks another one for what it does not know, and is opened only then.

    Questions are few and their vectors small, so the file is read and written as a whole. Drafts
    ask from two threads.
    """

    def __init__(
        self, path: Path, fingerprint: str, dimension: int, encoder: Callable[[], Encoder]
    ) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self._path = path
        self._make = encoder
        self._encoder: Encoder | None = None
        self._known = _read(path, fingerprint)
        self._fresh = False
        self._lock = Lock()

    def encode_query(self, text: str) -> Encoded:
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._model().encode_query(text)
            self._fresh = True
        return known

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        return self._model().encode_passages(texts)

    def _model(self) -> Encoder:
        with self._lock:
            if self._encoder is None:
                self._encoder = self._make()
            return self._encoder

    def save(self) -> None:
        """Write what is new; where that fails, it is encoded again next time."""
        if not self._fresh or len(self._known) > _MOST:
            return
        keep(self._path, _packed(self._known, self.fingerprint))
        self._fresh = False


def _packed(known: dict[str, Encoded], fingerprint: str) -> bytes:
    known = dict(sorted(known.items()))  # whichever thread came first
    every = list(known.values())
    tokens = [one.tokens for one in every if one.tokens is not None]
    texts = {
        "fingerprint": fingerprint,
        "questions": [
            [text, list(one.words), -1 if one.tokens is None else len(one.tokens)]
            for text, one in known.items()
        ],
    }
    target = io.BytesIO()
    np.savez(
        target,
        texts=np.frombuffer(json.dumps(texts).encode(), np.uint8),
        vectors=np.array([one.vector for one in every], np.float32),
        tokens=np.concatenate(tokens) if tokens else np.zeros((0, 1), np.int8),
    )
    return target.getvalue()


def _read(path: Path, fingerprint: str) -> dict[str, Encoded]:
    """What the file holds; nothing where it is gone, damaged or of another model."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            texts = json.loads(stored["texts"].tobytes())
            vectors, tokens = stored["vectors"], stored["tokens"]
        if texts["fingerprint"] != fingerprint:
            return {}
        known, at = {}, 0
        for row, (text, words, count) in enumerate(texts["questions"]):
            own = None if count < 0 else tokens[at : at + count]
            at += max(0, count)
            known[str(text)] = Encoded(vectors[row], own, tuple(words))
        return known
    except (OSError, ValueError, TypeError, KeyError, IndexError, EOFError, zipfile.BadZipFile):
        return {}
