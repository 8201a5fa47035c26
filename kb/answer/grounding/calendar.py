"""Dates, clock times and days of the week in text → one written form each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.answer.grounding.number_words import ordinal_value
from kb.polish.morphology import lemmas

_MONTHS = """
    styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad
    grudzień
""".split()
_FOREIGN_MONTHS = """
    january february march april may june july august september october november december
""".split()
_WEEKDAYS = "poniedziałek wtorek środa czwartek piątek sobota niedziela".split()
_FOREIGN_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SHORT_DAYS = {
    "pon": 1,
    "pn": 1,
    "wt": 2,
    "śr": 3,
    "czw": 4,
    "pt": 5,
    "sob": 6,
    "nd": 7,
    "niedz": 7,
}
_UKRAINIAN_DAYS = {
    "понеділ": 1, "вівтор": 2, "серед": 3, "четвер": 4, "п’ятниц": 5, "п'ятниц": 5, "субот": 6,
    "неділ": 7,
}  # fmt: skip

_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_NUMERIC = re.compile(
    r"(?<![\d.,/])(\d{1,2})([./])(\d{1,2})(?:\2(\d{4}|\d{2}))(?!\d)"
    r"(?:\s*r\.(?=\s|$)|\s+roku(?!\w))?"
)
_SHORT_NUMERIC = re.compile(r"(?<![\d.,/])(\d{1,2})\.(0[1-9]|1[0-2])\.(?!\d)")
_NAMED = re.compile(
    r"(?<![\d.,:])(\d{1,2})\.?(?:st|nd|rd|th)?\s+([^\W\d_]{3,12})(?:,?\s+(\d{4})(?:\s*r(?:\.|oku))?)?"
)
_ENGLISH_NAMED = re.compile(r"\b([A-Z][a-z]{2,8})\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(\d{4}))?")
_WORD_DAY = re.compile(
    r"(?<!\w)([^\W\d_]{5,}ego)\s+([^\W\d_]{3,12})(?:\s+(\d{4})(?:\s*r(?:\.|oku))?)?"
)
_MONTH_YEAR = re.compile(r"(?<![\w])([^\W\d_]{3,12})\s+((?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?<![\d-])((?:19|20)\d\d)(?:\s*r\.|\s+rok(?:u|iem)?(?!\w))")

_TIME = r"(?:[01]?\d|2[0-4])[:.][0-5]\d"
_HOUR = r"(?:[01]?\d|2[0-4])"
_DASH = r"\s?[-–—]\s?"
_CLOCK = (
    re.compile(rf"(?<![\d.,:])({_TIME}){_DASH}({_TIME})(?![\d])"),
    re.compile(
        rf"(?<!\w)(?:od|from|з)\s+(?:godz(?:iny|\.)?\s+)?({_TIME}|{_HOUR})\s+(?:do|to|до)"
        rf"\s+(?:godz(?:iny|\.)?\s+)?({_TIME}|{_HOUR})(?=\s*(?:[,.;)]|$|\s[woial]\w*\s))"
    ),
    re.compile(
        rf"(?<!\w)(?:po)?między\s+(?:godz(?:iną|\.)?\s+)?({_TIME}|{_HOUR})\s+a\s+"
        rf"(?:godz(?:iną|\.)?\s+)?({_TIME}|{_HOUR})(?![\d:])(?!\s+(?:zł|%|dni|sztuk))"
    ),
    re.compile(
        rf"(?<!\w)godz(?:inach|\.)?\s+({_TIME}|{_HOUR})(?:{_DASH}|\s+do\s+)({_TIME}|{_HOUR})"
    ),
    re.compile(
        rf"(?:sobot|niedziel|piąt|poniedział|czwart|wtor|śro?d)\w*\s+({_HOUR}){_DASH}({_HOUR})(?![\d:])"
    ),
    re.compile(rf"(?<!\w)godz(?:inie|iny|iną|\.)\s+({_TIME}|{_HOUR})(?![\d])()"),
    re.compile(r"(?<![\d.,:])((?:[01]?\d|2[0-4]):[0-5]\d)(?!\d)()"),
    re.compile(r"(?<!\d)(\d{1,2}\s?[ap]\.?m\.?)(?!\w)()", re.IGNORECASE),
)
#: Hours without minutes are hours only where opening hours are told.
_OPEN = re.compile(r"(?<!\w)(?:(?:nie)?czynn|otwart|godz|infolini|działa)", re.IGNORECASE)
_BARE_HOURS = re.compile(
    rf"(?<![\d.,:–-])({_HOUR}){_DASH}({_HOUR})(?![\d:.–-]*\d)(?=\s*(?:[,.;)]|$|\s(?:i|oraz|a|w)\s))"
)
_WORD_HOUR = re.compile(
    r"(?<!\w)(?:od|do|po|przed|o)\s+([^\W\d_]{3,}ej)(?:\s+do\s+([^\W\d_]{3,}ej))?(?=\s*(?:[,.;)]|$))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?\.?")
_DAY_JOINT = re.compile(r"\s*[-–—]\s*|\s+(?:do|to|through|по|до)\s+")


def dates(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (date, start, end): "2026-10-03", "--10-03" without a year, "2026-10" or "2026"."""
    for match in _ISO.finditer(text):
        yield _date(match[1], match[2], match[3]), match.start(), match.end()
    for match in _NUMERIC.finditer(text):
        year = match[4] if len(match[4]) == 4 else f"20{match[4]}"
        yield _date(year, match[3], match[1]), match.start(), match.end()
    for match in _SHORT_NUMERIC.finditer(text):
        yield _date("", match[2], match[1]), match.start(), match.end()
    yield from _with_month_names(text)
    for match in _YEAR.finditer(text):
        yield match[1], match.start(), match.end()


