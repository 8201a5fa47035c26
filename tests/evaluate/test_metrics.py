"""Measures against values computed by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.evaluate.metrics import calibration_error, mean_reciprocal_rank, recall, reliability

RANKS = [1, 2, None, 11, 1]


def test_recall_is_the_share_of_questions_with_a_right_article_so_far() -> None:
    assert recall(RANKS, 1) == pytest.approx(2 / 5)
    assert recall(RANKS, 3) == pytest.approx(3 / 5)
    assert recall(RANKS, 11) == pytest.approx(4 / 5)


def test_reciprocal_ranks_end_at_ten() -> None:
    assert mean_reciprocal_rank(RANKS) == pytest.approx((1 + 1 / 2 + 1) / 5)
    assert mean_reciprocal_rank(RANKS, at=1) == pytest.approx(2 / 5)


def test_no_question_gives_zero() -> None:
    assert recall([], 1) == mean_reciprocal_rank([]) == calibration_error([]) == 0.0
    assert reliability([], []) == ()


def test_a_reliability_table_by_hand() -> None:
    rows = reliability([0.0, 0.05, 0.45, 1.0, 0.95, 0.9], [False, True, True, True, True, False])

    assert [(row.low, row.high, row.count) for row in rows] == [
        (0.0, 0.1, 2), (0.4, 0.5, 1), (0.9, 1.0, 3),
    ]  # fmt: skip
    assert [row.confidence for row in rows] == pytest.approx([0.025, 0.45, 0.95])
    assert [row.observed for row in rows] == pytest.approx([0.5, 1.0, 2 / 3])
    expected = (2 * 0.475 + 0.55 + 3 * (0.95 - 2 / 3)) / 6
    assert calibration_error(rows) == pytest.approx(expected)


def test_what_happens_as_often_as_it_was_expected_has_no_error() -> None:
    assert calibration_error(reliability([0.5, 0.5], [True, False])) == 0.0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60), st.integers(1, 20))
def test_every_question_is_in_one_row_and_the_error_is_a_share(
    outcomes: list[tuple[float, bool]], bins: int
) -> None:
    rows = reliability([c for c, _ in outcomes], [right for _, right in outcomes], bins)

    assert sum(row.count for row in rows) == len(outcomes)
    assert 0.0 <= calibration_error(rows) <= 1.0
    for row in rows:
        assert row.count > 0
        assert row.low - 1e-9 <= row.confidence <= row.high + 1e-9
