"""What a sentence states that can be checked letter by letter: amounts, terms, dates, hours,
numbers, contact details, codes; each in one normalised form, so that "14 dni" = "dwa tygodnie"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kb.answer.grounding import calendar, units
from kb.answer.grounding.bounds import Bound, bound_before
from kb.answer.grounding.number_words import Number, numbers, ordinal_value, plain, prefix_value
from kb.polish.morphology import lemmas
from kb.polish.text import fold


class Kind(StrEnum):
    """What a fact is."""

    AMOUNT = "amount"
    PERCENT = "percent"
    DURATION = "duration"
    MEASURE = "measure"
    NUMBER = "number"
    ORDINAL = "ordinal"
    DATE = "date"
    CLOCK = "clock"
    WEEKDAY = "weekday"
    PHONE = "phone"
    EMAIL = "email"
    LINK = "link"
    ADDRESS = "address"
    POSTCODE = "postcode"
    CODE = "code"
    SIZE = "size"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a text.

    value: normalised, with its unit: "12.99 PLN", "30 day", "1-2 business day", "08:00-18:00".
    text: as written. span: [start, end). bound: how the number limits
    (kb.answer.grounding.bounds).
    """

    kind: Kind
    value: str
    text: str
    span: tuple[int, int]
    bound: Bound = Bound.NONE


_STEP = re.compile(r"\s*\d{1,2}[.)]\s+(?=[^\Wa-ząćęłńóśźż\d])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?|ftp)://[^\s<>\"”)\]]+|www\.[^\s<>\"”)\]]+"
    r"|(?<![\w@.])(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:/[^\s<>\"”)\],;]*)?(?![\w@])",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,60}\]")
_PHONE = re.compile(
    r"(?<![\w+-])(?:(?:\+|00)\d{2}[\s\u00a0-]?)?(?:\(?\d{2,3}\)?[\s\u00a0-]?)?"
    r"\d{2,3}(?:[\s\u00a0-]\d{2,3}){2}(?!\w)"
    r"|(?<![\w+-])(?:\+|00)\d{2}[\s\u00a0-]?\d{9}(?!\w)|(?<![\w+-])\d{9}(?!\w)"
)
_POSTCODE = re.compile(r"(?<![\d-])\d{2}-\d{3}(?![\d-])")
_ADDRESS = re.compile(
    r"(?<!\w)(?:ul\.|ulic[aeyąę]\w*|al\.|alej[aeię]\w*|os\.|pl\.|plac[ue]?\w*)\s+"
    r"((?:[^\W\d_]+\.?\s+){0,3}?[^\W\d_]+)\s+(\d+[a-zA-Z]?(?:/\d+)?)(?!\w)"
)
_CODE = re.compile(
    r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[^\W\d_])(?:[^\W\d_]{1,6}-?\d[\w-]*|\d+[^\W\d_]+\d[\w-]*"
    r"|[A-Z0-9]*[A-Z][A-Z0-9]*-[A-Z0-9-]+)(?![\w-])"
)
_SIZE = re.compile(
    r"(?<![\w-])\d{2,3}\s?[x×]\s?\d{2,3}(?:\s?[x×]\s?\d{2,3})?(?!\w)|(?<![\w-])(?:X{0,3}[SL]|M)(?![\w-])"
)
_ORDINAL = re.compile(
    r"(?<![\d.,:])(\d{1,3})\.(?=\s+[a-ząćęłńóśźż])|(?<!\w)(\d{1,3})(?:st|nd|rd|th)\b"
)
_WORD = re.compile(r"[^\W\d_]{5,}")
_RANGE = re.compile(r"\s?[-–—]\s?|\s+(?:do|lub|albo|to|or|до)\s+")
_CENTS_JOINT = re.compile(r"[\s\u00a0]+(?:i\s+)?")
_LAST_DAY = re.compile(r"(?:najpóźniej|nie później niż)\s+(?:do\s+)?\Z", re.IGNORECASE)
_DAY_AFTER = re.compile(r"\s+dni(?:a|u|em)(?!\w)", re.IGNORECASE)
_NUMBER_RANGE_START = re.compile(r"(?<!\w)(?:od|from|між|from)\s+\Z", re.IGNORECASE)

