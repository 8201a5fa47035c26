"""`[desk]` of kb.toml: what editors decide for the agents' desk."""

from __future__ import annotations

import pytest

from kb.ingest.desk import Desk, SurveyQuestion
from kb.ingest.editorial import read_editorial


def test_without_it_replies_wait_half_a_minute_and_ask_nothing() -> None:
    editorial, problems = read_editorial(b'name = "Sklep"')

    assert problems == []
    assert editorial.desk == Desk(undo_seconds=30, survey=SurveyQuestion(enabled=False))


def test_editors_word_the_question() -> None:
    written = '[desk.survey]\nenabled = true\nquestion = " Pomogliśmy? "\n'

    editorial, problems = read_editorial(written.encode())

    assert problems == []
    assert editorial.desk.survey == SurveyQuestion(
        True, "Pomogliśmy?", "How do you rate this answer?"
    )


@pytest.mark.parametrize(
    "written",
    ["undo_seconds = -1", "undo_seconds = 3601", "survey = true"],
)
def test_what_cannot_be_is_an_error_with_its_line(written: str) -> None:
    _, problems = read_editorial(f"[desk]\n{written}\n".encode())

    assert [(one.line, one.rule) for one in problems] == [(2, "kb-toml")]


def test_an_unknown_key_is_a_hint() -> None:
    _, problems = read_editorial(b"[desk]\nundo = 5\n[desk.survey]\nanswer = 1\n")

    assert [one.rule for one in problems] == ["unknown-key", "unknown-key"]
