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


def test_no_receipt_is_sent_unless_editors_want_one_and_its_words_are_theirs() -> None:
    written = """[desk.receipt]
enabled = true
text = '''
Witamy,

to numer {number}.'''
promise = " Odpiszemy do {until}. "
"""

    nothing, _ = read_editorial(b"")
    editorial, problems = read_editorial(written.encode())

    assert not nothing.desk.receipt.enabled
    assert problems == []
    receipt = editorial.desk.receipt
    assert receipt.enabled
    assert receipt.text == "Witamy,\n\nto numer {number}."
    assert receipt.promise == "Odpiszemy do {until}."
    assert receipt.text_en == nothing.desk.receipt.text_en


@pytest.mark.parametrize(
    "written",
    [
        'text = "Numer {numer}"', 'text = "{"', 'promise = "do {number}"',
        'text_en = "{until}"', 'enabled = "tak"',
        f'text = "{"x" * 1501}"',
    ],
)  # fmt: skip
def test_a_receipt_that_could_not_be_filled_in_is_an_error(written: str) -> None:
    _, problems = read_editorial(f"[desk.receipt]\n{written}\n".encode())

    assert [(one.line, one.rule) for one in problems] == [(2, "kb-toml")]