Found = Iterator[tuple[Kind, str, int, int]]


@lru_cache(maxsize=2048)
def facts(text: str) -> tuple[Fact, ...]:
    """The facts of a sentence in order; the number of a step ("2. Zaznacz …") is none."""
    step = _STEP.match(text)
    left = "·" * step.end() + text[step.end() :] if step else text
    found: list[Fact] = []
    for finder in _FINDERS:
        masked = left
        for kind, value, start, end in finder(left):
            if "·" in masked[start:end]:
                continue
            bound = bound_before(left, start, end) if kind in _BOUNDED else Bound.NONE
            if bound is Bound.AT_LEAST and _is_from_to(kind, value):
                bound = Bound.NONE
            found.append(Fact(kind, value, text[start:end], (start, end), bound))
            masked = masked[:start] + "·" * (end - start) + masked[end:]
        left = masked
    return tuple(sorted(found, key=lambda fact: fact.span))


_BOUNDED = frozenset(
    {
        Kind.AMOUNT, Kind.PERCENT, Kind.DURATION, Kind.MEASURE, Kind.NUMBER, Kind.ORDINAL,
        Kind.DATE, Kind.CLOCK,
    }
)  # fmt: skip


def _is_from_to(kind: Kind, value: str) -> bool:
    """ "od 3 do 6 dni": the word before the range belongs to it and is no bound of its own."""
    return "-" in value and kind is not Kind.DATE


def _placeholders(text: str) -> Found:
    for match in _PLACEHOLDER.finditer(text):
        yield Kind.PLACEHOLDER, match[0].casefold(), match.start(), match.end()


def _emails(text: str) -> Found:
    for match in _EMAIL.finditer(text):
        yield Kind.EMAIL, match[0].casefold().rstrip("."), match.start(), match.end()


def _links(text: str) -> Found:
    for match in _LINK.finditer(text):
        link = match[0].rstrip(".,;:!?…'")
        if "://" in link or not _is_abbreviation(link):
            yield Kind.LINK, normal_link(link), match.start(), match.start() + len(link)


def normal_link(link: str) -> str:
    """A link as facts compare it: no scheme, no "www.", no slash at the end, host lower case."""
    bare = re.sub(r"\A(?:https?://)?(?:www\.)?", "", link, flags=re.IGNORECASE)
    host, slash, path = bare.partition("/")
    return (host.casefold() + slash + path).rstrip("/")


def _is_abbreviation(text: str) -> bool:
    """ "m.in", "np.w": not a host; hosts have a part of three letters before the last."""
    return "/" not in text and all(len(part) < 3 for part in text.split(".")[:-1])


def _phones(text: str) -> Found:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) < 9:
            continue
        digits = digits.removeprefix("00") if match[0].startswith("00") else digits
        number = digits.removeprefix("48") if len(digits) == 11 else digits
        yield Kind.PHONE, number, match.start(), match.end()


def _addresses(text: str) -> Found:
    for match in _ADDRESS.finditer(text):
        street = " ".join(_stem(word) for word in match[1].split())
        yield Kind.ADDRESS, f"{street} {match[2].casefold()}", match.start(), match.end()
    for match in _POSTCODE.finditer(text):
        yield Kind.POSTCODE, match[0], match.start(), match.end()


def _stem(word: str) -> str:
    """Street names agree in the cases of an adjective: "Lniana", "Lnianej" → "lniany"."""
    return fold(min(lemmas(word), key=lambda lemma: (not lemma.endswith(("y", "i")), lemma)))


def _codes(text: str) -> Found:
    for match in _CODE.finditer(text):
        word = match[0]
        if word.isupper() or re.match(r"[^\W\d_]{2,}-?\d{2,}\Z", word):
            yield Kind.CODE, word.upper(), match.start(), match.end()


def _sizes(text: str) -> Found:
    for match in _SIZE.finditer(text):
        yield Kind.SIZE, re.sub(r"\s", "", match[0]).replace("×", "x"), match.start(), match.end()


def _dates(text: str) -> Found:
    for value, start, end in calendar.dates(text):
        yield Kind.DATE, value, start, end


