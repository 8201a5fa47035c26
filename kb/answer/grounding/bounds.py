"""How a number limits: "do 1 000 zł", "od 199 zł", "ponad 2 dni", "po 12:00"."""

from __future__ import annotations

import re
from enum import StrEnum


class Bound(StrEnum):
    """Which way a number limits what is said of it."""

    NONE = ""
    WITHIN = "within"
    AT_LEAST = "at least"
    MORE = "more"
    AT_MOST = "at most"
    LESS = "less"
    BEFORE = "before"
    AFTER = "after"
    BY = "by"
    NOT = "not"


_WORDS: tuple[tuple[str, Bound], ...] = (
    (r"nie\s+(?:więcej|dłużej|później)\s+niż|no more than|not later than", Bound.AT_MOST),
    (r"nie\s+(?:mniej|krócej|wcześniej)\s+niż", Bound.AT_LEAST),
    (r"co\s+najmniej|przynajmniej|minimum|min\.|najmniej|at least|не менше", Bound.AT_LEAST),
    (r"co\s+najwyżej|najwyżej|maksymalnie|maksimum|maks\.|at most|up to|не більше", Bound.AT_MOST),
    (r"nawet(?:\s+(?:do|w|o|na|przez))?", Bound.AT_MOST),
    (r"ponad|powyżej|(?:więcej|dłużej|później)\s+niż|przekracza(?:jąc\w+)?|more than|over|понад",
     Bound.MORE),
    (r"poniżej|(?:mniej|krócej|wcześniej)\s+niż|niespełna|less than|under|below", Bound.LESS),
    (r"(?:najpóźniej|nie później niż)(?:\s+(?:w\s+ciągu|w\s+terminie|do|po))?", Bound.WITHIN),
    (r"najwcześniej(?:\s+po)?|dopiero\s+po", Bound.AFTER),
    (r"w\s+ciągu|w\s+terminie|w\s+czasie|w\s+przeciągu|przez|na|within|for|during|протягом",
     Bound.WITHIN),
    (r"przed\s+upływem|zanim\s+mini?e", Bound.WITHIN),
    (r"przed|before|до\s+кінця", Bound.BEFORE),
    (r"po(?:\s+upływie)?|after|після", Bound.AFTER),
    (r"od|from|since|starting|від|з", Bound.AT_LEAST),
    (r"do|until|till|by|до", Bound.AT_MOST),
    (r"o", Bound.BY),
)  # fmt: skip
_FILLERS = (
    r"(?:\s+(?:godz(?:iny|iną|inie|\.)|kwoty|kwocie|kwotę|łącznie|całych|the|about|dnia|dniu))?"
)
_BEFORE = tuple(
    (re.compile(rf"(?<!\w)(?:{words}){_FILLERS}[\s\u00a0]*\Z", re.IGNORECASE), bound)
    for words, bound in _WORDS
)
_OR_MORE = re.compile(
    r"\s+(?:lub|i|albo)\s+(?:więcej|dłużej|wyżej)|\s+or more|\s+wzwyż", re.IGNORECASE
)
_OR_LESS = re.compile(r"\s+(?:lub|i|albo)\s+(?:mniej|krócej)|\s+or less", re.IGNORECASE)

#: Bounds that say the same of a term: it ends when the time is over.
_SAME_TERM = frozenset({Bound.NONE, Bound.WITHIN, Bound.AT_MOST})
_SAME_MOMENT = frozenset({Bound.AT_MOST, Bound.BEFORE, Bound.WITHIN})
_SAME_LIMIT = (
    frozenset({Bound.NONE, Bound.BY}),
    frozenset({Bound.NONE, Bound.WITHIN}),
)


def bound_before(text: str, start: int, end: int) -> Bound:
    """The bound of the number text[start:end]: the words right before it, or "lub więcej" after."""
    if _OR_MORE.match(text, end):
        return Bound.AT_LEAST
    if _OR_LESS.match(text, end):
        return Bound.AT_MOST
    # Forty characters hold every bound with its filler.
    before = text[max(0, start - 40) : start]
    for pattern, bound in _BEFORE:
        if pattern.search(before):
            return bound
    return Bound.NONE


def same_bound(said: Bound, source: Bound, kind: str) -> bool:
    """Whether two bounds of the same number of one kind limit the same way."""
    if said is source:
        return True
    pair = {said, source}
    if kind == "duration" and pair <= _SAME_TERM:
        return True
    if kind in ("clock", "date", "ordinal") and pair <= _SAME_MOMENT:
        return True
    return any(pair <= group for group in _SAME_LIMIT)
