"""The linear model that recognises flags: units of wording and a sentence vector → log-odds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.answer.flagging.wording import units
from kb.embedding.encoder import Vector

#: Weights of the two kinds of features.
MEANING, WORDING = 10.0, 4.0

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Units that count, with their number and their inverse document frequency."""

    numbers: Mapping[str, int]
    idf: Numbers

    def vector(self, text: str) -> tuple[NDArray[np.intp], Numbers]:
        """Numbers of the known units of a text and their weights, of length `WORDING`."""
        known = {
            self.numbers[unit]: count for unit, count in units(text).items() if unit in self.numbers
        }
        at = np.fromiter(known, np.intp, len(known))
        counts = np.fromiter(known.values(), np.float32, len(known))
        weights = (1.0 + np.log(counts)) * self.idf[at]
        length = float(np.linalg.norm(weights))
        return at, (weights * (WORDING / length) if length else weights).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Weights of all kinds. meaning: (dimension, kinds); mean: (dimension,); wording: (units,
    kinds); bias: (kinds,)."""

    lexicon: Lexicon
    wording: Numbers
    bias: Numbers
    mean: Numbers
    meaning: Numbers

    def scores(self, text: str, vector: Vector) -> Numbers:
        """Log-odds of each kind for a sentence."""
        at, weights = self.lexicon.vector(text)
        meant = ((vector - self.mean) * MEANING) @ self.meaning
        return np.asarray(self.bias + weights @ self.wording[at] + meant, np.float32)
