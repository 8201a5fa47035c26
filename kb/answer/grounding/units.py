"""Units of what numbers count: time, money, share, measure; Polish, English, Ukrainian."""

from __future__ import annotations

import re
from typing import NamedTuple


class Unit(NamedTuple):
    """kind: of the fact that it makes. name: the unit that values are brought to. factor: by it.

    A day and twenty-four hours stay apart: a term in days ends with the day, one in hours at its
    minute. So do days and working days, months and days.
    """

    kind: str
    name: str
    factor: float = 1


_BUSINESS = r"(?:robocz\w+|pracując\w+|working|business|робоч\w+)"
_HOUR = r"(?:godzin(?:y|ę|ie|ach|ami|om|a)?|godz\.?|h|hours?|годин\w*)"
_DAY = r"(?:dni(?:a|ach|ami|om|owi|u)?|dzień|dniem|days?|дн(?:і|ів|я|ях)|день)"
_WEEK = r"(?:tygodni(?:e|a|u|em|ach|ami|om)?|tydzień|tyg\.?|weeks?|тиж(?:день|ні|нів|ня|нях))"
_MONTH = r"(?:miesi(?:ąc\w*|ęcy)|mies\.?|months?|місяц\w+)"
_YEAR = r"(?:lat(?:a|ach|ami|om)?|rok(?:u|iem|owi)?|roczn\w+|years?|рок\w+|рік|років)"
_MINUTE = r"(?:minut(?:y|ę|a|ach|ami|om)?|min\.?|minutes?|хвилин\w*)"
_SECOND = r"(?:sekund(?:y|ę|a|ach|ami)?|sek\.?|seconds?|секунд\w*)"
_QUARTER = r"kwartał(?:u|y|ów|em)?"
_DOBA = r"(?:dob(?:y|ę|a|ie|ach)|dób)"

