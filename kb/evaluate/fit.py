"""Fit the confidence model on the training questions.

    python -m kb.evaluate.fit [--write]

The published sample base answers the training questions (`training.yaml`: nobody's test uses them);
a logistic regression learns from the features whether the base answers. Cross-validated figures are
printed; `--write` stores the weights that ship.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import QueryError
from kb.evaluate.golden import GoldenQuestion, read_golden
from kb.evaluate.metrics import calibration_error, reliability
from kb.polish.text import tokenise
from kb.reader import Reader
from kb.search.engine import Filter
from kb.search.question import prepare
from kb.search.retrieve import retrieve
from kb.search.search import measure

TRAINING = Path(__file__).with_name("training.yaml")
TARGET = Path(__file__).parents[1] / "search" / "confidence.json"
#: Share of answerable questions in real traffic: training counts are weighted towards it.
PRIOR = 0.7
#: Answerable training questions that may fall under the threshold.
REFUSED_ANSWERABLE = 0.05
#: Inverse strength of the L2 penalty; the middle of a flat optimum in cross-validation.
_C = 0.3
_FOLDS = 5
#: Words cannot be compared across languages, so these are left out there.
_ONLY_POLISH = (
    "covered",
    "covered_by_questions",
    "known",
    "absent_words",
    "rarest_uncovered",
    "lexical_first",
)

Row = tuple[GoldenQuestion, str, dict[str, float]]


def rows(reader: Reader, questions: Iterable[GoldenQuestion]) -> list[Row]:
    """(question, its language, features); questions that find nothing at all are left out."""
    found: list[Row] = []
    for question in questions:
        try:
            prepared = prepare(reader.index.tables.lexicon, question.text)
        except QueryError:
            continue
        if reader.encoder is None or not any(True for _ in tokenise(prepared.searched)):
            continue
        encoded = reader.encoder.encode_query(prepared.searched)
        candidates = retrieve(
            reader.index.engine,
            reader.index.tables,
            prepared.searched,
            encoded,
            Filter(),
            datetime.now(UTC),
        )
        if len(candidates):
            features = measure(reader.index, prepared, candidates, encoded)
            found.append((question, prepared.language, features))
    return found


def fit(examples: Sequence[Row], names: Sequence[str]) -> tuple[dict[str, Any], list[float]]:
    """Return a model as JSON and its cross-validated probabilities."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    table: NDArray[np.float64] = np.array([[row[2][name] for name in names] for row in examples])
    answerable = np.array([row[0].answerable for row in examples])
    means, scales = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-6)
    share = answerable.mean()
    weights = np.where(answerable, PRIOR / share, (1 - PRIOR) / (1 - share))
    scaled = (table - means) / scales
    model = LogisticRegression(C=_C, max_iter=5000)
    crossed = cross_val_predict(
        model,
        scaled,
        answerable,
        cv=StratifiedKFold(_FOLDS, shuffle=True, random_state=0),
        method="predict_proba",
        params={"sample_weight": weights},
    )[:, 1]
    model.fit(scaled, answerable, sample_weight=weights)
    threshold = float(np.quantile(crossed[answerable], REFUSED_ANSWERABLE))
    return (
        {
            "features": list(names),
            "means": _rounded(means),
            "scales": _rounded(scales),
            "weights": _rounded(model.coef_[0]),
            "bias": round(float(model.intercept_[0]), 5),
            "threshold": round(threshold, 4),
        },
        crossed.tolist(),
    )


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 5) for value in values]


def fit_all(examples: Sequence[Row]) -> tuple[dict[str, Any], str]:
    """Fit both models; return them and a report."""
    names = list(examples[0][2])
    models, lines = {}, []
    for label, polish in (("polish", True), ("foreign", False)):
        own = [row for row in examples if (row[1] == "pl") is polish]
        used = names if polish else [name for name in names if name not in _ONLY_POLISH]
        model, crossed = fit(own, used)
        models[label] = model
        answerable = [row[0].answerable for row in own]
        refused = [p < model["threshold"] for p in crossed]
        missed = [r for r, a in zip(refused, answerable, strict=True) if a]
        caught = [r for r, a in zip(refused, answerable, strict=True) if not a]
        error = calibration_error(reliability(crossed, answerable))
        lines.append(
            f"{label}: {len(own)} questions, threshold {model['threshold']:.3f}, refused "
            f"{sum(caught) / len(caught):.3f} of unanswerable and "
            f"{sum(missed) / len(missed):.3f} of answerable, calibration error {error:.3f} "
            "(unweighted, cross-validated)"
        )
    return models, "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    from kb.model import Audience
    from kb.settings import load_settings
    from kb.wiring import open_library

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="store the weights that ship")
    options = parser.parse_args(arguments)
    library = open_library(load_settings())
    reader = library.reader(Audience.PUBLIC)
    models, report = fit_all(rows(reader, read_golden(TRAINING.read_bytes(), TRAINING.name)))
    library.close()
    sys.stdout.write(f"{report}\n")
    if options.write:
        TARGET.write_text(json.dumps(models, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
