"""Each channel has its own time, counted in opening hours."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from kb.inbox.deadlines import promised
from kb.ingest.desk import Deadlines, Desk
from kb.ingest.editorial import Contact, Editorial, read_editorial
from kb.opening import Hours, Opening, SpecialDay

WARSAW = ZoneInfo("Europe/Warsaw")
WEEK = (*((Hours(8 * 60, 16 * 60),),) * 5, (), ())


UNSTATED = Deadlines()


def shop(deadlines: Deadlines = UNSTATED, answer_hours: float = 4) -> Editorial:
    opening = Opening(WARSAW, WEEK, (SpecialDay(date(2026, 11, 11)),), answer_hours=answer_hours)
    return Editorial(contact=Contact(opening=opening), desk=Desk(deadlines=deadlines))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in Warsaw; the 10th is a Tuesday, the 11th a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=WARSAW)


def test_a_channel_has_its_own_hours_and_else_those_of_the_contact_form() -> None:
    editorial = shop(Deadlines(chat=0.25, social=2))

    assert promised(editorial, "email", at(10, 9)) == at(10, 13)
    assert promised(editorial, "chat", at(10, 9)) == at(10, 9, 15)
    assert promised(editorial, "social", at(10, 9)) == at(10, 11)


def test_nights_weekends_and_holidays_do_not_count() -> None:
    editorial = shop(Deadlines(email=8, chat=0.25))

    assert promised(editorial, "email", at(10, 12)) == at(12, 12)
    assert promised(editorial, "email", at(13, 15)) == at(16, 15)
    assert promised(editorial, "chat", at(13, 23)) == at(16, 8, 15)


def test_long_promises_end_at_a_quarter_of_an_hour_and_short_ones_to_the_minute() -> None:
    editorial = shop(Deadlines(email=1, chat=0.5))

    assert promised(editorial, "email", at(10, 9, 7)) == at(10, 10, 15)
    assert promised(editorial, "chat", at(10, 9, 7)) == at(10, 9, 37)


@pytest.mark.parametrize(
    "editorial",
    [Editorial(), shop(Deadlines(email=0)), shop(answer_hours=0)],
    ids=["no opening hours", "none for the channel", "none at all"],
)
def test_where_nothing_is_promised_there_is_no_deadline(editorial: Editorial) -> None:
    assert promised(editorial, "email", datetime.now(UTC)) is None


def test_kb_toml_states_the_hours_of_each_channel() -> None:
    editorial, problems = read_editorial(b"[desk.deadlines]\nemail = 8\nchat = 0.25\n")

    assert problems == []
    assert editorial.desk.deadlines == Deadlines(8, 0.25, None)


@pytest.mark.parametrize("wrong", ["email = -1", "chat = 501", 'social = "2"', "email = inf"])
def test_hours_that_make_no_sense_stop_publishing(wrong: str) -> None:
    _, problems = read_editorial(f"[desk.deadlines]\n{wrong}\n".encode())

    assert [problem.rule for problem in problems] == ["kb-toml"]
    assert problems[0].line == 2


def test_a_misspelt_channel_is_a_hint() -> None:
    _, problems = read_editorial(b"[desk.deadlines]\nmail = 8\n")

    assert [problem.rule for problem in problems] == ["unknown-key"]