_TABLE: tuple[tuple[str, Unit], ...] = (
    (rf"{_BUSINESS}\s+{_HOUR}|{_HOUR}\s+{_BUSINESS}", Unit("duration", "business minute", 60)),
    (rf"{_BUSINESS}\s+{_DAY}|{_DAY}\s+{_BUSINESS}", Unit("duration", "business day")),
    (rf"{_BUSINESS}\s+{_MINUTE}|{_MINUTE}\s+{_BUSINESS}", Unit("duration", "business minute")),
    (_SECOND, Unit("duration", "minute", 1 / 60)),
    (_MINUTE, Unit("duration", "minute")),
    (_HOUR, Unit("duration", "minute", 60)),
    (_DOBA, Unit("duration", "minute", 24 * 60)),
    (_DAY, Unit("duration", "day")),
    (_WEEK, Unit("duration", "day", 7)),
    (_MONTH, Unit("duration", "month")),
    (_QUARTER, Unit("duration", "month", 3)),
    (_YEAR, Unit("duration", "month", 12)),
    (r"(?:zł(?:ot(?:ych|ymi|ego|ym|om|y|e))?|pln)", Unit("amount", "PLN")),
    (r"gr(?:osz(?:y|e|ach|ami))?", Unit("amount", "PLN", 0.01)),
    (r"(?:euro|eur)\b|€", Unit("amount", "EUR")),
    (r"(?:dolar(?:y|ów|a|ach|ami)?|usd|dollars?)\b|\$", Unit("amount", "USD")),
    (r"(?:funt(?:y|ów|a|ach|ami)?|gbp)\b|£", Unit("amount", "GBP")),
    (r"(?:koron(?:y|ę|a|ach|ami)?|czk)", Unit("amount", "CZK")),
    (r"(?:uah|hryw(?:na|ny|ien)|гривень|гривні)", Unit("amount", "UAH")),
    (r"%|proc(?:ent(?:y|ów|a|ach|ami)?)?\.?|percent|per cent|відсотк\w+", Unit("percent", "%")),
    (r"punkt(?:y|ów|a|ach|ami|om)?|pkt\.?|points?|бал\w+", Unit("measure", "point")),
    (r"mm|milimetr\w*", Unit("measure", "mm")),
    (r"cm|centymetr\w*", Unit("measure", "mm", 10)),
    (r"m|metr(?:y|ów|a|ach|ami)?", Unit("measure", "mm", 1000)),
    (r"km|kilometr\w*", Unit("measure", "km")),
    (r"g|gram\w*", Unit("measure", "g")),
    (r"kg|kilogram\w*", Unit("measure", "g", 1000)),
    (r"[°º]\s?c|stopni(?:a|e|ach|ami)?|st\.", Unit("measure", "degree")),
    (r"kb|kilobajt\w*", Unit("measure", "kB")),
    (r"mb|megabajt\w*", Unit("measure", "MB")),
    (r"gb|gigabajt\w*", Unit("measure", "GB")),
)
_UNITS = tuple(
    (re.compile(rf"[\s\u00a0\u202f]*-?[\s\u00a0]*(?:{pattern})(?!\w)", re.IGNORECASE), unit)
    for pattern, unit in _TABLE
)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}
_ADJECTIVE = re.compile(
    r"(?P<prefix>\d+(?=-)|[^\W\d_]+?)[\s-]*?"
    r"(?P<unit>dniow|tygodniow|miesięczn|letni|roczn|godzinn|minutow|procentow|złotow|dobow)"
    r"(?:[yaie]|ego|emu|ym|im|ej|ą|ych|ymi|iego|iemu|ich)?(?!\w)",
    re.IGNORECASE,
)
_ADJECTIVE_UNITS = {
    "dniow": Unit("duration", "day"),
    "tygodniow": Unit("duration", "day", 7),
    "miesięczn": Unit("duration", "month"),
    "letni": Unit("duration", "month", 12),
    "roczn": Unit("duration", "month", 12),
    "godzinn": Unit("duration", "minute", 60),
    "dobow": Unit("duration", "minute", 24 * 60),
    "minutow": Unit("duration", "minute"),
    "procentow": Unit("percent", "%"),
    "złotow": Unit("amount", "PLN"),
}
_ALONE: tuple[tuple[str, Unit], ...] = (
    (r"(?:miesiąca|miesiąc|month)", Unit("duration", "month")),
    (r"(?:roku|rok|year)", Unit("duration", "month", 12)),
    (r"(?:tygodnia|tydzień|week)", Unit("duration", "day", 7)),
    (r"(?:doby|dobę|doba)", Unit("duration", "minute", 24 * 60)),
    (r"(?:godziny|godzinę|godzina|hour)", Unit("duration", "minute", 60)),
    (r"(?:kwadransa|kwadrans)", Unit("duration", "minute", 15)),
)
_TERM = r"\s+(?:termin|okres|czas|gwarancj|rękojmi)"
_ADJECTIVE_ALONE = tuple(
    (re.compile(rf"(?<!\w)({stem}(?:y|a|ą|ej|ego|emu|ym))(?={_TERM})", re.IGNORECASE), unit)
    for stem, unit in (
        ("miesięczn", Unit("duration", "month")),
        ("tygodniow", Unit("duration", "day", 7)),
        ("roczn", Unit("duration", "month", 12)),
    )
)
_WITHIN = (
    r"(?:w\s+ciągu|w\s+terminie|przez|do|po|co|za|raz\s+na|raz\s+w|na|przed\s+upływem|najpóźniej"
    r"|within|for|after|ponad|około|over|o|(?:po)?trwa|zajmuje|zajmie|ważn\w+|działa\w*|obowiązuje|czeka\w*|min\w+"
    r"|upły\w+)(?:\s+(?:a|an|one))?"
)
_IN_ONE = r"w(?=\s+(?:dobę|tydzień|miesiąc|rok|godzinę|kwadrans)(?!\w))"
_ONE = tuple(
    (
        re.compile(rf"(?<!\w)(?:{_WITHIN}|{_IN_ONE})\s+({pattern})(?!\w|\s*[\d·])", re.IGNORECASE),
        unit,
    )
    for pattern, unit in _ALONE
)


def unit_after(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit that follows a number ending at `at`, and where it ends."""
    for pattern, unit in _UNITS:
        if match := pattern.match(text, at):
            return unit, match.end()
    return None


def currency_before(text: str, at: int) -> tuple[str, int] | None:
    """The currency sign or code right before a number, and where it starts."""
    match = re.search(r"([€$£]|\b(?:PLN|EUR|USD))[\s\u00a0]?\Z", text[max(0, at - 5) : at])
    if match is None:
        return None
    return _SIGNS.get(match[1], match[1]), at - (match.end() - match.start())


def adjectives(text: str) -> list[tuple[str, Unit, int, int]]:
    """Numbers joined with their unit: "14-dniowy", "dwutygodniowy" → (number, unit, start, end)."""
    return [
        (match["prefix"], _ADJECTIVE_UNITS[match["unit"].casefold()], match.start(), match.end())
        for match in _ADJECTIVE.finditer(text)
    ]


def lone_units(text: str) -> list[tuple[Unit, int, int]]:
    """Units without a number that mean one: "w ciągu miesiąca", "przez rok"."""
    return [
        (unit, match.start(1), match.end(1))
        for pattern, unit in (*_ONE, *_ADJECTIVE_ALONE)
        for match in pattern.finditer(text)
    ]
