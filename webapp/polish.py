"""Polish typography and grammar for templates: plural forms, dates, non-breaking spaces."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

NBSP = "\N{NO-BREAK SPACE}"
_JOINER = "\N{WORD JOINER}"
WARSAW = ZoneInfo("Europe/Warsaw")

_MONTHS = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
    "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
)  # fmt: skip

_AFTER_ONE_LETTER = re.compile(r"(?<!\w)([aiouwzAIOUWZ]) (?=\S)")
_BEFORE_UNIT = re.compile(
    r"(\d) (?=(?:zł|gr|%|dni|dnia|dzień|godz|minut|km|cm|mm|m|kg|g|°C|r\.)(?!\w))"
)
_RANGE = re.compile(r"(?<=\d)–(?=\d)")
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


def polish_date(when: date | datetime) -> str:
    """„3 października 2026"; a moment is taken in Polish time."""
    day = local_day(when)
    return f"{day.day}{NBSP}{_MONTHS[day.month - 1]}{NBSP}{day.year}"


def local_day(when: date | datetime) -> date:
    """The calendar day in Poland; a moment without a zone is believed to be local."""
    if isinstance(when, datetime):
        return (when.astimezone(WARSAW) if when.tzinfo else when).date()
    return when


def nbsp(text: str) -> str:
    """Plain text that breaks where Polish does: not after one-letter words, before units, inside
    ranges such as 8:00–18:00, or inside a phone number."""
    text = _AFTER_ONE_LETTER.sub(rf"\1{NBSP}", text)
    text = _BEFORE_UNIT.sub(rf"\1{NBSP}", text)
    text = _RANGE.sub(f"{_JOINER}–{_JOINER}", text)
    return _PHONE_GAP.sub(NBSP, text)


def phone_address(phone: str) -> str:
    """The `tel:` address of a phone number written for people."""
    return "tel:" + "".join(char for char in phone if char.isdigit() or char == "+")
