"""Figures as the desk shows them: what each is called, in words and as a number for a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from kb.statistics.model import Figures, Mean, Share, Spread
from kb.statistics.spreadsheet import Cell
from webapp.language import ENGLISH, count, current, gettext, later
from webapp.language.times import NBSP

_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure: as it is read, of how much it is, and as a spreadsheet takes it."""

    text: str
    base: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Measure:
    """label: Polish, for gettext. unit: of the number in a file; empty for a count or a share."""

    key: str
    label: str
    read: Callable[[Figures], Shown]
    unit: str = ""
    hint: str = ""
    of_desk: bool = True

    @property
    def name(self) -> str:
        return gettext(self.label)

    @property
    def explained(self) -> str:
        return gettext(self.hint) if self.hint else ""


def duration(found: timedelta | None) -> str:
    """„45 s", „12 min", „3 godz. 5 min", „2 dni 4 godz."; a dash of nothing."""
    if found is None:
        return "–"
    # Rounded first, so that there are no 60 minutes and no 24 hours.
    seconds = round(found.total_seconds())
    minutes = round(seconds / _MINUTE)
    if seconds < _MINUTE:
        return f"{seconds}{NBSP}s"
    if minutes < 60:
        return gettext("%(number)s min") % {"number": minutes}
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        told = gettext("%(number)s godz.") % {"number": hours}
        return f"{told} {gettext('%(number)s min') % {'number': rest}}" if rest else told
    days, rest = divmod(round(seconds / _HOUR), 24)
    told = count(days, "dzień", "dni", "dni")
    return f"{told} {gettext('%(number)s godz.') % {'number': rest}}" if rest else told


def percent(share: float | None) -> str:
    """„83 %", "83%"; a dash of nothing."""
    if share is None:
        return "–"
    return f"{share * 100:.0f}%" if current() == ENGLISH else f"{share * 100:.0f}{NBSP}%"


def decimal(number: float | None, places: int = 1) -> str:
    """„4,2", "4.2", with a minus sign for what is below zero."""
    if number is None:
        return "–"
    told = f"{number:.{places}f}".replace("-", "−")
    return told if current() == ENGLISH else told.replace(".", ",")


def _of(number: int) -> str:
    return gettext("z %(number)s") % {"number": number}


def _share(read: Callable[[Figures], Share]) -> Callable[[Figures], Shown]:
    def shown(figures: Figures) -> Shown:
        share = read(figures)
        return Shown(percent(share.value), _of(share.whole) if share.whole else "", share.value)

    return shown


def _spread(
    read: Callable[[Figures], Spread], *, ninetieth: bool = False
) -> Callable[[Figures], Shown]:
    def shown(figures: Figures) -> Shown:
        spread = read(figures)
        found = spread.ninetieth if ninetieth else spread.median
        minutes = None if found is None else round(found.total_seconds() / _MINUTE, 2)
        return Shown(duration(found), _of(spread.count) if spread.count else "", minutes)

    return shown


def _mean(read: Callable[[Figures], Mean], places: int = 1) -> Callable[[Figures], Shown]:
    def shown(figures: Figures) -> Shown:
        mean = read(figures)
        value = mean.value
        return Shown(decimal(value, places), _of(mean.count) if mean.count else "", value)

    return shown


MEASURES: tuple[Measure, ...] = (
    Measure("cases", later("Sprawy"), lambda one: Shown(str(one.cases), "", one.cases)),
    Measure("answered", later("Z odpowiedzią"), _share(lambda one: one.answered)),
    Measure(
        "first", later("Pierwsza odpowiedź, mediana"), _spread(lambda one: one.first_response),
        "min", later("od wiadomości klienta, licząc noce i święta"),
    ),
    Measure(
        "first90", later("Pierwsza odpowiedź, 9 na 10 spraw"),
        _spread(lambda one: one.first_response, ninetieth=True), "min",
    ),
    Measure(
        "first-open", later("Pierwsza odpowiedź w godzinach otwarcia, mediana"),
        _spread(lambda one: one.first_response_open), "min",
    ),
    Measure("kept", later("W obiecanym czasie"), _share(lambda one: one.kept)),
    Measure(
        "handling", later("Czas pracy nad szkicem, mediana"), _spread(lambda one: one.handling),
        "min", later("od otwarcia sprawy do decyzji; przerwa ponad 30 minut się nie liczy"),
    ),
    Measure(
        "contact", later("Załatwione za pierwszym razem"), _share(lambda one: one.first_contact),
        "", later("klient nie napisał znowu przez 7 dni; młodszych odpowiedzi nie liczymy"),
    ),
    Measure("accepted", later("Szkice wysłane bez zmian"), _share(lambda one: one.accepted)),
    Measure("edited", later("Szkice poprawione"), _share(lambda one: one.edited)),
    Measure("rejected", later("Szkice odrzucone"), _share(lambda one: one.rejected)),
    Measure("surveys", later("Odpowiedzi na ankietę"), _share(lambda one: one.surveys)),
    Measure(
        "satisfied", later("Zadowoleni (CSAT 4 lub 5)"), _share(lambda one: one.satisfied),
    ),
    Measure("csat", later("CSAT, średnia z 5"), _mean(lambda one: one.csat, 2)),
    Measure("effort", later("Łatwość (CES), średnia z 7"), _mean(lambda one: one.effort, 2)),
    Measure("nps", later("NPS, od −100 do 100"), _mean(lambda one: one.nps, 0)),
    Measure(
        "searches", later("Wyszukiwania z odpowiedzią"),
        _share(lambda one: one.searches_answered), of_desk=False,
    ),
    Measure(
        "refused", later("Wyszukiwania bez odpowiedzi"),
        _share(lambda one: one.searches_refused), of_desk=False,
    ),
    Measure(
        "disliked", later("„To nie to” po wyszukaniu"),
        _share(lambda one: one.searches_rejected), of_desk=False,
    ),
    Measure(
        "contacted", later("Wiadomość do nas po wyszukaniu"),
        _share(lambda one: one.searches_contacted), of_desk=False,
    ),
)  # fmt: skip

#: What a table with a row for each part has room for.
BRIEF = ("cases", "answered", "first", "kept", "handling", "contact", "accepted", "edited",
         "rejected", "csat")  # fmt: skip


def brief() -> tuple[Measure, ...]:
    return tuple(one for one in MEASURES if one.key in BRIEF)
