"""Vectors of the sentences that letters can say, found by their text.

Files of an index: `sentences.npy` ((sentences, dimension) float16) and `sentence_keys.npy`
((sentences,) uint64, ascending: the first eight bytes of the SHA-256 of what was embedded).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import Encoded, Vector

_VECTORS, _KEYS = "sentences.npy", "sentence_keys.npy"


def write_sentence_vectors(folder: Path, texts: Sequence[str], encoded: Sequence[Encoded]) -> None:
    """Write the vectors of texts, which are all different; both run in parallel."""
    keys = np.array([_key(text) for text in texts], dtype=np.uint64)
    order = np.argsort(keys, kind="stable")
    dimension = len(encoded[0].vector) if encoded else 0
    vectors = np.zeros((len(encoded), dimension), dtype=np.float16)
    for row, place in enumerate(order.tolist()):
        vectors[row] = encoded[place].vector
    np.save(folder / _KEYS, keys[order])
    np.save(folder / _VECTORS, vectors)


@dataclass(frozen=True)
class SentenceVectors:
    """Reader. vectors: (sentences, dimension), mapped from the file; keys: ascending."""

    keys: NDArray[np.uint64]
    vectors: NDArray[np.float16]

    @classmethod
    def read(cls, folder: Path) -> SentenceVectors:
        """Open what `write_sentence_vectors` wrote. Raises OSError, ValueError."""
        return cls(
            np.load(folder / _KEYS),
            np.load(folder / _VECTORS, mmap_mode="r").view(np.ndarray),
        )

    @property
    def is_whole(self) -> bool:
        """Whether every key has its vector."""
        return len(self.keys) == len(self.vectors)

    def find(self, text: str) -> Vector | None:
        """The vector of a text, or None where it was not embedded at publishing."""
        key = np.uint64(_key(text))
        row = int(np.searchsorted(self.keys, key))
        if row == len(self.keys) or self.keys[row] != key:
            return None
        return np.asarray(self.vectors[row], dtype=np.float32)


def _key(text: str) -> int:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big")