def _clocks(text: str) -> Found:
    for value, start, end in calendar.clock_times(text):
        yield Kind.CLOCK, value, start, end


def _weekdays(text: str) -> Found:
    for value, start, end in calendar.weekdays(text):
        yield Kind.WEEKDAY, value, start, end


def _ordinals(text: str) -> Found:
    for match in _ORDINAL.finditer(text):
        yield _ordinal(text, match[1] or match[2], match.start(), match.end())
    for match in _WORD.finditer(text):
        if (value := ordinal_value(match[0])) is not None:
            yield _ordinal(text, str(value), match.start(), match.end())


def _ordinal(text: str, value: str, start: int, end: int) -> tuple[Kind, str, int, int]:
    """ "najpóźniej 30. dnia od odbioru" is a term of thirty days."""
    day = _DAY_AFTER.match(text, end)
    if day and _LAST_DAY.search(text, 0, start):
        return Kind.DURATION, f"{value} day", start, day.end()
    return Kind.ORDINAL, value, start, end


def _joined_units(text: str) -> Found:
    for prefix, unit, start, end in units.adjectives(text):
        value = prefix_value(prefix)
        if value is not None:
            yield Kind(unit.kind), f"{plain(value * unit.factor)} {unit.name}", start, end


def _quantities(text: str) -> Found:
    found = list(numbers(text))
    index = 0
    while index < len(found):
        first = found[index]
        last = first
        if index + 1 < len(found) and _is_range(text, first, found[index + 1]):
            last = found[index + 1]
            index += 1
        quantity = _quantity(text, first, last)
        if index + 1 < len(found) and (whole := _with_cents(text, quantity, found[index + 1])):
            quantity = whole
            index += 1
        yield quantity
        index += 1


def _with_cents(
    text: str, amount: tuple[Kind, str, int, int], following: Number
) -> tuple[Kind, str, int, int] | None:
    """ "12 zł 99 gr" is one amount."""
    kind, value, start, end = amount
    if kind is not Kind.AMOUNT or not _CENTS_JOINT.fullmatch(text[end : following.start]):
        return None
    _, cents, _, cents_end = _quantity(text, following, following)
    if not value.endswith(" PLN") or not re.fullmatch(r"0(?:\.\d+)? PLN", cents):
        return None
    total = float(value.removesuffix(" PLN")) + float(cents.removesuffix(" PLN"))
    return kind, f"{plain(total)} PLN", start, cents_end


def _is_range(text: str, first: Number, second: Number) -> bool:
    """ "1–2 dni", "od 3 do 6 dni" and "od 5 zł do 10 zł"; "5 zł do 10 zł" are two amounts."""
    if first.value >= second.value:
        return False
    if _RANGE.fullmatch(text[first.end : second.start]):
        return True
    unit = units.unit_after(text, first.end)
    if not unit or not _NUMBER_RANGE_START.search(text, 0, first.start):
        return False
    same = units.unit_after(text, second.end)
    joint = text[unit[1] : second.start].strip(" \u00a0")
    return joint == "do" and same is not None and same[0] == unit[0]


def _quantity(text: str, first: Number, last: Number) -> tuple[Kind, str, int, int]:
    def scaled(factor: float) -> str:
        low, high = plain(first.value * factor), plain(last.value * factor)
        return low if first is last else f"{low}-{high}"

    if found := units.unit_after(text, last.end):
        unit, end = found
        return Kind(unit.kind), f"{scaled(unit.factor)} {unit.name}", first.start, end
    if before := units.currency_before(text, first.start):
        return Kind.AMOUNT, f"{scaled(1)} {before[0]}", before[1], last.end
    return Kind.NUMBER, scaled(1), first.start, last.end


def _lone_units(text: str) -> Found:
    for unit, start, end in units.lone_units(text):
        yield Kind(unit.kind), f"{plain(unit.factor)} {unit.name}", start, end


_FINDERS: tuple[Callable[[str], Found], ...] = (
    _placeholders,
    _emails,
    _links,
    _dates,
    _phones,
    _addresses,
    _clocks,
    _codes,
    _sizes,
    _ordinals,
    _joined_units,
    _weekdays,
    _quantities,
    _lone_units,
)
