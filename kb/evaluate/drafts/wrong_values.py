"""Numbers, dates, amounts, hours, units and contacts that the passage does not state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from kb.evaluate.drafts.edits import Edit, Rule, replaced, table_of
from kb.evaluate.drafts.model import Corrupted
from kb.evaluate.drafts.passages import Line

_MONTHS = (
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada "
    "grudnia"
).split()
_MONTH = "|".join(_MONTHS)
_GAP = r"[ \u00a0\u202f]"
# Examples are no promises: another order number would be as right as the one that stands there.
_EXAMPLE = re.compile(r"na przykład|przykład:", re.IGNORECASE)
_PHONE = re.compile(r"\+48[\d \u00a0]+\d")

_CLOCK = re.compile(r"(?<! o )\b(\d{1,2}):(\d{2})\b")
_AMOUNT = re.compile(rf"\b\d{{1,3}}(?:{_GAP}?\d{{3}})*(?:,\d\d)?(?={_GAP}zł)")
_PERCENT = re.compile(rf"\d+(?:–\d+)?(?={_GAP}?%)")
_DAY = re.compile(rf"\b(\d{{1,2}}){_GAP}({_MONTH})(?:{_GAP}(\d{{4}}))?")
_PLAIN = re.compile(
    rf"(?<![\w:,.+–-])(?<!\d{_GAP})\d{{1,3}}(?:–\d{{1,3}})?"
    rf"(?![\w:,–-]|{_GAP}?%|{_GAP}zł|{_GAP}(?:{_MONTH})|{_GAP}\d)"
)
_DIGITS = re.compile(r"\d+")


def _random(line: Line, kind: Corrupted) -> Random:
    return Random(f"{kind}{line.source.key}{line.text}")  # noqa: S311 - repeatable, not secret


def _other(value: int, line: Line, random: Random) -> int:
    """A number of the same size that the passage does not hold."""
    said = {int(found) for found in _DIGITS.findall(line.source.quote)}
    near = [value + 1, value + 2, value + 3, value * 2, value + 10, value + 7, value * 3]
    near += [value - 1] * (value > 3) + [value // 2] * (value > 7)
    free = [number for number in near if number not in said]
    return random.choice(free or [max(said) + value])


def _numbers(kind: Corrupted, pattern: re.Pattern[str], times: int = 1) -> Rule:
    """Change every number of a match but its pennies: "1–2" → "4–5", so many times over."""

    def rule(line: Line) -> Iterator[Edit]:
        random = _random(line, kind)
        hidden = [match.span() for match in _PHONE.finditer(line.text)]

        def changed(match: re.Match[str]) -> str | None:
            if any(start <= match.start() < end for start, end in hidden):
                return None
            whole, comma, pennies = re.sub(_GAP, "", match[0]).partition(",")
            low, dash, high = whole.partition("–")
            first = _other(int(low), line, random)
            last = str(first + int(high) - int(low)) if high else ""
            return f"{first}{dash}{last}{comma}{pennies}"

        for _ in range(0 if _EXAMPLE.search(line.text) else times):
            yield from replaced(line.text, pattern, changed)

    return rule


def _pennies(line: Line) -> Iterator[Edit]:
    yield from replaced(line.text, rf"(\d+),99(?={_GAP}zł)", r"\g<1>,49")


def _amounts(line: Line) -> Iterator[Edit]:
    yield from _numbers(Corrupted.AMOUNT, _AMOUNT)(line)
    yield from _pennies(line)


def _hours(line: Line) -> Iterator[Edit]:
    random = _random(line, Corrupted.HOURS)

    def changed(match: re.Match[str]) -> str:
        return f"{int(match[1]) + random.choice((-2, -1, 1, 2))}:{match[2]}"

    def half(match: re.Match[str]) -> str | None:
        return f"{match[1]}:30" if match[2] == "00" else None

    yield from replaced(line.text, _CLOCK, changed)
    yield from replaced(line.text, _CLOCK, half)


_weekdays = table_of(
    [
        (r"\bw soboty\b", "w niedziele"),
        (r"\bw sobotę\b", "w niedzielę"),
        (r"\bod poniedziałku do piątku\b", "od poniedziałku do soboty"),
        (r"\bod poniedziałku do soboty\b", "od poniedziałku do niedzieli"),
        (r"\bod poniedziałku\b", "od wtorku"),
        (r"\bw dzień roboczy\b", "w dowolny dzień"),
        (r"\bw następnym dniu roboczym\b", "następnego dnia, także w weekend"),
    ]
)


def _dates(line: Line) -> Iterator[Edit]:
    def day(match: re.Match[str]) -> str:
        return match[0].replace(match[1], str(int(match[1]) % 27 + 1), 1)

    def month(match: re.Match[str]) -> str:
        return match[0].replace(match[2], _MONTHS[(_MONTHS.index(match[2]) + 1) % 12])

    def year(match: re.Match[str]) -> str | None:
        return match[0].replace(match[3], str(int(match[3]) + 1)) if match[3] else None

    for change in (day, month, year):
        yield from replaced(line.text, _DAY, change)


_currency = table_of(
    [
        (rf"(\d){_GAP}zł\b", r"\1 euro"),
        (rf"(\d){_GAP}zł\b", r"\1 EUR"),
        (rf"(\d){_GAP}zł\b", r"\1 dolarów"),
    ]
)

_units = table_of(
    [
        (r"\b(dni|dniach) (?:robocze|roboczych)\b", r"\1"),
        (r"\bgodzin(y?) (?:robocze|roboczych)\b", r"godzin\1"),
        (r"\bgodziny? (robocze|roboczych)\b", r"dni \1"),
        (r"(\d )dni\b(?! robocz)", r"\1dni roboczych"),
        (r"(?<![–\d])(\d+ )dni\b(?! robocz)", r"\1godzin"),
        (r"(?<![–\d])(\d+ )dni\b(?! robocz)", r"\1tygodni"),
        (r"(\d )godzin\b(?! robocz)", r"\1minut"),
        (r"(\d )godzin\b(?! robocz)", r"\1dni"),
        (r"(\d )minut\b", r"\1godzin"),
        (r"(\d )miesięcy\b", r"\1tygodni"),
        (r"(\d )lat(?:a)?\b", r"\1miesiące"),
        (r"\bw ciągu miesiąca\b", "w ciągu tygodnia"),
        (r"(\d )tygodni\b", r"\1dni"),
    ]
)

_contacts = table_of(
    [
        (r"pomoc@lnianydom\.example", "kontakt@lnianydom.example"),
        (r"pomoc@lnianydom\.example", "pomoc@lniany-dom.example"),
        (r"(?:iod|zamowienia|dostepnosc)@lnianydom\.example", "biuro@lnianydom.example"),
        (r"\+48 12 000 00 00", "+48 12 000 00 11"),
        (r"\+48 12 000 00 00", "801 200 300"),
        (r"(?<!@)lnianydom\.example/status", "lnianydom.example/sledzenie"),
        (r"(?<!@)lnianydom\.example/(?:zwroty|reklamacje)", "lnianydom.example/formularz"),
        (r"(?<!@)\blnianydom\.example(?=[ :,]|\.\Z)", "lnianydom-sklep.example"),
        (r"\bul\. Lniana 5\b", "ul. Lniana 15"),
        (r"\bformularz (zwrotu|reklamacji)\b", r"formularz \1 na https://lnianydom.example/form"),
        (r"(?<=[^.])\.\Z", " (szczegóły: https://lnianydom.example/regulamin)."),
    ]
)

VALUES: dict[Corrupted, Rule] = {
    Corrupted.NUMBER: _numbers(Corrupted.NUMBER, _PLAIN),
    Corrupted.DATE: _dates,
    Corrupted.AMOUNT: _amounts,
    Corrupted.CURRENCY: _currency,
    Corrupted.PERCENTAGE: _numbers(Corrupted.PERCENTAGE, _PERCENT, times=4),
    Corrupted.UNIT: _units,
    Corrupted.HOURS: _hours,
    Corrupted.WEEKDAY: _weekdays,
    Corrupted.INVENTED_CONTACT: _contacts,
}
