"""Statements that Polish law does not allow: `kb/check/wording/legal-trap.yaml` as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Trap:
    """A sentence falls into it with a match of all of `words`, and none of `unless`.

    days: with a period of so many days as well, from and to. en, pl: what is true.
    """

    words: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str]
    days: tuple[int, int] | None
    en: str
    pl: str

    def caught(self, text: str) -> str | None:
        """The words of a sentence that fall into the trap, None where it does not."""
        spans = []
        for pattern in self.words:
            found = pattern.search(text)
            if found is None:
                return None
            spans.append(found.span())
        if self.days:
            first, last = self.days
            wrong = [(start, end) for start, end, days in periods(text) if first <= days <= last]
            if not wrong:
                return None
            spans.append(wrong[0])
        if self.unless.search(_apart(text, spans)):
            return None
        start, end = spans[-1]
        return text[start:end]


def _apart(text: str, spans: list[tuple[int, int]]) -> str:
    """The sentence without the words of the trap, so that they do not excuse themselves."""
    for start, end in spans:
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text


@lru_cache(maxsize=1)
def traps() -> tuple[Trap, ...]:
    """All traps, in the order of the file."""
    written = (files("kb.check") / "wording" / "legal-trap.yaml").read_text(encoding="utf-8")
    raw: Mapping[str, Any] = yaml.safe_load(written)
    parts: Mapping[str, str] = raw["parts"]
    return tuple(
        Trap(
            tuple(_pattern(one, parts) for one in trap["all"]),
            _pattern(trap["unless"], parts),
            (trap["days"][0], trap["days"][1]) if "days" in trap else None,
            trap["en"],
            trap["pl"],
        )
        for trap in raw["traps"]
    )


def _pattern(text: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    for name, part in parts.items():
        text = text.replace(f"%{name}%", part)
    source = re.sub(r"\s*\|\s*", "|", text).replace(" ", r"\s+")
    return re.compile(rf"(?<!\w)(?:{source})(?!\w)", re.IGNORECASE)


_UNITS = {
    "dzień": 1, "dni": 1, "tydz": 7, "tygod": 7, "miesi": 30, "kwarta": 91, "rok": 365, "lat": 365,
}  # fmt: skip
#: Beginnings of numerals in any case; the longest that fits counts.
_NUMERALS = {
    "jed": 1, "dw": 2, "trzy": 3, "trzech": 3, "czter": 4, "pięć": 5, "pięciu": 5, "sześ": 6,
    "siedem": 7, "siedmiu": 7, "osiem": 8, "ośmiu": 8, "dziewię": 9, "dziesię": 10, "czternast": 14,
    "piętnast": 15, "dwadzieścia": 20, "dwudziest": 20, "trzydzie": 30, "sześćdziesię": 60,
    "pół": 0.5,
}  # fmt: skip
_PERIOD = re.compile(
    r"(?<![\w.,])(?:\d{1,3}\s*[–-]\s*)?(?:(?P<number>\d{1,3}|[^\W\d_]{2,20})[\s\u00a0]+)?"
    r"(?:(?:pełn|robocz|kalendarzow)\w+\s+)?"
    r"(?P<unit>dzień|dni(?:a|ach|ami)?|tydzień|tygodni\w*|miesi[ąęe]c\w*|kwarta\w+"
    r"|rok[iu]?|lata?|latach)\b",
    re.IGNORECASE,
)


def periods(text: str) -> Iterator[tuple[int, int, float]]:
    """(start, end, days) of every period: "30 dni", "w ciągu miesiąca", "trzy tygodnie"."""
    for match in _PERIOD.finditer(text):
        unit = match["unit"].casefold()
        days = next(days for begin, days in _UNITS.items() if unit.startswith(begin))
        number = _number(match["number"] or "")
        if number is not None:
            yield *match.span(), number * days
        elif days > 1:  # "w dniu" is no period, "w ciągu roku" is
            yield *match.span("unit"), days


def _number(word: str) -> float | None:
    if word.isdecimal():
        return int(word)
    begins = [begin for begin in _NUMERALS if word.casefold().startswith(begin)]
    return _NUMERALS[max(begins, key=len)] if begins else None
