"""Groups of questions, made in the background and kept in a file that holds no question.

The file has hashes, vectors and group numbers. The texts stand in the database alone, so that what
is erased there is gone. Each machine that shows the groups makes its own.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.editing.clusters import features, groups
from kb.editing.questions import Question
from kb.embedding.encoder import Vector

_FILE = "questions.npz"
_KEY_BYTES = 32
#: Texts that are embedded before what is known is written down.
_BATCH = 200
#: Groups for which the nearest article is looked up, the most frequent first.
_LOOKED_UP = 300


@dataclass(frozen=True, slots=True)
class Nearest:
    """What the base has nearest to a question. answered: it answers it now."""

    slug: str
    answered: bool


@dataclass(frozen=True)
class Model:
    """The published base, as far as grouping needs it.

    generation: changes with what the base answers. fingerprint: of the vectors. shared: the mean
    vector of many questions. encode: one question's vector. nearest: None where nothing is near.
    """

    generation: str
    fingerprint: str
    shared: Vector
    encode: Callable[[str], Vector]
    nearest: Callable[[str], Nearest | None]


@dataclass(frozen=True)
class Groups:
    """group: number of the group by the question's key. nearest: by the group's number."""

    group: Mapping[str, int] = field(default_factory=dict)
    nearest: Mapping[int, Nearest] = field(default_factory=dict)


@dataclass(frozen=True)
class _Kept:
    """What the file holds. about: generation, fingerprint, whether all have a group."""

    keys: tuple[str, ...]
    vectors: NDArray[np.float16]
    labels: NDArray[np.int32]
    about: Mapping[str, Any]


class Grouper:
    """Keeps the groups up to date; several may run, and the last one to write stands."""

    def __init__(
        self,
        data_dir: Path,
        questions: Callable[[], Sequence[Question]],
        model: Callable[[], Model | None],
    ) -> None:
        """questions: all that are not answered, the most frequent first. model: None while there
        is none, and then nothing is grouped."""
        self._path = data_dir / "cache" / _FILE
        self._questions = questions
        self._model = model

    def once(self) -> bool:
        """Embed and group what is new; whether there is more to do right away.

        Raises StoreUnavailable, IndexUnavailable.
        """
        model = self._model()
        if model is None:
            return False
        asked = self._questions()
        keys = tuple(one.key for one in asked)
        kept = _load(self._path, model.fingerprint)
        if kept is not None and _is_current(kept, keys, model):
            return False
        vectors = dict(zip(kept.keys, kept.vectors, strict=True)) if kept else {}
        missing = [one for one in asked if one.key not in vectors]
        for one in missing[:_BATCH]:
            vectors[one.key] = model.encode(one.text).astype(np.float16)
        if len(missing) > _BATCH:
            known = [one.key for one in asked if one.key in vectors]
            self._write(known, vectors, _old_labels(kept, known), _about(model, whole=False))
            return True
        matrix = np.array([vectors[key] for key in keys], np.float32)
        labels = np.zeros(0, np.int32)
        if keys:
            rows = features(matrix, [one.text for one in asked], model.shared)
            labels = groups(rows)
        nearest = _nearest(asked, labels, model)
        self._write(keys, vectors, labels, _about(model, whole=True, nearest=nearest))
        return False

    def _write(
        self,
        keys: Sequence[str],
        vectors: Mapping[str, Any],
        labels: NDArray[np.int32],
        about: Mapping[str, Any],
    ) -> None:
        packed = np.frombuffer(b"".join(map(bytes.fromhex, keys)), np.uint8)
        rows = np.array([vectors[key] for key in keys], np.float16)
        buffer = BytesIO()
        np.savez(
            buffer,
            keys=packed.reshape(len(keys), _KEY_BYTES),
            vectors=rows,
            labels=labels,
            about=np.frombuffer(json.dumps(about).encode(), np.uint8),
        )
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(prefix=".questions-", dir=self._path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(buffer.getvalue())
            Path(scratch).replace(self._path)
        except OSError:
            Path(scratch).unlink(missing_ok=True)
            raise


def read_groups(data_dir: Path) -> Groups:
    """The groups as they were made last; none before, or where the file cannot be read."""
    path = data_dir / "cache" / _FILE
    try:
        written = path.stat()
    except OSError:
        return Groups()
    return _groups(path, written.st_mtime_ns, written.st_ino)


@lru_cache(maxsize=2)
def _groups(path: Path, _changed: int, _inode: int) -> Groups:
    kept = _load(path, "")
    if kept is None:
        return Groups()
    found = {
        int(number): Nearest(one["slug"], bool(one["answered"]))
        for number, one in dict(kept.about.get("nearest", {})).items()
    }
    labels = zip(kept.keys, kept.labels.tolist(), strict=True)
    return Groups({key: label for key, label in labels if label >= 0}, found)


def _is_current(kept: _Kept, keys: Sequence[str], model: Model) -> bool:
    about = kept.about
    return bool(
        about.get("whole") and about.get("generation") == model.generation and kept.keys == keys
    )


def _about(
    model: Model, *, whole: bool, nearest: Mapping[int, Nearest] | None = None
) -> dict[str, Any]:
    return {
        "generation": model.generation,
        "fingerprint": model.fingerprint,
        "whole": whole,
        "nearest": {str(number): asdict(one) for number, one in (nearest or {}).items()},
    }


def _old_labels(kept: _Kept | None, keys: Sequence[str]) -> NDArray[np.int32]:
    """The groups that are known; -1 for questions that wait for theirs."""
    old = dict(zip(kept.keys, kept.labels.tolist(), strict=True)) if kept else {}
    return np.array([old.get(key, -1) for key in keys], np.int32)


def _nearest(
    asked: Sequence[Question], labels: NDArray[np.int32], model: Model
) -> dict[int, Nearest]:
    """The nearest article of each of the first groups, by its most frequent question."""
    found: dict[int, Nearest] = {}
    seen: set[int] = set()
    for one, label in zip(asked, labels.tolist(), strict=True):
        if label in seen:
            continue
        seen.add(label)
        near = model.nearest(one.text)
        if near is not None:
            found[label] = near
        if len(seen) >= _LOOKED_UP:
            break
    return found


def _load(path: Path, fingerprint: str) -> _Kept | None:
    """The file; None where it is missing, damaged or of another model. Empty: any model."""
    try:
        # NumPy leaves a file open that it cannot read.
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            about = json.loads(file["about"].tobytes())
            keys, labels = file["keys"], file["labels"]
            # Whoever only shows groups needs no vectors, which are most of the file.
            vectors = file["vectors"] if fingerprint else np.zeros((len(keys), 0), np.float16)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    lengths = {len(keys), len(labels), len(vectors)}
    fits = keys.ndim == 2 and keys.shape[1:] == (_KEY_BYTES,) and len(lengths) == 1
    if not fits or fingerprint not in ("", about.get("fingerprint")):
        return None
    names = tuple(row.tobytes().hex() for row in keys)
    return _Kept(names, vectors, labels.astype(np.int32), about)
