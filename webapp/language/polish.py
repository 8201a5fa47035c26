"""Polish on pages: plural forms, dates, opening hours, non-breaking spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from kb.opening import DAY_MINUTES, Hours, Opening, SpecialDay, Status
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
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
    "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
)  # fmt: skip

_WEEKDAYS = ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela")
_ON_WEEKDAY = (
    "w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę",
)  # fmt: skip
_WEEKDAYS_PLURAL = (
    "poniedziałki", "wtorki", "środy", "czwartki", "piątki", "soboty", "niedziele",
)  # fmt: skip

_AFTER_ONE_LETTER = re.compile(r"(?<!\w)([aiouwzAIOUWZ]) (?=\S)")
_BEFORE_UNIT = re.compile(
    r"(\d) (?=(?:zł|gr|%|dni|dnia|dzień|godz|minut|km|cm|mm|m|kg|g|°C|r\.)(?!\w))"
)
# Ranges such as 8:00–18:00, postal codes such as 30-001, endings as in BLIK-u.
_JOINED = re.compile(r"(?<=\d)–(?=\d)|(?<=\b\d\d)-(?=\d{3}\b)|(?<=[A-Z]{2})-(?=[a-z]{1,4}\b)")
_AFTER_POSTAL_CODE = re.compile(r"(\b\d\d-\d{3}) (?=[^\W\d])")
_PHONE_GAP = re.compile(r"(?<=\d) (?=\d)")


def plural(number: int, one: str, few: str, many: str) -> str:
    """The noun's form after a number: 1 wynik, 2 wyniki, 5 wyników, 12 wyników, 22 wyniki."""
    if number == 1:
        return one
    units, tens = number % 10, number % 100
    return few if 2 <= units <= 4 and not 12 <= tens <= 14 else many


def number(value: int) -> str:
    """A whole number with groups of three from 10,000 up: 2000, 12 345 (non-breaking)."""
    return str(value) if abs(value) < 10_000 else f"{value:,}".replace(",", NBSP)


def count(value: int, one: str, few: str, many: str) -> str:
    """The number and its noun, never parted by the end of a line."""
    return f"{number(value)}{NBSP}{plural(value, one, few, many)}"


def date_in_words(when: date | datetime) -> str:
    """„3 października 2026"; a moment is taken in Polish time."""
    day = local_day(when)
    return f"{day_and_month(day)}{NBSP}{day.year}"


def open_now(status: Status, now: datetime) -> Timed:
    """„teraz otwarte, do 18:00", „teraz zamknięte, otwieramy we wtorek o 8:00"."""
    change = status.changes
    if status.open:
        if change is None or change - now >= timedelta(days=1):
            return Timed("teraz otwarte")
        return Timed("teraz otwarte,", _until(change), change)
    if change is None:
        return Timed("teraz zamknięte")
    day = day_words(change.date(), now.astimezone(change.tzinfo).date())
    return Timed("teraz zamknięte, otwieramy", f"{day} o{NBSP}{clock(change)}", change)


def answer_promise(by: datetime, now: datetime) -> Timed:
    """„odpowiemy dziś do 15:30", „odpowiemy w poniedziałek do 12:00"."""
    day = day_words(last_day(by), now.astimezone(by.tzinfo).date())
    return Timed("odpowiemy", f"{day} {_until(by)}", by)


def day_words(day: date, today: date) -> str:
    """„dziś", „jutro", „we wtorek" within six days, else „23 grudnia"."""
    ahead = (day - today).days
    if ahead in {0, 1}:
        return ("dziś", "jutro")[ahead]
    if 1 < ahead <= 6:
        return _ON_WEEKDAY[day.weekday()].replace("w ", f"w{NBSP}")
    return day_and_month(day)


def day_and_month(day: date) -> str:
    """„23 grudnia"."""
    return f"{day.day}{NBSP}{_MONTHS[day.month - 1]}"


def opening_lines(opening: Opening) -> tuple[str, ...]:
    """The hours of a week, a line for each group of days that are alike; closed days last."""
    days_of, closed = days_by_hours(opening)
    lines = [f"{_weekdays(days)} {_ranges(hours)}" for hours, days in days_of.items()]
    free = [_WEEKDAYS_PLURAL[day] for day in closed] + (["święta"] if opening.country else [])
    if free:
        lines.append(f"{'we' if free[0] == 'wtorki' else 'w'} {_listed(free)} nieczynne")
    return tuple(lines)


def special_day_line(special: SpecialDay) -> str:
    """„31 grudnia 8:00–14:00 (sylwester)"."""
    hours = _ranges(special.hours) if special.hours else "nieczynne"
    reason = f" ({special.reason})" if special.reason else ""
    return f"{day_and_month(special.day)} {hours}{reason}"


def _weekdays(days: Sequence[int]) -> str:
    """„poniedziałek–piątek", „poniedziałek, środa i piątek"."""
    if len(days) == 7:
        return "codziennie"
    return _listed(named_runs(days, _WEEKDAYS))


def _ranges(hours: Sequence[Hours]) -> str:
    if list(hours) == [Hours(0, DAY_MINUTES)]:
        return "całą dobę"
    return _listed([f"{minutes(one.opens)}–{minutes(one.closes)}" for one in hours])


def _listed(items: Sequence[str]) -> str:
    """„a", „a i b", „a, b i c"."""
    *others, last = items
    return f"{', '.join(others)} i{NBSP}{last}" if others else last


def _until(moment: datetime) -> str:
    return f"do{NBSP}północy" if moment.time() == time.min else f"do{NBSP}{clock(moment)}"


def nbsp(text: str) -> str:
    """Plain text that breaks where Polish does: not after one-letter words, before units, inside
    ranges such as 8:00–18:00 and words such as BLIK-u, or inside addresses and phone numbers."""
    text = _AFTER_ONE_LETTER.sub(rf"\1{NBSP}", text)
    text = _BEFORE_UNIT.sub(rf"\1{NBSP}", text)
    text = _AFTER_POSTAL_CODE.sub(rf"\1{NBSP}", text)
    text = _JOINED.sub(rf"{_JOINER}\g<0>{_JOINER}", text)
    return _PHONE_GAP.sub(NBSP, text)
