"""Token vectors of many texts in one file, for late interaction (MaxSim)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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

    def lengths(self, texts: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """How many tokens some texts have."""
        return np.asarray(self.ends[texts] - np.where(texts > 0, self.ends[texts - 1], 0))

    def matches(
        self, query: NDArray[np.float32], texts: NDArray[np.integer[Any]]
    ) -> NDArray[np.float32]:
        """MaxSim parts of some texts: (pieces of the query, those of the texts with tokens).

        query: (pieces, 128), length 1. Each value is the best cosine of a piece in a text.
        """
        lengths = self.lengths(texts)
        ends = self.ends[texts]
        starts = ends - lengths
        filled = np.flatnonzero(lengths)
        if not len(filled):
            return np.zeros((len(query), 0), np.float32)
        if np.array_equal(starts[1:], ends[:-1]):
            stored = self.vectors[starts[0] : ends[-1]]
        else:
            pairs = zip(starts[filled].tolist(), ends[filled].tolist(), strict=True)
            stored = np.concatenate([self.vectors[start:end] for start, end in pairs])
        # Many rows times few columns; the other way round takes half as long again.
        similarity = stored.astype(np.float32) @ np.ascontiguousarray(query.T / 127.0)
        first = np.concatenate([[0], np.cumsum(lengths[filled])[:-1]])
        return np.maximum.reduceat(similarity, first, axis=0).T
