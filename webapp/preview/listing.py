"""Previews and branches: what there is, what can be asked for, and how one stands."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.model import Role
from kb.errors import IndexUnavailable, PreviewsFull, PublishError, RepositoryError
from kb.ingest.repository import WORKTREE
from kb.model import Audience
from kb.preview.model import State
from kb.preview.records import ask_for_again, keep, lasting, remove_preview, shown_previews
from kb.preview.refs import branches as all_branches
from webapp.inputs import one_line
from webapp.language import gettext, later
from webapp.panel.access import current_account, needs
from webapp.preview.blueprint import bp
from webapp.preview.changes import changes_of
from webapp.preview.found import known_preview, ready_preview
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.preview.refs import Branch

_MOST_BRANCHES = 30
STATES = {
    State.QUEUED: later("w kolejce"),
    State.BUILDING: later("buduje się"),
    State.READY: later("gotowy"),
    State.REFUSED: later("nie powiódł się: artykuły do poprawy"),
    State.FAILED: later("nie powiódł się"),
}
_NO_REF = later(
    "Nie ma takiej gałęzi, tagu ani commita. Sprawdź pisownię i czy zmiany są wypchnięte."
)
_FULL = later("W kolejce czeka już dużo podglądów. Spróbuj, gdy część będzie gotowa.")
_NOT_WRITTEN = later(
    "Nie udało się zapisać prośby o podgląd. Daj znać osobie, która prowadzi ten system."
)


@bp.get("")
@needs(Role.EDITOR)
def previews() -> str:
    return _list_page()


@bp.post("")
@needs(Role.EDITOR)
def ask() -> AnyResponse | tuple[str, int]:
    from kb.preview_wiring import ask_for_preview

    state, ref = serving(), one_line(request.form.get("galaz", ""))
    try:
        asked = ask_for_preview(state.settings, ref, current_account().name, state.clock())
    except RepositoryError:
        return _list_page(ref, gettext(_NO_REF)), HTTPStatus.UNPROCESSABLE_ENTITY
    except PreviewsFull:
        return _list_page(ref, gettext(_FULL)), HTTPStatus.CONFLICT
    except PublishError:
        return _list_page(ref, gettext(_NOT_WRITTEN)), HTTPStatus.INSUFFICIENT_STORAGE
    return redirect(url_for("preview.one", name=asked.id), 303)


@bp.get("/<name>")
@needs(Role.EDITOR)
def one(name: str) -> str:
    found = known_preview(name)
    if found.state is not State.READY:
        return render_template(
            "preview/waiting.html", one=found, state=gettext(STATES[found.state])
        )
    with ready_preview(name) as opened:
        return render_template("preview/one.html", one=found, changes=changes_of(opened))


@bp.get("/<name>/stan")
@needs(Role.EDITOR)
def state(name: str) -> Response:
    """For the page of one that waits."""
    found = known_preview(name)
    return jsonify(state=found.state.value, words=gettext(STATES[found.state]))


@bp.post("/<name>/od-nowa")
@needs(Role.EDITOR)
def again(name: str) -> AnyResponse:
    state, known = serving(), known_preview(name)
    data_dir, now = state.settings.data_dir, state.clock()
    if known.state is State.READY:
        keep(data_dir, replace(known, expires_at=lasting(now, state.settings.preview_days)))
    elif known.commit != WORKTREE:
        ask_for_again(data_dir, known, current_account().name, now)
    return redirect(url_for("preview.one", name=name), 303)


@bp.post("/<name>/usun")
@needs(Role.EDITOR)
def remove(name: str) -> AnyResponse:
    remove_preview(serving().settings.data_dir, name, serving().clock())
    return redirect(url_for("preview.previews"), 303)


def _list_page(typed: str = "", fault: str = "") -> str:
    state = serving()
    there = shown_previews(state.settings.data_dir, state.clock())
    served = _served()
    branches, trouble = _branches(served)
    return render_template(
        "preview/list.html",
        previews=there,
        by_commit={found.commit: found for found in there},
        branches=branches,
        most=_MOST_BRANCHES,
        trouble=trouble,
        served=served,
        states={found.id: gettext(STATES[found.state]) for found in there},
        typed=typed,
        fault=fault,
    )


def _served() -> str:
    try:
        return serving().library.reader(Audience.PUBLIC).manifest.commit
    except IndexUnavailable:
        return ""


def _branches(served: str) -> tuple[tuple[Branch, ...], bool]:
    """The branches, and whether they could not be read."""
    try:
        return all_branches(serving().settings.content_repo, served, _MOST_BRANCHES), False
    except RepositoryError:
        return (), True
