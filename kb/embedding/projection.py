"""Token vectors made small: centred, half-whitened, cut to 128 dimensions, kept as int8.

E5's token vectors share one large direction (anisotropy); removing the mean and flattening the
spectrum half-way makes their cosine tell words apart (Mu & Viswanath, "All-but-the-Top", 2018).
The matrix is fitted once on the sample articles and shipped, so that cached token vectors stay
valid while articles change.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import unit

DIMENSIONS = 128
#: Raised when the shipped matrix changes: part of the model's fingerprint.
PROJECTION_VERSION = 1
_FILE = "e5_small_projection.npz"


@dataclass(frozen=True)
class Projection:
    """mean: (hidden,); matrix: (hidden, DIMENSIONS)."""

    mean: NDArray[np.float32]
    matrix: NDArray[np.float32]

    def apply(self, tokens: NDArray[np.float32]) -> NDArray[np.int8]:
        """(…, hidden) token vectors → (…, DIMENSIONS) int8 vectors of length 127."""
        small = unit(((tokens - self.mean) @ self.matrix).astype(np.float32))
        return np.asarray(np.rint(small * 127.0), dtype=np.int8)


def fit(tokens: NDArray[np.float32]) -> Projection:
    """Fit mean and half-whitening principal axes to (n, hidden) token vectors."""
    mean = tokens.mean(axis=0)
    centred = tokens - mean
    values, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    order = np.argsort(values)[::-1][:DIMENSIONS]
    matrix = axes[:, order] / np.maximum(values[order], 1e-6) ** 0.25
    return Projection(mean.astype(np.float32), matrix.astype(np.float32))


@cache
def bundled_projection() -> Projection:
    """The shipped matrix for the bundled model."""
    raw = (resources.files("kb.embedding") / _FILE).read_bytes()
    with np.load(BytesIO(raw)) as data:
        return Projection(data["mean"].astype(np.float32), data["matrix"].astype(np.float32))
