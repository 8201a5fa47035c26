"""Figures of the desk: for agents their own, for leads everybody's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.model import Role
from kb.errors import NotFound
from webapp.inputs import one_line, whole_number
from webapp.language import gettext
from webapp.language.times import NBSP
from webapp.panel import alerts, desk, names, statistics_plots
from webapp.panel.access import bp, current_account, needs
from webapp.panel.measures import MEASURES, Measure, brief, decimal
from webapp.panel.moments import shop_zone
from webapp.records import records
from webapp.serving import editorial_or_none, serving

if TYPE_CHECKING:
    from kb.opening import Opening
    from kb.statistics.figures import Part, Row
    from kb.statistics.model import Facts, Scope
    from kb.statistics.spreadsheet import Cell

_USUAL_DAYS = 28
_MOST_DAYS = 366
_LONGEST_LABEL = 120
_MOST_ARTICLES = 30
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. trouble: why it is answered differently; empty where it is not."""

    first: date
    last: date
    channel: str
    topic: str
    agent: int | None
    trouble: str

    def query(self) -> dict[str, str]:
        """The same as parameters of an address."""
        given = {
            "od": self.first.isoformat(),
            "do": self.last.isoformat(),
            "kanal": self.channel,
            "temat": self.topic,
            "osoba": "" if self.agent is None else str(self.agent),
        }
        return {name: value for name, value in given.items() if value}


@bp.get("/statystyki")
@needs(Role.AGENT, Role.EDITOR)
def statistics() -> str:
    from kb.statistics.articles import articles
    from kb.statistics.facts import load
    from kb.statistics.figures import Part, by_day, by_part, summarise
    from kb.statistics.markers import all_markers

    store, now, opening = records().store, serving().clock(), _opening()
    asked = _asked()
    scope = _scope(asked)
    facts = load(store, scope, opening)
    parts = [Part.CHANNEL, Part.TOPIC, *([Part.AGENT] if _sees_everybody() else [])]
    return render_template(
        "panel/statistics.html",
        asked=asked,
        figures=summarise(facts, now),
        measures=_measures(scope),
        brief=brief(),
        parts=[(part.value, _named(by_part(facts, part, now), part)) for part in parts],
        plots=statistics_plots.plots(by_day(facts, scope, now), scope.narrowed),
        waves=alerts.named_waves(now, shop_zone()),
        titles=desk.article_titles(),
        articles=articles(store, scope)[:_MOST_ARTICLES],
        markers=all_markers(store),
        compared=_compared(scope, now, opening),
        choices=_choices(),
        spans=_spans(now),
        sees_everybody=_sees_everybody(),
        may_mark=_may_mark(),
        article_columns=statistics_plots.ARTICLE_COLUMNS,
        decimal=decimal,
    )  # fmt: skip


