"""Figures over message cases, computed by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kb.answer.model import Channel, Draft, FlagKind
from kb.answer.request import Request
from kb.errors import ConfigError, MessageError
from kb.evaluate.limits import read_limits
from kb.evaluate.message_outcome import Outcome, judge, without_draft
from kb.evaluate.message_scorecard import LIMITS, figures_of, run, score
from kb.evaluate.messages import (
    MESSAGES,
    Expected,
    Half,
    MessageCase,
    MessageCases,
    read_messages,
)
from tests.evaluate.drafts_by_hand import (
    answered,
    case,
    draft,
    left_open,
    phrase,
    source,
    supported,
)

RETURN = Expected("Do kiedy mogę oddać koc?", ("zwrot",), (("30 dni",), ("LD-",)))
COST = Expected("Ile kosztuje kurier?", ("dostawa",), (("15,99 zł",),))
GIFT = Expected("Czy pakujecie prezenty?")
MESSAGE = "Do kiedy mogę oddać koc? Ile kosztuje kurier? Czy pakujecie prezenty?"
DAYS = source("zwrot", "Masz 30 dni.")

TWO_OF_THREE = case(
    MESSAGE, RETURN, COST, GIFT, id="dwa z trzech", flags=frozenset({FlagKind.ANGER})
)
THANKS = case("Dziękuję", id="podziękowanie", flags=frozenset({FlagKind.NOTHING_TO_ANSWER}))
EMPTY = case("Do kiedy mogę oddać koc?", RETURN, id="bez szkicu")

# Answers one question rightly, leaves one open that the base answers, drops the third.
HALF_RIGHT = draft(
    answered(RETURN.asked, "zwrot"),
    answered("A pogoda?", "pogoda"),
    left_open(COST.asked),
    text="Masz 30 dni.",
    sources=(DAYS,),
    sentences=(phrase("Dzień dobry,"), supported("Masz 30 dni.", "zwrot"), supported("Upał.", "x")),
    flags=(FlagKind.ANGER, FlagKind.ABUSE),
)


def outcome(made: MessageCase, found: Draft, took_ms: float) -> Outcome:
    return judge(made, found, forbidden=["dni"], stands=lambda *_: True, took_ms=took_ms)


OUTCOMES = [
    outcome(TWO_OF_THREE, HALF_RIGHT, 100.0),
    outcome(THANKS, draft(flags=(FlagKind.NOTHING_TO_ANSWER,), language="en"), 200.0),
    without_draft(EMPTY, "Za długa.", 300.0),
]


def test_the_figures_by_hand() -> None:
    figures = figures_of(OUTCOMES)

    assert figures == pytest.approx(
        {
            "cases": 3,
            "questions": 4,
            "questions_handled": 2 / 4,  # one answered, one reported
            "questions_answered": 1 / 3,  # of those that the base answers
            "unanswerable_reported": 0 / 1,
            "unanswered_count_right": 3 / 3,  # one open question, though not the right one
            "answers_beside": 1 / 2,
            "required_facts": 1 / 5,
            "forbidden_texts": 1,
            "flags_recall": 2 / 2,
            "flags_precision": 2 / 3,
            "citation_precision": 1 / 2,
            "needless_sentences": 1 / 2,
            "sentences_per_question_p50": 2 / 2,  # of the one letter with an answer
            "sentences_per_question_p95": 2 / 2,
            "phrase_share": 1 / 3,
            "language_right": 1 / 3,
            "without_draft": 1,
            "p50_ms": 200,
            "p95_ms": 290,
        }
    )


def test_shares_of_nothing_are_perfect() -> None:
    figures = figures_of(())

    assert {name for name, value in figures.items() if value == 1.0} == {
        "questions_handled",
        "questions_answered",
        "unanswerable_reported",
        "unanswered_count_right",
        "required_facts",
        "flags_recall",
        "flags_precision",
        "citation_precision",
        "language_right",
    }
    assert set(figures.values()) == {0.0, 1.0}


def held_out(found: Outcome) -> Outcome:
    return replace(found, case=replace(found.case, half=Half.HELD_OUT))


def test_each_half_has_figures_of_its_own_and_must_keep_the_limits() -> None:
    card = score([OUTCOMES[0], held_out(OUTCOMES[1])], {"minimum_questions_handled": 0.9})

    assert {half: row["cases"] for half, row in card.figures.items()} == {
        Half.DEV: 1.0,
        Half.HELD_OUT: 1.0,
    }
    assert card.failures == ("dev: questions_handled is 0.667, at least 0.900 is required",)
    assert not card.passed
    assert card.text.endswith("MISSED " + card.failures[0])


def test_problems_are_told_of_the_half_that_may_be_tuned_on_only() -> None:
    card = score([OUTCOMES[0], held_out(OUTCOMES[2])], {})

    assert list(card.document["problems"]) == ["dwa z trzech"]
    assert "does not say „15,99 zł”" in card.document["problems"]["dwa z trzech"]
    assert "dwa z trzech" in card.text
    assert "bez szkicu" not in card.text
    assert json.loads(json.dumps(card.document)) == card.document


class Engine:
    """Remembers what it was asked and fails for one message."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def suggest(self, request: Request) -> Draft:
        self.asked.append(request)
        if request.messages == EMPTY.messages:
            raise MessageError("too-long", "Za długa.")
        return HALF_RIGHT