def _with_month_names(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _NAMED.finditer(text):
        if month := _month(match[2]):
            end = match.end() if match[3] else match.end(2)
            yield _date(match[3] or "", str(month), match[1]), match.start(), end
    for match in _ENGLISH_NAMED.finditer(text):
        if month := _month(match[1]):
            yield _date(match[3] or "", str(month), match[2]), match.start(), match.end()
    for match in _WORD_DAY.finditer(text):
        day, month = ordinal_value(match[1]), _month(match[2])
        if day and month:
            yield _date(match[3] or "", str(month), str(day)), match.start(), match.end()
    for match in _MONTH_YEAR.finditer(text):
        if month := _month(match[1]):
            yield f"{match[2]}-{month:02}", match.start(), match.end()


def clock_times(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (time, start, end): "12:00", or "08:00-18:00" for hours from and to."""
    if _OPEN.search(text):
        for match in _BARE_HOURS.finditer(text):
            if int(match[1]) < int(match[2]):
                yield f"{_clock(match[1])}-{_clock(match[2])}", match.start(), match.end()
    for match in _WORD_HOUR.finditer(text):
        hours = [ordinal_value(word) for word in match.groups() if word]
        if all(hours):
            value = "-".join(f"{hour:02}:00" for hour in hours)
            yield value, match.start(1), match.end(2) if match[2] else match.end(1)
    for pattern in _CLOCK:
        for match in pattern.finditer(text):
            times = "-".join(_clock(time) for time in match.groups() if time)
            yield times, match.start(1), match.end(2) if match[2] else match.end(1)


def weekdays(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (days, start, end): "6" for Saturday, "1-5" for Monday to Friday."""
    found = [
        (day, match.start(), match.end())
        for match in _WORD.finditer(text)
        if (day := _weekday(match[0]))
    ]
    index = 0
    while index < len(found):
        day, start, end = found[index]
        following = found[index + 1] if index + 1 < len(found) else None
        if following and _DAY_JOINT.fullmatch(text[end : following[1]]):
            yield f"{day}-{following[0]}", start, following[2]
            index += 2
            continue
        yield str(day), start, end
        index += 1


def _date(year: str, month: str, day: str) -> str:
    return f"{year or '-'}-{int(month):02}-{int(day):02}"


def _month(word: str) -> int:
    lowered = word.casefold()
    if lowered in _FOREIGN_MONTHS:
        return _FOREIGN_MONTHS.index(lowered) + 1
    known = [lemma for lemma in lemmas(lowered) if lemma in _MONTHS]
    # "maja" is also a name, "marca" nothing else: dates ask only beside a number.
    return _MONTHS.index(known[0]) + 1 if known else 0


def _weekday(word: str) -> int:
    lowered = word.casefold()
    bare = lowered.rstrip(".")
    if bare.removesuffix("s") in _FOREIGN_DAYS:
        return _FOREIGN_DAYS.index(bare.removesuffix("s")) + 1
    if lowered.endswith(".") and bare in _SHORT_DAYS:
        return _SHORT_DAYS[bare]
    for start, day in _UKRAINIAN_DAYS.items():
        if bare.startswith(start):
            return day
    known = [lemma for lemma in lemmas(bare) if lemma in _WEEKDAYS]
    return _WEEKDAYS.index(known[0]) + 1 if known else 0


def _clock(time: str) -> str:
    half = re.fullmatch(r"(\d{1,2})\s?([ap])\.?m\.?", time, re.IGNORECASE)
    if half:
        hour = int(half[1]) % 12 + (12 if half[2].casefold() == "p" else 0)
        return f"{hour:02}:00"
    hour_text, _, minutes = time.replace(".", ":").partition(":")
    return f"{int(hour_text):02}:{minutes or '00'}"