@bp.get("/statystyki.csv")
@needs(Role.AGENT, Role.EDITOR)
def statistics_csv() -> Response:
    from kb.statistics.facts import load
    from kb.statistics.spreadsheet import csv_text

    asked = _asked()
    scope = _scope(asked)
    table = request.args.get("tabela", "day")
    header, rows = _table(table, load(records().store, scope, _opening()), scope)
    name = f"statystyki-{table}-{asked.first}-{asked.last}.csv"
    return Response(
        # Non-breaking spaces of our texts would keep a column from being found by its name.
        csv_text([one.replace(NBSP, " ") for one in header], rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.post("/statystyki/znaczniki")
@needs(Role.LEAD, Role.EDITOR)
def add_marker() -> AnyResponse:
    from kb.statistics.markers import add_marker as add

    label = one_line(request.form.get("nazwa", ""))[:_LONGEST_LABEL]
    day = _date(request.form.get("dzien", ""))
    if not label or day is None:
        return redirect(url_for("panel.statistics", blad="znacznik", _anchor="znaczniki"), 303)
    moment = datetime.combine(day, _clock_time(request.form.get("godzina", "")), shop_zone())
    made = add(records().store, label, moment, current_account().id)
    return redirect(url_for("panel.statistics", znacznik=made, _anchor="znaczniki"), 303)


@bp.post("/statystyki/znaczniki/<int(max=2147483647):number>/usun")
@needs(Role.LEAD, Role.EDITOR)
def remove_marker(number: int) -> AnyResponse:
    from kb.statistics.markers import remove_marker as remove

    remove(records().store, number)
    return redirect(url_for("panel.statistics", _anchor="znaczniki"), 303)


def _sees_everybody() -> bool:
    return current_account().role.may(Role.LEAD)


def _may_mark() -> bool:
    role = current_account().role
    return role.may(Role.LEAD) or role.may(Role.EDITOR)


def _opening() -> Opening | None:
    editorial = editorial_or_none()
    return editorial.contact.opening if editorial else None


def _asked() -> Asked:
    today = serving().clock().astimezone(shop_zone()).date()
    written = request.args.get("od", ""), request.args.get("do", "")
    first, last = map(_date, written)
    trouble = ""
    if any(written) and (first is None or last is None or first > last):
        trouble = gettext("Nie rozumiemy tych dat. Pokazujemy ostatnie cztery tygodnie.")
        first = last = None
    if first is None or last is None:
        first, last = today - timedelta(days=_USUAL_DAYS - 1), today
    if last - first >= timedelta(days=_MOST_DAYS):
        trouble = gettext("To za długi okres. Pokazujemy jego ostatni rok.")
        first = last - timedelta(days=_MOST_DAYS - 1)
    return Asked(
        first,
        last,
        one_line(request.args.get("kanal", ""))[:16],
        one_line(request.args.get("temat", ""))[:100],
        _agent(request.args.get("osoba", "")),
        trouble,
    )


def _agent(wanted: str) -> int | None:
    """Whose figures: of an agent only the own ones, of an editor none by itself."""
    account = current_account()
    if _sees_everybody():
        return whole_number(wanted)
    return None if account.role is Role.EDITOR else account.id


def _scope(asked: Asked) -> Scope:
    from kb.statistics.model import Scope

    zone = shop_zone()
    return Scope(
        since=datetime.combine(asked.first, time.min, zone),
        until=datetime.combine(asked.last + _ONE_DAY, time.min, zone),
        zone=zone,
        channel=asked.channel,
        topic=asked.topic,
        agent=asked.agent,
    )


def _date(written: str) -> date | None:
    try:
        found = date.fromisoformat(written.strip())
    except ValueError:
        return None
    # Years at the end of the calendar have no next day, and no figures either.
    return found if 2000 <= found.year <= 2999 else None


def _clock_time(written: str) -> time:
    try:
        return time.fromisoformat(written.strip()).replace(tzinfo=None)
    except ValueError:
        return time.min


def _measures(scope: Scope) -> tuple[Measure, ...]:
    return tuple(one for one in MEASURES if one.of_desk or not scope.narrowed)


def _named(rows: tuple[Row, ...], part: Part) -> tuple[Row, ...]:
    return tuple(replace(row, name=_part_name(part.value, row.key, row.name)) for row in rows)


def _part_name(part: str, key: str, name: str) -> str:
    if part == "channel":
        return names.named(names.CHANNELS, key)
    if not name:
        return gettext("bez tematu") if part == "topic" else gettext("nikt")
    return desk.topic_title(key) if part == "topic" else name


def _compared(scope: Scope, now: datetime, opening: Opening | None) -> object:
    """The comparison that the address asks for; None without one."""
    from kb.statistics.markers import all_markers, compare

    wanted = request.args.get("znacznik", "")
    if not wanted:
        return None
    store = records().store
    for marker in all_markers(store):
        if str(marker.id) == wanted:
            return compare(store, marker, scope, now, opening)
    raise NotFound("There is no such marker.")


def _choices() -> dict[str, list[tuple[str, str]]]:
    """What can be chosen, as values and their words."""
    from kb.accounts.accounts import all_accounts

    editorial = editorial_or_none()
    categories = editorial.categories if editorial else ()
    topics = [(one.slug, desk.topic_title(one.slug)) for one in categories]
    people = []
    if _sees_everybody():
        people = [
            (str(one.id), one.name)
            for one in all_accounts(records().store)
            if one.role is not Role.EDITOR
        ]
    channels = [(key, gettext(words)) for key, words in names.CHANNELS.items()]
    return {"channels": channels, "topics": topics, "people": people}


def _spans(now: datetime) -> list[tuple[str, str]]:
    today = now.astimezone(shop_zone()).date()
    days = {7: gettext("7 dni"), 28: gettext("4 tygodnie"), 91: gettext("13 tygodni")}
    return [
        (url_for("panel.statistics", od=today - timedelta(days=number - 1), do=today), words)
        for number, words in days.items()
    ]


def _table(wanted: str, facts: Facts, scope: Scope) -> tuple[list[str], list[list[Cell]]]:
    """A table for a spreadsheet. Raises NotFound for one that is not there for this role."""
    from kb.statistics.articles import articles
    from kb.statistics.figures import Part, by_day, by_part

    now = serving().clock()
    if wanted == "articles":
        counts = ("clicked", "helped", "cited", "removed", "rejected", "unhelpful", "contacted")
        found = articles(records().store, scope)
        heads = [gettext(statistics_plots.ARTICLE_COLUMNS[one]) for one in counts]
        return [gettext("Artykuł"), *heads], [
            [one.slug, *(getattr(one, name) for name in counts)] for one in found
        ]
    measures = _measures(scope)
    header = [one.name + (f" [{one.unit}]" if one.unit else "") for one in measures]
    if wanted == "day":
        days = by_day(facts, scope, now)
        return [gettext("Dzień"), *header], [
            [day.isoformat(), *(one.read(figures).cell for one in measures)]
            for day, figures in days
        ]
    if wanted not in tuple(Part) or (wanted == Part.AGENT and not _sees_everybody()):
        raise NotFound("There is no such table.")
    part = Part(wanted)
    rows = _named(by_part(facts, part, now), part)
    return [gettext(statistics_plots.PART_NAMES[wanted]), *header], [
        [row.name, *(one.read(row.figures).cell for one in measures)] for row in rows
    ]