def test_a_run_drafts_every_case_and_goes_on_after_an_error(tmp_path: Path) -> None:
    engine = Engine()
    limits = tmp_path / "limits.toml"
    limits.write_text("maximum_without_draft = 0\n")
    chat = replace(THANKS, channel=Channel.CHAT, customer_name="Anna", messages=("a", "b"))

    card = run(engine.suggest, MessageCases((EMPTY, chat)), limits)

    assert engine.asked[1] == Request(("a", "b"), Channel.CHAT, "Anna")
    assert [o.error for o in card.outcomes] == ["Za długa.", ""]
    assert card.failures == ("dev: without_draft is 1.000, at most 0.000 is allowed",)
    assert all(o.took_ms > 0 for o in card.outcomes)


def test_a_run_reads_the_sentences_in_the_passages_themselves() -> None:
    card = run(Engine().suggest, MessageCases((THANKS,)))

    assert card.figures[Half.DEV]["citation_precision"] == 1 / 2


def test_forbidden_expressions_of_the_file_hold_for_every_case() -> None:
    card = run(Engine().suggest, MessageCases((TWO_OF_THREE, THANKS), ("30 dni",)))

    assert card.figures[Half.DEV]["forbidden_texts"] == 2


def test_an_unknown_limit_is_refused(tmp_path: Path) -> None:
    limits = tmp_path / "limits.toml"
    limits.write_text("minimum_charm = 1\n")

    with pytest.raises(ConfigError, match="unknown threshold minimum_charm"):
        run(Engine().suggest, MessageCases(()), limits)


def test_the_shipped_limits_are_known_and_require_what_was_promised() -> None:
    limits = read_limits(LIMITS, figures_of(()))

    assert limits["minimum_citation_precision"] == 1.0
    assert limits["maximum_forbidden_texts"] == 0
    assert limits["minimum_questions_handled"] >= 0.95


def best_draft(made: MessageCase) -> Draft:
    """What a case asks for and nothing else."""
    facts = " ".join(fact[0] for q in made.questions for fact in q.facts)
    return draft(
        *(answered(q.asked, q.articles[0]) for q in made.questions if q.answerable),
        *(left_open(q.asked) for q in made.questions if not q.answerable),
        text=facts,
        flags=tuple(made.flags),
        language=made.language,
    )


def test_the_sample_can_be_drafted_without_a_problem() -> None:
    sample = read_messages(MESSAGES.read_bytes())

    for made in sample.cases:
        found = judge(made, best_draft(made), forbidden=sample.forbidden, stands=lambda *_: True)
        assert found.problems == (), made.id


def test_a_draft_that_leaves_everything_open_is_handled_but_states_nothing() -> None:
    sample = read_messages(MESSAGES.read_bytes())
    outcomes = [
        judge(
            made,
            draft(*(left_open(q.asked) for q in made.questions)),
            forbidden=sample.forbidden,
            stands=lambda *_: True,
        )
        for made in sample.cases
    ]
    figures = figures_of(outcomes)

    assert figures["questions_handled"] == 1.0
    assert figures["questions_answered"] == figures["required_facts"] == 0.0
    assert figures["unanswered_count_right"] < 0.3
