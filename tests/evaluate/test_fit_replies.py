"""Weights are learned from examples, and judged by weights that never saw their case."""

from __future__ import annotations

import numpy as np
import pytest

from kb.evaluate.fit_replies import (
    covered,
    crossed,
    fit_articles,
    fit_decision,
    fit_lines,
    right_first,
    with_threshold,
)
from kb.evaluate.reply_examples import Decided, Ranked, chosen_lines

CHANCE = np.random.default_rng(5)


def question(case: int) -> Ranked:
    """The right one of six has more of the second measure; the others are noise."""
    rows = CHANCE.normal(size=(6, 4))
    right = np.arange(6) == CHANCE.integers(6)
    rows[right, 1] += 6.0
    return Ranked(f"case {case}", rows, right, (right,), (0,))


QUESTIONS = [question(case) for case in range(40)]


@pytest.mark.parametrize("fit", [fit_articles, fit_lines])
def test_a_ranking_learns_what_sets_the_right_one_apart(fit: object) -> None:
    assert callable(fit)
    weights = fit(QUESTIONS)
    assert np.argmax(np.abs(weights)) == 1
    assert right_first(QUESTIONS, [weights] * len(QUESTIONS)) > 0.95


def test_no_weights_have_seen_the_case_that_they_are_judged_on() -> None:
    seen: list[set[str]] = []

    def fit(examples: list[Ranked]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        seen.append({one.case for one in examples})
        return np.array([float(len(seen))])

    weights = crossed(QUESTIONS, fit)  # type: ignore[arg-type]
    for one, own in zip(QUESTIONS, weights, strict=True):
        assert one.case not in seen[int(own[0]) - 1]


def test_a_reply_says_the_opening_and_then_the_best_lines() -> None:
    example = QUESTIONS[0]
    scores = np.array([0.0, 5.0, 1.0, 4.0, 2.0, 3.0])
    assert chosen_lines(example, scores, 3) == [0, 1, 3]


def test_a_fact_is_covered_when_any_line_that_states_it_is_said() -> None:
    weights = [np.array([0.0, 1.0, 0.0, 0.0])] * len(QUESTIONS)
    assert covered(QUESTIONS, weights, 2) > 0.95
    against = [np.array([0.0, -1.0, 0.0, 0.0])] * len(QUESTIONS)
    assert covered(QUESTIONS, against, 2) < 0.5


def test_the_bias_leaves_but_few_of_those_that_answer() -> None:
    rows = CHANCE.normal(size=(400, 3))
    answers = [bool(one[0] + 0.3 * CHANCE.normal() > 0) for one in rows]
    examples = [
        Decided(f"case {number}", row, answer)
        for number, (row, answer) in enumerate(zip(rows, answers, strict=True))
    ]
    weights = fit_decision(examples)
    scores = rows @ weights[:-1] + weights[-1]
    moved = with_threshold(weights, scores, answers)
    kept = (rows @ moved[:-1] + moved[-1] >= 0)[np.array(answers)]
    assert kept.mean() == pytest.approx(0.97, abs=0.01)
