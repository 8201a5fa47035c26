"""Fits the classifier of articles (kb.search.classifier) to the questions known for each."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb.search.classifier import LEXICAL, Classifier, centred, lexical_features
from kb.search.lexical import Bm25
from kb.search.made_once import keep_newest, made_once

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

#: An article with fewer known questions is no class: too little to learn from.
LEAST_QUESTIONS = 5
#: Questions times classes; time and memory of a fit grow with it, see docs/decisions.md. Of larger
#: bases the first questions of each article are taken.
MOST_COMPARED = 1_000_000
#: Inverse strength of the L2 penalty, the middle of a flat optimum.
_C = 10.0
_MOST_ROUNDS = 300
#: Raised when the same questions shall be fitted anew.
_FORM = 1
#: Fits that are kept: those of the base, and of branches that are looked at.
_KEPT = 12
_PREFIX = "classifier-"


def classifier_of(
    cache: Path | None,
    rows: Sequence[int],
    vectors: NDArray[np.float32],
    units: Sequence[Mapping[str, Sequence[str]]],
    statistics: Mapping[str, Bm25],
) -> Classifier:
    """The classifier for the known questions of an index.

    cache: folder of earlier fits, which the same questions need not have again; None keeps none.
    rows: of the article of each question. vectors: (questions, dimension). units: by analyser.
    """
    asked: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        asked.setdefault(row, []).append(place)
    classes = {
        row: places for row, places in sorted(asked.items()) if len(places) >= LEAST_QUESTIONS
    }
    most = _most_of_each([len(places) for places in classes.values()])
    if len(classes) < 2 or most < LEAST_QUESTIONS:
        return Classifier.none()
    used = [place for places in classes.values() for place in places[:most]]
    counts = [min(len(places), most) for places in classes.values()]
    numbers = np.repeat(np.arange(len(counts)), counts)
    mean = vectors[used].mean(axis=0)
    table = _table(vectors[used], mean, [units[place] for place in used], statistics)
    fitted = _kept(cache, table, numbers, mean) if cache else _fit(table, numbers, mean)
    return replace(
        fitted,
        rows=np.array(list(classes), dtype=np.int32),
        counts=np.array(counts, dtype=np.int32),
    )


def _most_of_each(counts: Sequence[int]) -> int:
    """How many questions of each class can be compared with all classes; 0 for none."""
    most = max(counts, default=0)
    while most and sum(min(count, most) for count in counts) * len(counts) > MOST_COMPARED:
        most -= 1
    return most


def _table(
    vectors: NDArray[np.float32],
    mean: NDArray[np.float32],
    units: Sequence[Mapping[str, Sequence[str]]],
    statistics: Mapping[str, Bm25],
) -> csr_matrix:
    """(questions, features)."""
    from scipy.sparse import csr_matrix, hstack

    said = [lexical_features(one, statistics) for one in units]
    ends = np.cumsum([0, *(len(columns) for columns, _ in said)])
    columns = np.concatenate([columns for columns, _ in said])
    values = np.concatenate([values for _, values in said])
    width = sum(len(statistics[name].units) for name in LEXICAL)
    lexical = csr_matrix((values, columns, ends), shape=(len(said), width))
    return csr_matrix(hstack([csr_matrix(centred(vectors, mean)), lexical]), dtype=np.float32)


def _fit(table: csr_matrix, classes: NDArray[np.int64], mean: NDArray[np.float32]) -> Classifier:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    # Balanced: how many questions somebody thought of says nothing of how often it is asked.
    model = LogisticRegression(C=_C, class_weight="balanced", max_iter=_MOST_ROUNDS)
    with warnings.catch_warnings():
        # What is reached in so many rounds will do.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(table, classes)
    weights, bias = model.coef_, model.intercept_
    if len(bias) == 1:  # of two classes only what speaks for the second is given
        weights, bias = np.stack([-weights[0], weights[0]]) / 2, np.array([-bias[0], bias[0]]) / 2
    return replace(
        Classifier.none(),
        mean=mean,
        weights=np.ascontiguousarray(weights.T, dtype=np.float32),
        bias=np.asarray(bias, dtype=np.float32),
    )


def _kept(
    cache: Path, table: csr_matrix, classes: NDArray[np.int64], mean: NDArray[np.float32]
) -> Classifier:
    """The fit, from the cache where the same was fitted before; without it where it is of no use,
    because no publish may fail for what only saves time."""
    name = f"{_PREFIX}{_digest(table, classes, mean)}"
    fitted: list[Classifier] = []

    def make(folder: Path) -> None:
        fitted.append(_fit(table, classes, mean))
        fitted[0].write(folder)

    try:
        folder = made_once(cache, name, make)
        keep_newest(cache, _PREFIX, _KEPT)
        found = Classifier.read(folder)
        if found.weights.shape == (table.shape[1], int(classes.max()) + 1):
            return found
    except (OSError, ValueError, LookupError):
        pass
    return fitted[0] if fitted else _fit(table, classes, mean)


def _digest(table: csr_matrix, classes: NDArray[np.int64], mean: NDArray[np.float32]) -> str:
    """Of everything that a fit depends on."""
    digest = blake2b(repr((_FORM, table.shape, _C, _MOST_ROUNDS)).encode(), digest_size=8)
    for part in (table.data, table.indices, table.indptr, classes, mean):
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()
