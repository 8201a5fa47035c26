"""What stands around a number: labels before it, units after it, dates that are no numbers."""

from __future__ import annotations

import re

#: Dates of 1900–2099, day or year first. What goes on after them is no date.
DATE = re.compile(
    r"(?<![\d])(?<!\d[-./])(?:"
    r"[0-3]?\d([-./ ])[01]?\d\1(?:19|20)\d\d|(?:19|20)\d\d([-./])[01]?\d\2[0-3]?\d"
    r")(?![-./]?\d)"
)
_UNIT = re.compile(
    r"\s?(?:zł|gr\b|pln|eur|usd|gbp|€|\$|%|szt|dni\b|dzień|cm|mm|km|kg|ml|m2|m\b|g\b|l\b)",
    re.IGNORECASE,
)
#: As far back as a label is looked for.
_REACH = 28


def before(text: str, start: int, floor: int = 0) -> str:
    """The few words before a place, lower case, back to `floor` and to what was found there."""
    words = text[max(floor, start - _REACH) : start]
    return words[words.rfind("]") + 1 :].lower()


def has_unit(text: str, end: int) -> bool:
    """Whether a unit of price, size or time follows, so that the number is an amount."""
    return _UNIT.match(text, end) is not None
