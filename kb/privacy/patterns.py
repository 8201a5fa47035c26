"""Numbers of the shop's own kind, described by editors: `LD-######`.

A language so small that no pattern can be slow: every sign stands for one place of the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.privacy.found import Found, Kind

DIGIT, LETTER = "#", "@"
_SEPARATORS = "-/._ "
_ALLOWED = re.compile(r"[A-Za-z0-9#@\-/._ ]+")
_LONGEST = 40
#: Fewer open places, with or without letters beside them, would hide years, prices and sizes.
_FEWEST_OPEN, _FEWEST_OPEN_WITH_LETTERS = 6, 3


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of one shop. Raises ValueError where one cannot be used (see `fault_of`)."""

    orders: tuple[str, ...] = ()
    parcels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for pattern in (*self.orders, *self.parcels):
            if fault := fault_of(pattern):
                raise ValueError(f"{pattern}: {fault}")


def fault_of(pattern: str) -> str | None:
    """What is wrong with a pattern; None if it can be used.

    `#` is a digit, `@` a letter; other letters and digits stand for themselves, in either case.
    Hyphens, slashes, dots and spaces may be typed differently or left out.
    """
    if len(pattern) > _LONGEST:
        return f"At most {_LONGEST} characters"
    if not _ALLOWED.fullmatch(pattern):
        return "Use # for a digit, @ for a letter, letters, digits and - / . _ or a space"
    if not (pattern[0].isalnum() or pattern[0] in "#@") or pattern[-1] in _SEPARATORS:
        return "It must begin and end with a digit or a letter"
    if re.search(f"[{re.escape(_SEPARATORS)}]{{2}}", pattern):
        return "Two separators may not follow each other"
    lettered = any(sign.isalpha() or sign == LETTER for sign in pattern)
    if pattern.count(DIGIT) < (_FEWEST_OPEN_WITH_LETTERS if lettered else _FEWEST_OPEN):
        return (
            f"It would fit too much: at least {_FEWEST_OPEN_WITH_LETTERS} signs # beside letters, "
            f"{_FEWEST_OPEN} without"
        )
    return None


def patterned(text: str, patterns: Patterns) -> Iterator[Found]:
    """Numbers that fit the patterns, those of orders first, without overlaps."""
    taken: list[tuple[int, int]] = []
    for kind, written in ((Kind.ORDER, patterns.orders), (Kind.PARCEL, patterns.parcels)):
        for span in _spans(text, written):
            if all(span[1] <= start or end <= span[0] for start, end in taken):
                taken.append(span)
                yield Found(kind, span)


def _spans(text: str, patterns: Sequence[str]) -> Iterator[tuple[int, int]]:
    if patterns:
        yield from (match.span() for match in _compiled(tuple(patterns)).finditer(text))


@lru_cache(maxsize=32)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    # The longest first: LD-###### before LD-####.
    choices = "|".join(_regex(pattern) for pattern in sorted(patterns, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?<!\d[-.,/])(?:{choices})(?![^\W_]|[-.,/]\d)", re.IGNORECASE)


def _regex(pattern: str) -> str:
    return "".join(_signs(pattern))


def _signs(pattern: str) -> Iterable[str]:
    for sign in pattern:
        if sign == DIGIT:
            yield "[0-9]"
        elif sign == LETTER:
            yield "[A-Za-z]"
        elif sign in _SEPARATORS:
            yield r"[-/._ \n]{0,2}"
        else:
            yield re.escape(sign)
