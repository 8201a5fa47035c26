"""Measures of retrieval and of calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of a reliability table: questions whose confidence lies in [low, high)."""

    low: float
    high: float
    count: int
    confidence: float
    observed: float


def recall(ranks: Sequence[int | None], at: int) -> float:
    """Share of the questions whose first right article is among the first `at`."""
    return sum(rank is not None and rank <= at for rank in ranks) / max(1, len(ranks))


def mean_reciprocal_rank(ranks: Sequence[int | None], at: int = 10) -> float:
    """Mean of 1/rank, 0 beyond `at`."""
    return sum(1 / rank for rank in ranks if rank is not None and rank <= at) / max(1, len(ranks))


def reliability(
    confidence: Sequence[float], correct: Sequence[bool], bins: int = 10
) -> tuple[Bin, ...]:
    """Mean confidence and observed share of right answers per bin of equal width."""
    values, right = np.asarray(confidence), np.asarray(correct, dtype=float)
    numbers = np.minimum((values * bins).astype(int), bins - 1)
    rows = []
    for number in range(bins):
        chosen = numbers == number
        if chosen.any():
            rows.append(
                Bin(
                    number / bins,
                    (number + 1) / bins,
                    int(chosen.sum()),
                    float(values[chosen].mean()),
                    float(right[chosen].mean()),
                )
            )
    return tuple(rows)


def calibration_error(rows: Sequence[Bin]) -> float:
    """Expected calibration error (Guo et al., 2017): mean gap, weighted by the bins' counts."""
    total = sum(row.count for row in rows)
    return sum(row.count * abs(row.confidence - row.observed) for row in rows) / max(1, total)


def percentile(values: Sequence[float], rank: float) -> float:
    """The value below which `rank` percent lie, interpolated; 0 for no values."""
    return float(np.percentile(values, rank)) if values else 0.0
