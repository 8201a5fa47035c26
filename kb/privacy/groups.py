"""Digits that belong together: as people write long numbers, in groups and over line ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.privacy.context import DATE

_DIGITS = re.compile(r"[0-9]+")
_GAP = re.compile(r"[ \t\r\n\-./()]{1,4}")
#: Signs that tie a number to what stands beyond them: `12-345`. A slash parts two numbers.
_TIES = "-."
#: The longest number that is looked for: an account of 26 digits, with country and zeros.
LONGEST = 30
#: Characters that a number of that length may take.
_SPAN = 80


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring groups of digits, read as one number.

    shape: lengths of the groups. broken: a line ends inside. whole: nothing of the run of digits
    is left outside. tied: a dash, dot or slash leads on to more digits.
    """

    digits: str
    shape: tuple[int, ...]
    span: tuple[int, int]
    broken: bool
    whole: bool
    tied: bool

    def spelled(self) -> bool:
        """Whether every digit stands alone and all of them are one number."""
        return self.whole and len(self.shape) > 1 and max(self.shape) == 1


@dataclass(frozen=True, slots=True)
class Run:
    """Groups of digits with nothing but separators between them."""

    groups: tuple[tuple[int, int], ...]


def runs(text: str) -> Iterator[Run]:
    """All runs of digits of a text; dates are left out and end a run."""
    dates = [date.span() for date in DATE.finditer(text)][::-1]
    groups: list[tuple[int, int]] = []
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        while dates and dates[-1][1] <= start:
            dates.pop()
        if dates and dates[-1][0] <= start:
            continue
        if groups and not _joined(text, groups[-1][1], start):
            yield Run(tuple(groups))
            groups = []
        groups.append((start, end))
    if groups:
        yield Run(tuple(groups))


def windows(text: str, run: Run, first: int, lengths: frozenset[int]) -> list[Window]:
    """Numbers of one of the lengths that begin with a group of a run, the longest first."""
    found, digits, shape = list[Window](), "", list[int]()
    start = run.groups[first][0]
    for last in range(first, len(run.groups)):
        begin, end = run.groups[last]
        if len(digits) + end - begin > LONGEST or end - start > _SPAN:
            break
        digits += text[begin:end]
        shape.append(end - begin)
        whole = first == 0 and last == len(run.groups) - 1
        # Single digits are one number only together: "1 2 3 4 5 6 7 8 9 10" is a list.
        if len(digits) in lengths and (whole or len(shape) < len(digits)):
            found.append(
                Window(
                    digits,
                    tuple(shape),
                    (start, end),
                    broken="\n" in text[start:end],
                    whole=whole,
                    tied=_tied(text, start, end),
                )
            )
    return found[::-1]


def _joined(text: str, start: int, end: int) -> bool:
    gap = _GAP.fullmatch(text, start, end)
    return gap is not None and gap.group().count("\n") <= 1


def _tied(text: str, start: int, end: int) -> bool:
    # A bracket is the edge of something that was masked before, which was digits too.
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return (
        len(before) == 2 and before[1] in _TIES and (before[0].isdecimal() or before[0] == "]")
    ) or (len(after) == 2 and after[0] in _TIES and (after[1].isdecimal() or after[1] == "["))
