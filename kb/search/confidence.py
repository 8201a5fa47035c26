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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.polish.text import is_stop_word, tokenise
from kb.search.lexical import Bm25, lemma_units
from kb.search.retrieve import Candidates

_FILE = "confidence.json"
#: How near to the maximum a value must be to count, as an inverse cosine difference.
_SHARPNESS = 100.0
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
    article: Sequence[frozenset[str]],
    lemmas: Bm25 | None,
    foreign: NDArray[np.float32],
    token_matches: tuple[float, float],
) -> dict[str, float]:
    """Measure the first candidate.

    article: folded lemmas of what is indexed of the first article, in two sets: its title and
    questions; all of it. foreign: cosines to the nearest questions that no base answers, largest
    first.
    token_matches: weighted MaxSim of the question with the best question of the first article,
    and with the best foreign one.
    """
    dense = {
        name: np.nan_to_num(candidates.signals[name], nan=0.0)
        for name in _DENSE
        if name in candidates.signals
    }
    best = np.max(np.stack(list(dense.values())), axis=0)
    asked = dense.get("dense_question", best)
    others = np.sort(best[1:])[::-1][4:24]
    nearest_foreign = foreign[:5] if len(foreign) else np.zeros(1)
    units = set(lemma_units(query))
    in_questions, in_article = article
    pieces, weights = candidates.maxsim[0], candidates.piece_weights
    return {
        "question": float(asked[0]),
        "lead": float(dense["dense_lead"][0]) if "dense_lead" in dense else 0.0,
        "text": float(dense["dense_text"][0]) if "dense_text" in dense else 0.0,
        "best": float(best[0]),
        "margin": float(best[0] - others.mean()) if len(others) else 0.0,
        "foreign": float(nearest_foreign[0]),
        "foreign_margin": float(best[0] - nearest_foreign[0]),
        "foreign_five": float(np.sort(asked)[::-1][:5].mean() - nearest_foreign.mean()),
        "foreign_mass": _soft_maximum(asked) - _soft_maximum(foreign),
        "tokens": float(pieces @ weights) if len(pieces) else 0.0,
        "question_tokens": token_matches[0],
        "foreign_tokens": token_matches[1],
        "tokens_margin": token_matches[0] - token_matches[1],
        "weakest_tokens": _weakest(candidates),
        "covered": information_share(units & in_article, units, lemmas),
        "covered_by_questions": information_share(units & in_questions, units, lemmas),
        "known": information_share(
            {u for u in units if lemmas and u in lemmas.units}, units, lemmas
        ),
        "absent_words": log1p(_absent(query, lemmas)),
        "rarest_uncovered": _most_informative(units - in_article, lemmas),
        "lexical_first": 1.0 / (candidates.rank("lexical", 0) or 100),
        "dense_first": 1.0 / (candidates.rank("dense", 0) or 100),
        "lead_over_second": _gap(candidates),
        "length": log1p(len(units)),
    }


def _soft_maximum(similarities: NDArray[np.floating[Any]]) -> float:
    """Maximum that grows a little where several values are near it."""
    if not len(similarities):
        return 0.0
    top = float(similarities.max())
    return top + float(np.log(np.exp((similarities - top) * _SHARPNESS).sum())) / _SHARPNESS


def _weakest(candidates: Candidates) -> float:
    """Weighted mean of the worst third of the query's pieces."""
    pieces, weights = candidates.maxsim[0], candidates.piece_weights
    if not len(pieces):
        return 0.0
    order = np.argsort(pieces)
    cumulative = np.cumsum(weights[order])
    chosen = order[: max(1, int(np.searchsorted(cumulative, 1 / 3)) + 1)]
    return float(np.average(pieces[chosen], weights=weights[chosen] + 1e-9))


def information_share(
    part: set[str] | frozenset[str], whole: set[str] | frozenset[str], lemmas: Bm25 | None
) -> float:
    """Share of the information of `whole` that `part` holds; 0 for nothing at all."""
    if lemmas is None or not whole:
        return 0.0
    total = sum(lemmas.information(unit) for unit in whole)
    return sum(lemmas.information(unit) for unit in part) / total if total > 0 else 0.0


def _absent(query: str, lemmas: Bm25 | None) -> int:
    """Number of words of which the index holds no lemma."""
    if lemmas is None:
        return 0
    words = [t for t in tokenise(query) if t.is_word and not is_stop_word(t.form)]
    return sum(all(unit not in lemmas.units for unit in lemma_units(t.form)) for t in words)


def _most_informative(units: set[str] | frozenset[str], lemmas: Bm25 | None) -> float:
    """Information of the rarest of some units."""
    return max((lemmas.information(unit) for unit in units), default=0.0) if lemmas else 0.0


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
