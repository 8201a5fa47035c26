"""Fit what chooses articles and lines for replies on the message cases that may be tuned on.

    python -m kb.evaluate.fit_replies [--write]

The published sample base is searched for the questions of the cases. Three things are learned:
which article a question is about (an acceptable one should stand before each other one), whether it
answers at all (told and unanswerable things are not answered), and which lines state what a reply
had to say (the line of a required fact should stand before those that state none). Figures are
cross-validated over cases; `--write` stores the weights that ship.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from kb.answer.fusion import CHOICE, DECISION, Signs, Standing
from kb.answer.ranking import LINES, Measures
from kb.answer.shelf import Base
from kb.answer.weights import WEIGHTS, names_of
from kb.evaluate.messages import MESSAGES, TUNED, MessageCase, read_messages
from kb.evaluate.reply_examples import (
    Decided,
    Ranked,
    articles_of,
    chosen_lines,
    decisions,
    lines_of,
    read_case,
)

Numbers = NDArray[np.float64]
E = TypeVar("E", Ranked, Decided)

#: Inverse strength of the L2 penalty; each the middle of a flat optimum in cross-validation.
_C_ARTICLES = 0.2
_C_LINES = 0.05
_C_DECISION = 0.1
_FOLDS = 10
#: The loss is a mean over what one question compares, so that long articles do not weigh more;
#: this brings its size back to that of a few pairs.
_WEIGHT = 5.0
#: Share of the answerable questions, found in the right article, that may be left to the agent.
_LEFT = 0.03
_SAID = (3, 4, 5, 6, 7)


def fit_articles(examples: Sequence[Ranked]) -> Numbers:
    """(measures,) weights of the choice of articles."""
    return fit_ranking(examples, _C_ARTICLES)


def fit_lines(examples: Sequence[Ranked]) -> Numbers:
    """(measures,) weights of the ranking of lines."""
    return fit_ranking(examples, _C_LINES)


def fit_ranking(examples: Sequence[Ranked], c: float) -> Numbers:
    """(measures,) weights by which the best of the right rows stands before each wrong row."""
    from sklearn.linear_model import LogisticRegression

    pairs = [row for one in examples for row in (one.apart(), -one.apart())]
    weights = [np.full(len(pair), _WEIGHT / len(pair)) for pair in pairs]
    before = [np.full(len(pair), turn % 2 == 0) for turn, pair in enumerate(pairs)]
    model = LogisticRegression(C=c, max_iter=5000, fit_intercept=False)
    model.fit(np.concatenate(pairs), np.concatenate(before), np.concatenate(weights))
    return np.asarray(model.coef_[0])


def fit_decision(examples: Sequence[Decided]) -> Numbers:
    """(measures + 1,) weights of what is measured, and the bias."""
    from sklearn.linear_model import LogisticRegression

    rows = np.stack([one.row for one in examples])
    spread = np.maximum(rows.std(axis=0), 1e-6)
    model = LogisticRegression(C=_C_DECISION, max_iter=5000)
    model.fit(rows / spread, [one.answers for one in examples])
    return np.append(model.coef_[0] / spread, model.intercept_[0])


def crossed(examples: Sequence[E], fit: Callable[[Sequence[E]], Numbers]) -> list[Numbers]:
    """For each example the weights that none of its case's were fitted on."""
    cases = sorted({example.case for example in examples})
    order = np.random.default_rng(0).permutation(len(cases))
    fold = {cases[place]: number % _FOLDS for number, place in enumerate(order)}
    fitted = [fit([e for e in examples if fold[e.case] != number]) for number in range(_FOLDS)]
    return [fitted[fold[example.case]] for example in examples]


def right_first(examples: Sequence[Ranked], weights: Sequence[Numbers]) -> float:
    """Share of the questions of which a right row stands first."""
    pairs = zip(examples, weights, strict=True)
    return float(np.mean([one.right[int(np.argmax(one.rows @ w))] for one, w in pairs]))


def covered(examples: Sequence[Ranked], weights: Sequence[Numbers], said: int) -> float:
    """Share of the facts that stand in the opening sentences and the best lines, `said` in all."""
    told = []
    for one, w in zip(examples, weights, strict=True):
        chosen = chosen_lines(one, one.rows @ w, said)
        told += [bool(fact[chosen].any()) for fact in one.facts if fact.any()]
    return float(np.mean(told))


def with_threshold(weights: Numbers, crossed_scores: Numbers, answers: Sequence[bool]) -> Numbers:
    """The bias moved so that but few of those that answer are left to the agent."""
    least = float(np.quantile(crossed_scores[np.array(answers)], _LEFT))
    return np.append(weights[:-1], weights[-1] - least)


def _scores(examples: Sequence[Decided], weights: Sequence[Numbers]) -> Numbers:
    pairs = zip(examples, weights, strict=True)
    return np.array([float(one.row @ w[:-1] + w[-1]) for one, w in pairs])


def fit_all(base: Base, cases: Sequence[MessageCase]) -> tuple[dict[str, Any], str]:
    """The weights that ship, and what they reach."""
    read = [read_case(base, case) for case in cases]
    articles = [one for case in read for one in articles_of(base, case)]
    choice = fit_articles(articles)
    crossed_choice = crossed(articles, fit_articles)
    by_case = {one.case: w for one, w in zip(articles, crossed_choice, strict=True)}
    decided = [
        one for case in read for one in decisions(base, case, by_case.get(case.case.id, choice))
    ]
    crossed_scores = _scores(decided, crossed(decided, fit_decision))
    answers = [one.answers for one in decided]
    decision = with_threshold(fit_decision(decided), crossed_scores, answers)
    least = float(np.quantile(crossed_scores[np.array(answers)], _LEFT))
    wrongly = np.mean(crossed_scores[~np.array(answers)] >= least)
    lines = [one for case in read for one in lines_of(base, case)]
    said = fit_lines(lines)
    crossed_lines = crossed(lines, fit_lines)
    shares = "  ".join(f"{n}: {covered(lines, crossed_lines, n):.3f}" for n in _SAID)
    documents = {
        CHOICE: _named(names_of(Standing), choice),
        DECISION: _named(names_of(Signs), decision[:-1]) | {"bias": round(float(decision[-1]), 4)},
        LINES: _named(names_of(Measures), said),
    }
    first, kept = right_first(articles, crossed_choice), 1 - _LEFT
    others = len(answers) - sum(answers)
    return documents, "\n".join(
        [
            f"articles: {len(articles)} questions, right first {first:.3f}",
            f"answers: {kept:.2f} of {sum(answers)}, and {wrongly:.3f} of the other {others}",
            f"lines: {len(lines)} questions, facts among the first {shares}",
        ]
    )


def _named(names: Sequence[str], weights: Numbers) -> dict[str, Any]:
    pairs = zip(names, weights, strict=True)
    return {"weights": {name: round(float(weight), 4) for name, weight in pairs}}


def main() -> None:
    """Fit, print what is reached, write if asked."""
    from kb.settings import load_settings
    from kb.wiring import open_library, open_shelves

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="store the weights that ship")
    write = parser.parse_args().write
    cases = read_messages(MESSAGES.read_bytes(), MESSAGES.name).cases
    settings = load_settings()
    with closing(open_library(settings)) as library:
        base = open_shelves(settings, library)()
        documents, report = fit_all(base, [case for case in cases if case.half in TUNED])
    if write:
        document = {"fitted": f"{datetime.now(UTC):%Y-%m-%d}", **documents}
        WEIGHTS.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    print(report)  # noqa: T201


if __name__ == "__main__":
    main()
