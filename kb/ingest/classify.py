"""Fits the classifier of articles (kb.search.classifier) to the questions known for each."""

from __future__ import annotations

from collections import Counter
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
#: Questions times classes; the time of a fit grows with it, see docs/decisions.md.
MOST_COMPARED = 1_000_000
#: Inverse strength of the L2 penalty, the middle of a flat optimum.
_C = 10.0
_MOST_ROUNDS = 300
#: Fits that are kept: of each audience the present one and the one before.
_KEPT = 4
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
    counts = {row: count for row, count in Counter(rows).items() if count >= LEAST_QUESTIONS}
    used = [place for place, row in enumerate(rows) if row in counts]
    if len(counts) < 2 or len(used) * len(counts) > MOST_COMPARED:
        return Classifier.none()
    order = sorted(counts)
    number = {row: place for place, row in enumerate(order)}
    classes = np.array([number[rows[place]] for place in used])
    mean = vectors[used].mean(axis=0)
    table = _table(vectors[used], mean, [units[place] for place in used], statistics)
    if cache is None:
        fitted = _fit(table, classes, mean)
    else:
        name = _name(table, classes)
        folder = made_once(cache, name, lambda made: _fit(table, classes, mean).write(made))
        keep_newest(cache, _PREFIX, _KEPT)
        fitted = Classifier.read(folder)
    return replace(
        fitted,
        rows=np.array(order, dtype=np.int32),
        counts=np.array([counts[row] for row in order], dtype=np.int32),
    )


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
    from sklearn.linear_model import LogisticRegression

    # Balanced: how many questions somebody thought of says nothing of how often it is asked.
    model = LogisticRegression(C=_C, class_weight="balanced", max_iter=_MOST_ROUNDS)
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


def _name(table: csr_matrix, classes: NDArray[np.int64]) -> str:
    digest = blake2b(digest_size=8)
    for part in (table.data, table.indices, table.indptr, classes):
        digest.update(np.ascontiguousarray(part).tobytes())
    return f"{_PREFIX}{digest.hexdigest()}"
