"""Token vectors of many texts in one file, for late interaction (MaxSim)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import Encoded
from kb.embedding.projection import DIMENSIONS


def write_tokens(folder: Path, name: str, encoded: Sequence[Encoded]) -> None:
    """Write all token vectors one after the other, and where those of each text end."""
    empty = np.zeros((0, DIMENSIONS), np.int8)
    kept = [empty if item.tokens is None else item.tokens for item in encoded]
    np.save(folder / f"{name}.npy", np.concatenate([empty, *kept]))
    np.save(folder / f"{name}_ends.npy", np.cumsum([len(part) for part in kept], dtype=np.int64))


@dataclass(frozen=True)
class TokenTable:
    """Token vectors: (tokens, 128) int8, mapped from the file; `ends` per text, running total."""

    vectors: NDArray[np.int8]
    ends: NDArray[np.int64]

    @classmethod
    def read(cls, folder: Path, name: str) -> TokenTable:
        """Open what `write_tokens` wrote."""
        return cls(
            # Slicing a plain view of the mapping costs a tenth of slicing numpy's memmap class.
            np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray),
            np.load(folder / f"{name}_ends.npy"),
        )

    @property
    def is_whole(self) -> bool:
        """Whether the vectors are as many as the last end says."""
        return len(self.vectors) == (self.ends[-1] if len(self.ends) else 0)

    def matches(self, query: NDArray[np.float32], first: int, last: int) -> NDArray[np.float32]:
        """MaxSim parts of texts `first` to `last - 1`: (pieces of the query, texts with tokens).

        query: (pieces, 128), length 1. Each value is the best cosine of a piece in a text.
        """
        starts = np.concatenate(
            [[0 if first == 0 else self.ends[first - 1]], self.ends[first:last]]
        )
        filled = np.flatnonzero(np.diff(starts))
        if not len(filled):
            return np.zeros((len(query), 0), np.float32)
        tokens = self.vectors[starts[0] : starts[-1]].astype(np.float32)
        similarity = (query / 127.0) @ tokens.T
        return np.maximum.reduceat(similarity, starts[filled] - starts[0], axis=1)
