"""What an embedding model gives, whichever engine runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One encoded text.

    vector: (dimension,), length 1.
    tokens: (n, token dimension), int8: projected token vectors of length 127 for late interaction;
    None where the model offers none. Special tokens and the prefix are left out.
    words: for each of the n pieces the word of the text that it belongs to; only for queries.
    """

    vector: Vector
    tokens: NDArray[np.int8] | None = None
    words: tuple[str, ...] = ()


class Encoder(Protocol):
    """An embedding model. `fingerprint` names all that changes its vectors."""

    fingerprint: str
    dimension: int

    def encode_query(self, text: str) -> Encoded:
        """Encode a question."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        """Encode passages, in order."""
        ...


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale the last axis to length 1; zero vectors stay zero."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), dtype=np.float32)
