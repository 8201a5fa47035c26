"""From days and times as editors write them to moments, by a clock that changes twice a year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ingest.validity import (
    WallTime,
    end_moment,
    first_moment,
    is_unclear,
    read_wall_time,
)
from kb.model import Level
from tests.ingest.conftest import Parse

WARSAW = ZoneInfo("Europe/Warsaw")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+00:00")


@pytest.mark.parametrize(
    ("written", "first", "end"),
    [
        ("2026-12-31", "2026-12-30T23:00", "2026-12-31T23:00"),
        ("2026-07-01", "2026-06-30T22:00", "2026-07-01T22:00"),
        ("2026-12-31 18:00", "2026-12-31T17:00", "2026-12-31T17:00"),
        ("2026-07-01T9:05", "2026-07-01T07:05", "2026-07-01T07:05"),
        # The day on which clocks go forward has 23 hours, the one on which they go back has 25.
        ("2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00"),
        # 2:30 comes twice: from the first one on, and until the second one.
        ("2026-10-25 02:30", "2026-10-25T00:30", "2026-10-25T01:30"),
        # 2:30 never comes: half an hour after the change it is 3:30.
        ("2026-03-29 02:30", "2026-03-29T01:30", "2026-03-29T01:30"),
        ("9999-12-30", "9999-12-29T23:00", "9999-12-30T23:00"),
    ],
)
def test_a_day_is_the_whole_day_and_a_time_is_that_minute(
    written: str, first: str, end: str
) -> None:
    read = read_wall_time(written)

    assert (first_moment(read, WARSAW), end_moment(read, WARSAW)) == (moment(first), moment(end))


@pytest.mark.parametrize(
    "written",
    ["2026-12-31 24:00", "2026-12-31 12:60", "31.12.2026", "2026-12-31 18", "2026-02-30",
     "2026-12-31 18:00:00", "2026-12-31 18:00+01:00", "tomorrow", "", 20261231, True],
)  # fmt: skip
def test_anything_else_says_how_it_is_written(written: object) -> None:
    with pytest.raises(ValueError, match="2026-12-31 18:00"):
        read_wall_time(written)


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_what_ends_never_ends_before_it_would_have_begun(day: date, at: time | None) -> None:
    written = WallTime(day, at)
    first, end = first_moment(written, WARSAW), end_moment(written, WARSAW)

    assert first <= end
    assert (first == end) == (at is not None and not (is_unclear(written, WARSAW) and first != end))
    assert first.tzinfo is UTC


@pytest.mark.parametrize("written", ["2026-03-29 02:30", "2026-10-25 02:30"])
def test_a_time_at_which_clocks_change_is_a_warning(parse: Parse, written: str) -> None:
    parsed, problems = parse(f"---\ntitle: A\nvalid_from: {written}\n---\nTekst.")

    assert parsed is not None
    (problem,) = [one for one in problems if one.level is Level.WARNING]
    assert (problem.line, problem.rule) == (3, "front-matter")
    assert f"clocks change at {written}" in problem.message


def test_an_end_at_the_minute_of_the_beginning_is_an_error(parse: Parse) -> None:
    same = "valid_from: 2026-12-31 18:00\nvalid_until: 2026-12-31 18:00"
    parsed, problems = parse(f"---\ntitle: A\n{same}\n---\nTekst.")

    assert parsed is None
    assert "Swap or correct them" in problems[0].message


def test_the_clock_is_that_of_the_opening_hours_or_polish(parse: Parse) -> None:
    from kb.ingest.editorial import read_editorial

    written = "---\ntitle: A\naudience: public\nvalid_from: 2026-12-31\n---\nTekst."
    config = b'[contact.opening]\ntimezone = "America/New_York"\nmonday = ["8:00-18:00"]\n'
    elsewhere, _ = read_editorial(config)

    shown = [parse(written, editorial=one)[0] for one in (None, elsewhere)]

    assert [one.article.shown_from for one in shown if one] == [
        datetime(2026, 12, 30, 23, tzinfo=UTC),
        datetime(2026, 12, 31, 5, tzinfo=UTC),
    ]
