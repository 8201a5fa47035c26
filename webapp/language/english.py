"""English on pages: the twin of `webapp.language.polish`, function for function."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from kb.opening import DAY_MINUTES, Hours, Opening, SpecialDay, Status
from webapp.language import catalogue
from webapp.language.times import (
    NBSP,
    Timed,
    clock,
    days_by_hours,
    last_day,
    local_day,
    minutes,
    named_runs,
)

_JOINER = "\N{WORD JOINER}"

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_BEFORE_UNIT = re.compile(
    r"(\d) (?=(?:PLN|zł|%|days?|hours?|minutes?|results?|km|cm|mm|m|kg|g|°C)(?!\w))"
)
# Ranges such as 8:00–18:00, postal codes such as 30-001.
_JOINED = re.compile(r"(?<=\d)–(?=\d)|(?<=\b\d\d)-(?=\d{3}\b)")
_PHONE_GAP = re.compile(r"(?<=\d) (?=\d)")


def number(value: int) -> str:
    """A whole number with groups of three from 10,000 up: 2000, 12,345."""
    return str(value) if abs(value) < 10_000 else f"{value:,}"


def count(value: int, one: str, few: str, many: str) -> str:  # noqa: ARG001 - as in Polish
    """The number and its noun, which is named by its Polish forms: 1 article, 2 articles."""
    return f"{number(value)}{NBSP}{catalogue.ENGLISH.ngettext(one, few, value)}"


def date_in_words(when: date | datetime) -> str:
    """The words "3 October 2026"; a moment is taken in Polish time."""
    day = local_day(when)
    return f"{day_and_month(day)} {day.year}"


def open_now(status: Status, now: datetime) -> Timed:
    """The words "open now, until 18:00", "closed now, opens on Tuesday at 8:00"."""
    change = status.changes
    if status.open:
        if change is None or change - now >= timedelta(days=1):
            return Timed("open now")
        return Timed("open now,", f"until {_end(change)}", change)
    if change is None:
        return Timed("closed now")
    day = day_words(change.date(), now.astimezone(change.tzinfo).date())
    return Timed("closed now, opens", f"{day} at {clock(change)}", change)


def answer_promise(by: datetime, now: datetime) -> Timed:
    """The words "we will answer today by 15:30", "we will answer on Monday by 12:00"."""
    day = day_words(last_day(by), now.astimezone(by.tzinfo).date())
    return Timed("we will answer", f"{day} by {_end(by)}", by)


def day_words(day: date, today: date) -> str:
    """The words "today", "tomorrow", "on Tuesday" within six days, else "on 23 December"."""
    ahead = (day - today).days
    if ahead in {0, 1}:
        return ("today", "tomorrow")[ahead]
    return f"on {_WEEKDAYS[day.weekday()] if 1 < ahead <= 6 else day_and_month(day)}"


def day_and_month(day: date) -> str:
    """The words "23 December"."""
    return f"{day.day}{NBSP}{_MONTHS[day.month - 1]}"


def opening_lines(opening: Opening) -> tuple[str, ...]:
    """The hours of a week, a line for each group of days that are alike; closed days last."""
    days_of, closed = days_by_hours(opening)
    lines = [f"{_weekdays(days)} {_ranges(hours)}" for hours, days in days_of.items()]
    free = [f"{_WEEKDAYS[day]}s" for day in closed]
    free += ["public holidays"] if opening.country else []
    if free:
        lines.append(f"closed on {_listed(free)}")
    return tuple(lines)


def special_day_line(special: SpecialDay) -> str:
    """The words "31 December 8:00–14:00"; the reason is left out, editors give it in Polish."""
    hours = _ranges(special.hours) if special.hours else "closed"
    return f"{day_and_month(special.day)} {hours}"


def nbsp(text: str) -> str:
    """Plain text that breaks neither before a unit, nor inside ranges such as 8:00–18:00, nor
    inside a phone number."""
    text = _BEFORE_UNIT.sub(rf"\1{NBSP}", text)
    text = _JOINED.sub(rf"{_JOINER}\g<0>{_JOINER}", text)
    return _PHONE_GAP.sub(NBSP, text)


def _weekdays(days: Sequence[int]) -> str:
    """The words "Monday–Friday", "Monday, Wednesday and Friday"."""
    return "every day" if len(days) == 7 else _listed(named_runs(days, _WEEKDAYS))


def _ranges(hours: Sequence[Hours]) -> str:
    if list(hours) == [Hours(0, DAY_MINUTES)]:
        return "round the clock"
    return _listed([f"{minutes(one.opens)}–{minutes(one.closes)}" for one in hours])


def _listed(items: Sequence[str]) -> str:
    """The words "a", "a and b", "a, b and c"."""
    *others, last = items
    return f"{', '.join(others)} and {last}" if others else last


def _end(moment: datetime) -> str:
    return "midnight" if moment.time() == time.min else clock(moment)
