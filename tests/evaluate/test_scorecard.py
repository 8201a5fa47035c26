"""Golden questions against a base: figures, thresholds, what was missed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from kb.errors import ConfigError, QueryError
from kb.evaluate.golden import GoldenQuestion
from kb.evaluate.scorecard import THRESHOLDS, Outcome, ask, run, score
from kb.model import Hit, Passage, SearchResult
from kb.reader import Reader


def outcome(
    rank: int | None, answered: bool, confidence: float, kind: str = "plain", known: bool = True
) -> Outcome:
    question = GoldenQuestion("pytanie", kind, ("dobry",) if known else ())
    return Outcome(question, answered, confidence, "dobry" if rank == 1 else "inny", rank)


OUTCOMES = [
    outcome(1, True, 0.95),
    outcome(2, True, 0.9, "typos"),
    outcome(1, False, 0.4, "typos"),
    outcome(None, True, 0.8),
    outcome(None, False, 0.1, "foreign", known=False),
    outcome(None, True, 0.7, "foreign", known=False),
]


def test_the_figures_by_hand() -> None:
    figures = score(OUTCOMES, {}).figures

    assert figures["recall_at_1"] == pytest.approx(2 / 4)
    assert figures["recall_at_3"] == pytest.approx(3 / 4)
    assert figures["mrr_at_10"] == pytest.approx((1 + 0.5 + 1) / 4)
    assert figures["unanswerable_refused"] == pytest.approx(1 / 2)
    assert figures["answerable_refused"] == pytest.approx(1 / 4)
    assert figures["answered_wrongly"] == pytest.approx(3 / 6)
    assert 0.0 <= figures["calibration_error"] <= 1.0


def test_each_kind_has_a_row_and_recall_only_where_something_is_expected() -> None:
    kinds = score(OUTCOMES, {}).kinds

    assert kinds["typos"] == {
        "count": 2.0, "refused": 0.5, "recall_at_1": 0.5, "recall_at_3": 1.0,
    }  # fmt: skip
    assert kinds["foreign"] == {"count": 2.0, "refused": 0.5}


def test_reached_thresholds_pass_also_when_just_reached() -> None:
    card = score(OUTCOMES, {"minimum_recall_at_1": 0.5, "maximum_answerable_refused": 0.25})

    assert card.passed
    assert card.failures == ()


def test_missed_thresholds_fail_with_figure_value_and_limit() -> None:
    card = score(OUTCOMES, {"minimum_recall_at_1": 0.51, "maximum_answerable_refused": 0.24})

    assert not card.passed
    assert card.failures == (
        "recall_at_1 is 0.500, at least 0.510 is required",
        "answerable_refused is 0.250, at most 0.240 is allowed",
    )
    assert "MISSED recall_at_1 is 0.500" in card.text


def test_what_was_missed_is_listed() -> None:
    document = score(OUTCOMES, {}).document

    assert json.loads(json.dumps(document)) == document
    assert [(m["kind"], m["confidence"]) for m in document["missed"]] == [
        ("typos", 0.9),  # another article came first
        ("typos", 0.4),  # refused
        ("plain", 0.8),  # not found
        ("foreign", 0.7),  # answered, though the base does not
    ]


def test_no_questions_give_zeros() -> None:
    assert set(score([], {}).figures.values()) == {0.0}


class Answers:
    """A reader that finds two articles for every question."""

    def search(self, query: str, **_: Any) -> SearchResult:
        if not query.strip():
            raise QueryError("empty", "The question is empty.")
        when = datetime(2026, 10, 3, tzinfo=UTC)
        hits = tuple(
            Hit(slug, "c", "t", "pl", when, Passage("", "", "", (1, 1)), 1.0, None, None, ())
            for slug in ("pierwszy", "drugi")
        )
        return SearchResult(query, None, True, 0.75, hits, 1.0, "c" * 40)


READER = cast("Reader", Answers())


@pytest.mark.parametrize(
    ("expected", "rank"),
    [(["pierwszy"], 1), (["drugi"], 2), (["drugi", "pierwszy"], 1), (["inny"], None), ([], None)],
)
def test_the_best_place_of_a_right_article_counts(expected: list[str], rank: int | None) -> None:
    found = ask(READER, GoldenQuestion("pytanie", "plain", tuple(expected)))

    assert (found.rank, found.first, found.answered) == (rank, "pierwszy", True)
    assert found.right == (rank == 1)


def test_what_cannot_be_searched_counts_as_refused() -> None:
    found = ask(READER, GoldenQuestion(" ", "odd", ()))

    assert (found.answered, found.confidence, found.first) == (False, 0.0, None)


GOLDEN = b"questions: [{q: a, expect: [pierwszy]}]"


def test_a_run_asks_every_question_and_compares(tmp_path: Path) -> None:
    limits = tmp_path / "limits.toml"
    limits.write_text("minimum_recall_at_1 = 1\nmaximum_calibration_error = 0.2\n")

    card = run(READER, GOLDEN, limits)

    assert card.failures == ("calibration_error is 0.250, at most 0.200 is allowed",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("minimum_recal = 1", "unknown threshold minimum_recal"),
        ("recall_at_1 = 1", "unknown threshold"),
        ("= 1", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_wrong_thresholds_are_told(tmp_path: Path, content: str | None, said: str) -> None:
    limits = tmp_path / "limits.toml"
    if content is not None:
        limits.write_text(content)

    with pytest.raises(ConfigError, match=said):
        run(READER, GOLDEN, limits)


def test_the_shipped_thresholds_are_known_and_require_what_was_promised() -> None:
    text = THRESHOLDS.read_text("utf-8")

    assert run(READER, GOLDEN, THRESHOLDS).figures["recall_at_1"] == 1.0
    for name in ("recall_at_1", "recall_at_3", "unanswerable_refused"):
        assert f"minimum_{name}" in text
