"""A calibrated probability that the first article answers the question.

Logistic regression over features that a person can read. Two sets of weights: for questions in
Polish, where words can be compared, and for other languages, where only meaning can. Fitted by
`python -m kb.evaluate.fit` on training questions that no test uses; docs/decisions.md says how well
it is calibrated on others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, log1p

import numpy as np

from kb.search.lexical import Bm25, lemma_units
from kb.search.retrieve import Candidates

_FILE = "confidence.json"
_DENSE = ("dense_window", "dense_text", "dense_lead", "dense_question")


@dataclass(frozen=True)
class Model:
    """Weights per feature, their scaling, and the probability from which a question counts as
    answered."""

    features: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, values: Mapping[str, float]) -> float:
        """Probability in [0, 1]."""
        total = self.bias
        for name, mean, scale, weight in zip(
            self.features, self.means, self.scales, self.weights, strict=True
        ):
            total += weight * (values[name] - mean) / scale
        return 1.0 / (1.0 + exp(-max(-40.0, min(40.0, total))))


def features(
    candidates: Candidates,
    query: str,
    article_units: frozenset[str],
    lemmas: Bm25 | None,
    foreign: float,
) -> dict[str, float]:
    """Measure the first candidate.

    article_units: folded lemmas of everything that is indexed of the first article.
    foreign: cosine of the question to the nearest question that no base answers.
    """
    dense = {
        name: float(np.nan_to_num(candidates.signals[name][0], nan=0.0))
        for name in _DENSE
        if name in candidates.signals
    }
    best = np.nanmax(
        np.stack([candidates.signals[n] for n in _DENSE if n in candidates.signals]), axis=0
    )
    others = np.sort(best[1:])[::-1][4:24]
    units = set(lemma_units(query))
    pieces = candidates.maxsim[0]
    weighted = float(pieces @ candidates.piece_weights) if len(pieces) else 0.0
    return {
        "dense_question": dense.get("dense_question", 0.0),
        "dense_lead": dense.get("dense_lead", 0.0),
        "dense_text": dense.get("dense_text", 0.0),
        "dense_best": float(best[0]),
        "dense_margin": float(best[0] - others.mean()) if len(others) else 0.0,
        "foreign": foreign,
        "foreign_margin": float(best[0]) - foreign,
        "token_match": weighted,
        "weakest_token": _weakest(candidates),
        "covered": _share(units & article_units, units, lemmas),
        "known": _share({u for u in units if lemmas and u in lemmas.units}, units, lemmas),
        "lexical_first": 1.0 / (candidates.rank("lexical", 0) or 100),
        "dense_first": 1.0 / (candidates.rank("dense", 0) or 100),
        "lead_over_second": _gap(candidates),
        "length": log1p(len(units)),
    }


def _weakest(candidates: Candidates) -> float:
    """Weighted mean of the worst third of the query's pieces."""
    pieces, weights = candidates.maxsim[0], candidates.piece_weights
    if not len(pieces):
        return 0.0
    order = np.argsort(pieces)
    cumulative = np.cumsum(weights[order])
    chosen = order[: max(1, int(np.searchsorted(cumulative, 1 / 3)) + 1)]
    return float(np.average(pieces[chosen], weights=weights[chosen] + 1e-9))


def _share(part: set[str] | frozenset[str], whole: set[str], lemmas: Bm25 | None) -> float:
    """Share of the information of `whole` that `part` holds; 0 for nothing at all."""
    if lemmas is None or not whole:
        return 0.0
    total = sum(lemmas.information(unit) for unit in whole)
    return sum(lemmas.information(unit) for unit in part) / total if total > 0 else 0.0


def _gap(candidates: Candidates) -> float:
    if len(candidates) < 2:
        return 1.0
    return float(candidates.score[0] - candidates.score[1])


@cache
def bundled_models() -> dict[str, Model]:
    """The shipped weights: "polish" and "foreign"."""
    raw = json.loads((resources.files("kb.search") / _FILE).read_text("utf-8"))
    return {name: _model(value) for name, value in raw.items()}


def _model(value: Mapping[str, Sequence[float]]) -> Model:
    return Model(
        features=tuple(value["features"]),  # type: ignore[arg-type]
        means=tuple(value["means"]),
        scales=tuple(value["scales"]),
        weights=tuple(value["weights"]),
        bias=float(value["bias"]),  # type: ignore[arg-type]
        threshold=float(value["threshold"]),  # type: ignore[arg-type]
    )
