"""What of the figures is drawn, day by day, and what columns are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from kb.statistics.model import Figures
from webapp.language import gettext, later
from webapp.panel.measures import decimal, duration, percent
from webapp.panel.plot import Plot, Series, bars, lines

ARTICLE_COLUMNS: Mapping[str, str] = {
    "clicked": later("otwarty z wyszukiwania"),
    "helped": later("„pomógł”"),
    "cited": later("zacytowany w odpowiedzi"),
    "removed": later("wycięty ze szkicu"),
    "rejected": later("w odrzuconym szkicu"),
    "unhelpful": later("„nie pomógł”"),
    "contacted": later("mimo niego napisano do nas"),
}
PART_NAMES: Mapping[str, str] = {
    "day": later("Dzień"),
    "channel": later("Kanał"),
    "topic": later("Temat"),
    "agent": later("Osoba"),
}

Days = Sequence[tuple[date, Figures]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plot and the picture of it."""

    plot: Plot
    svg: Markup


def plots(days: Days, narrowed: bool) -> tuple[Drawn, ...]:
    """The plots of a span; searches only where the whole desk is asked for."""
    drawn = [_cases(days), _first_response(days), _drafts(days), _satisfaction(days)]
    return tuple(drawn if narrowed else [*drawn, _searches(days)])


def _cases(days: Days) -> Drawn:
    return _drawn(
        bars, "p_cases", gettext("Sprawy dziennie"), days, _whole,
        (gettext("z odpowiedzią"), lambda one: one.answered.part),
        (gettext("bez odpowiedzi"), lambda one: one.answered.whole - one.answered.part),
        units=(1,),
    )  # fmt: skip


def _first_response(days: Days) -> Drawn:
    return _drawn(
        lines, "p_first", gettext("Pierwsza odpowiedź dziennie, mediana"), days, _minutes,
        (gettext("licząc noce i święta"), lambda one: _in_minutes(one.first_response.median)),
        (gettext("w godzinach otwarcia"), lambda one: _in_minutes(one.first_response_open.median)),
        units=(1, 60),
    )  # fmt: skip


def _drafts(days: Days) -> Drawn:
    return _drawn(
        bars, "p_drafts", gettext("Szkice dziennie"), days, _whole,
        (gettext("bez zmian"), lambda one: one.accepted.part),
        (gettext("poprawione"), lambda one: one.edited.part),
        (gettext("odrzucone"), lambda one: one.rejected.part),
        units=(1,),
    )  # fmt: skip


def _satisfaction(days: Days) -> Drawn:
    return _drawn(
        lines, "p_csat", gettext("CSAT dziennie, średnia z 5"), days, _whole,
        (gettext("CSAT"), lambda one: one.csat.value),
        top=5,
    )  # fmt: skip


def _searches(days: Days) -> Drawn:
    return _drawn(
        lines, "p_searches", gettext("Wyszukiwania bez odpowiedzi dziennie"), days, percent,
        (gettext("bez odpowiedzi"), lambda one: one.searches_refused.value),
        units=(0.01,),
    )  # fmt: skip


def _drawn(
    draw: Callable[[Plot], Markup],
    name: str,
    title: str,
    days: Days,
    told: Callable[[float], str],
    *series: tuple[str, Callable[[Figures], float | None]],
    top: float = 0,
    units: tuple[float, ...] = (),
) -> Drawn:
    found = tuple(
        Series(words, tuple(read(figures) for _, figures in days)) for words, read in series
    )
    known = [value for one in found for value in one.values if value is not None]
    if any(known):
        most = gettext("Najwyższa wartość: %(value)s. Liczby są w tabeli pod wykresem.")
        description = most % {"value": told(max(known))}
    else:
        description = gettext("W tym okresie nic tu nie ma.")
    labels = tuple(f"{day.day}.{day.month:02}" for day, _ in days)
    plot = Plot(name, title, description, labels, found, told, top, units)
    return Drawn(plot, draw(plot))


def _whole(number: float) -> str:
    return decimal(number, 0 if number == int(number) else 1)


def _minutes(number: float) -> str:
    return duration(timedelta(minutes=number))


def _in_minutes(found: timedelta | None) -> float | None:
    return None if found is None else found.total_seconds() / 60
