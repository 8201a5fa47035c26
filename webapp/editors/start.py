"""The first page: what is live, what waits to be published, and what stopped it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.model import Role
from webapp.editors import shared, words
from webapp.editors.blueprint import bp, editors, readers
from webapp.language import current, gettext, later
from webapp.panel.access import current_account
from webapp.panel.measures import decimal
from webapp.panel.names import named
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.editing.catalogue import Entry
    from kb.model import Problem
    from kb.statistics.spreadsheet import Cell

_DUE_SHOWN = 5
_COLUMNS = (later("Plik"), later("Wiersz"), later("Waga"), later("Reguła"), later("Uwaga"))


@bp.get("")
@readers
def start() -> str:
    from kb.editing.live import is_stale, log_end, look

    settings, now = serving().settings, serving().clock()
    live = look(settings.data_dir, settings.content_repo, settings.content_ref)
    may_edit = current_account().role.may(Role.EDITOR)
    return render_template(
        "editors/start.html",
        live=live,
        stale=is_stale(live, now),
        log=log_end(settings.data_dir) if words.is_trouble(live.last) and may_edit else (),
        listens=_listens(),
        may_edit=may_edit,
        asked=request.args.get("zrobione") == "publikacja",
        words=words,
        named=named,
        problems=_problems(live.last.found if live.last else ()),
        decimal=decimal,
        due=_most_urgent(),
    )


@bp.post("/opublikuj")
@editors
def publish() -> AnyResponse:
    """Ask the worker for a publish of the newest commit."""
    from kb.publishing.requests import ask

    if _listens():
        ask(serving().settings.data_dir, current_account().name, serving().clock())
    return redirect(url_for("editors.start", zrobione="publikacja"), 303)


@bp.get("/uwagi.csv")
@readers
def problems_csv() -> Response:
    from kb.publishing.outcome import last_outcome

    last = last_outcome(serving().settings.data_dir)
    rows: list[list[Cell]] = [
        [one.path, one.line, named(words.LEVELS, one.level), one.rule, message]
        for one, message in _problems(last.found if last else ())
    ]
    return shared.csv("uwagi", [gettext(one) for one in _COLUMNS], rows)


def _listens() -> bool:
    from kb.work import listens

    return listens(serving().settings)


def _problems(found: tuple[Problem, ...]) -> list[tuple[Problem, str]]:
    return [(one, one.message_in(current())) for one in found]


def _most_urgent() -> list[Entry]:
    """The most used articles whose time is over; none while they cannot be read."""
    from kb.editing.catalogue import Choice, State, chosen
    from kb.errors import IndexUnavailable, StoreUnavailable

    try:
        found = chosen(shared.catalogue(shared.USUAL_DAYS), Choice())
    except (IndexUnavailable, StoreUnavailable):
        return []
    return [one for one in found if one.state in (State.OVERDUE, State.EXPIRED)][:_DUE_SHOWN]
