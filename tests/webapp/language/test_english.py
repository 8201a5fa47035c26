from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from kb.opening import Hours, Opening, SpecialDay, Status
from webapp.language import english, times

WARSAW = ZoneInfo("Europe/Warsaw")
DAY = (Hours(480, 1080),)
SHORT = (Hours(540, 840),)


def warsaw(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def plain(phrase: times.Timed | str) -> str:
    return str(phrase).replace(times.NBSP, " ")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 articles"), (1, "1 article"), (2, "2 articles"), (5, "5 articles"),
        (12, "12 articles"), (22, "22 articles"), (100, "100 articles"),
        (12345, "12,345 articles"),
    ],
)  # fmt: skip
def test_a_noun_takes_its_form_from_the_number(number: int, words: str) -> None:
    assert plain(english.count(number, "artykuł", "artykuły", "artykułów")) == words


def test_a_date_is_written_in_words_by_the_polish_calendar() -> None:
    assert plain(english.date_in_words(date(2026, 10, 3))) == "3 October 2026"
    late = datetime(2026, 10, 2, 22, 30, tzinfo=UTC)
    assert plain(english.date_in_words(late)) == "3 October 2026"


@pytest.mark.parametrize(
    ("text", "typeset"),
    [
        ("a parcel in 14 days", "a parcel in 14\u00a0days"),
        ("12.99 PLN or 5 kg", "12.99\u00a0PLN or 5\u00a0kg"),
        ("8:00–18:00", "8:00\u2060–\u206018:00"),
        ("30-001 K", "30\u2060-\u2060001 K"),
        ("2026-10-31", "2026-10-31"),
        ("+48 12 000", "+48\u00a012\u00a0000"),
        ("I owe a shop", "I owe a shop"),
    ],
)
def test_lines_break_after_short_words_but_not_before_units(text: str, typeset: str) -> None:
    assert english.nbsp(text) == typeset


# The 23rd of November 2026 is a Monday.
@pytest.mark.parametrize(
    ("is_open", "now", "changes", "words"),
    [
        (True, "2026-11-23 10:00", "2026-11-23 18:00", "open now, until 18:00"),
        (True, "2026-11-23 10:00", "2026-11-24 00:00", "open now, until midnight"),
        (True, "2026-11-23 10:00", "2026-11-25 10:00", "open now"),
        (True, "2026-11-23 10:00", None, "open now"),
        (False, "2026-11-23 06:00", "2026-11-23 08:00", "closed now, opens today at 8:00"),
        (False, "2026-11-23 23:59", "2026-11-24 08:00", "closed now, opens tomorrow at 8:00"),
        (False, "2026-11-22 10:00", "2026-11-24 08:00", "closed now, opens on Tuesday at 8:00"),
        (False, "2026-12-10 20:00", "2026-12-23 08:00", "closed now, opens on 23 December at 8:00"),
        (False, "2026-11-23 10:00", None, "closed now"),
    ],
)
def test_open_or_closed_is_said_with_the_moment_of_the_change(
    is_open: bool, now: str, changes: str | None, words: str
) -> None:
    change = warsaw(changes) if changes else None

    assert plain(english.open_now(Status(is_open, change), warsaw(now))) == words


@pytest.mark.parametrize(
    ("now", "by", "words"),
    [
        ("2026-11-23 10:00", "2026-11-23 15:30", "we will answer today by 15:30"),
        ("2026-11-28 17:00", "2026-11-30 12:00", "we will answer on Monday by 12:00"),
        ("2026-12-10 17:00", "2026-12-23 10:00", "we will answer on 23 December by 10:00"),
        ("2026-11-23 20:00", "2026-11-24 00:00", "we will answer today by midnight"),
    ],
)
def test_a_promise_names_the_day_and_the_time(now: str, by: str, words: str) -> None:
    assert plain(english.answer_promise(warsaw(by), warsaw(now))) == words


@pytest.mark.parametrize(
    ("week", "country", "lines"),
    [
        (
            (DAY,) * 5 + (SHORT, ()),
            "PL",
            (
                "Monday–Friday 8:00–18:00",
                "Saturday 9:00–14:00",
                "closed on Sundays and public holidays",
            ),
        ),
        ((DAY,) * 7, "PL", ("every day 8:00–18:00", "closed on public holidays")),
        (((Hours(0, 1440),),) * 7, "", ("every day round the clock",)),
        (
            (DAY, (), DAY, (), DAY, SHORT, SHORT),
            "",
            (
                "Monday, Wednesday and Friday 8:00–18:00",
                "Saturday and Sunday 9:00–14:00",
                "closed on Tuesdays and Thursdays",
            ),
        ),
    ],
)
def test_the_hours_of_a_week_are_grouped(
    week: tuple[tuple[Hours, ...], ...], country: str, lines: tuple[str, ...]
) -> None:
    assert english.opening_lines(Opening(zone=WARSAW, week=week, country=country)) == lines


def test_a_day_that_differs_says_how_without_the_polish_reason() -> None:
    eve = SpecialDay(date(2026, 12, 31), SHORT, "sylwester")
    count = SpecialDay(date(2027, 1, 4), (), "remanent")

    assert plain(english.special_day_line(eve)) == "31 December 9:00–14:00"
    assert plain(english.special_day_line(count)) == "4 January closed"
