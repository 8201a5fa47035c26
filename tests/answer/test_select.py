"""Which lines are said: the opening once, and where there is little room the best one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kb.answer.findings import Findings
from kb.answer.lines import Line
from kb.answer.model import Asked, Channel
from kb.answer.select import select_lines
from kb.model import ArticleSummary, Chunk, ChunkKind
from kb.search.passages import Query, ScoredPassage
from kb.search.question import Prepared

SUMMARY = ArticleSummary("zwrot", "zwroty", "Zwrot", "pl", datetime(2026, 11, 28, tzinfo=UTC), "")
OPENING = ("Zwrot jest darmowy.", "Masz na to 30 dni.")
OTHERS = tuple(f"Zdanie numer {number} mówi swoje." for number in range(8))


def _passage(opening: bool) -> ScoredPassage:
    chunk = Chunk("id", "zwrot", "", (), (1, 2), "", ChunkKind.TEXT)
    return ScoredPassage(chunk, SUMMARY, opening, 1.0)


@pytest.fixture(autouse=True)
def _lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """An article of an opening that fits little and of sentences that fit better and better."""
    first, second = _passage(True), _passage(False)
    lines = [Line(text, first, 0, number, 0, False, 0.0) for number, text in enumerate(OPENING)]
    lines += [
        Line(text, second, 1, number, number, False, 2.0 + number / 10)
        for number, text in enumerate(OTHERS)
    ]
    monkeypatch.setattr("kb.answer.select.lines_of", lambda *_: lines)


def _said(channel: Channel, *opened: str) -> list[str]:
    question = "Czy zwrot jest darmowy?"
    asked = Asked(question, (0, len(question)), "pl")
    query = Query(Prepared(question, question, None, "pl"), None)
    found = Findings(asked, True, 0.9, query, query, (_passage(True), _passage(False)))
    return [line.text for line in select_lines(found, channel, 3, None, None, opened)]


def test_an_opening_that_stands_in_the_letter_takes_no_room() -> None:
    fresh, again = _said(Channel.EMAIL), _said(Channel.EMAIL, "zwrot")

    assert OPENING[0] in fresh
    assert len(set(again) - set(OPENING)) == len(set(fresh) - set(OPENING)) + 2
    assert OTHERS[-1] in fresh


def test_in_public_the_line_that_answers_goes_before_the_opening() -> None:
    assert _said(Channel.SOCIAL) == [OTHERS[-1]]


def test_where_nothing_else_has_room_the_opening_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = _passage(True), _passage(False)
    long = [
        Line("Kurier przyjedzie sam.", second, 1, 0, 0, False, -9.0),
        Line("Dlatego go nie zamawiaj.", second, 1, 1, 0, False, 9.0),
    ]
    opening = Line(OPENING[0], first, 0, 0, 0, False, 0.0)
    monkeypatch.setattr(
        "kb.answer.select.lines_of", lambda *_: [opening, *long, replace(long[0], number=5)]
    )

    assert _said(Channel.SOCIAL) == [OPENING[0]]
