"""How much of what a careful agent finds in a message is found in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.answer.reading.reading_cases import cases, figures, judge


@pytest.mark.parametrize("held", [False, True], ids=["seen", "held-back"])
def test_questions_of_messages_are_found_and_little_else(held: bool) -> None:
    outcomes = [judge(case) for case in cases() if case.held is held]
    found = figures(outcomes)
    wrong = [one for one in outcomes if not one.right and not held]
    assert found.messages >= 35
    assert found.recall >= 0.95, wrong
    assert found.precision >= 0.92, wrong
    assert found.right >= 0.9, wrong


def test_a_question_that_is_not_there_counts_as_missed() -> None:
    case = replace(cases()[0], asked=("ile kosztuje dostawa", "czy mogę zapłacić", "kiedy"))
    outcome = judge(case)
    assert outcome.missed == ("kiedy",)
    assert figures([outcome]).recall == pytest.approx(2 / 3)


def test_a_question_that_nobody_asked_counts_as_extra() -> None:
    outcome = judge(replace(cases()[0], asked=("ile kosztuje dostawa",)))
    assert len(outcome.extra) == 1
    assert figures([outcome]).precision == pytest.approx(1 / 2)
