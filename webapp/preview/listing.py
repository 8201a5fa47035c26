"""Previews and branches: what there is, what can be asked for, and how one stands."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.model import Role
from kb.errors import IndexUnavailable, PreviewsFull, PublishError, RepositoryError
from kb.ingest.repository import WORKTREE
from kb.model import Audience
from kb.preview.fetching import last_fetch, want_fetch
from kb.preview.golden import Verdict, kept_report
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
    from kb.search.generation import Manifest

log = logging.getLogger(__name__)

_MOST_BRANCHES = 30
STATES = {
    State.QUEUED: later("w kolejce"),
    State.BUILDING: later("buduje się"),
    State.READY: later("gotowy"),
    State.REFUSED: later("nie powiódł się: artykuły do poprawy"),
    State.FAILED: later("nie powiódł się"),
}
VERDICTS = {
    Verdict.NOW_REFUSED: later("gorzej: zostanie bez odpowiedzi"),
    Verdict.OTHER_ARTICLE: later("gorzej: odpowie inny artykuł"),
    Verdict.NOW_ANSWERED: later("gorzej: dostanie odpowiedź, a nie powinno"),
    Verdict.WORSE: later("gorzej"),
    Verdict.BETTER: later("lepiej"),
    Verdict.SAME: later("zmieniono samo pytanie"),
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

    if request.form.get("akcja") == "pobierz":
        return _fetch()
    state, ref = serving(), one_line(request.form.get("galaz", ""))
    try:
        asked = ask_for_preview(
            state.settings, ref, current_account().name, state.clock(), anew=False
        )
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
    try:
        with ready_preview(name) as opened:
            return render_template(
                "preview/one.html",
                one=found,
                changes=changes_of(opened),
                golden=kept_report(serving().settings.data_dir, name),
                current=_generation(),
                verdicts={one: gettext(words) for one, words in VERDICTS.items()},
            )
    except IndexUnavailable as error:
        # Built by another version of the program, say; building it again helps.
        log.warning("The preview %s cannot be opened: %s", name, error)
        broken = replace(found, state=State.FAILED, message=str(error))
        return render_template(
            "preview/waiting.html", one=broken, state=gettext(STATES[State.FAILED])
        )


@bp.get("/<name>/stan")
@needs(Role.EDITOR)
def state(name: str) -> Response:
    """For the page of one that waits."""
    found = known_preview(name)
    return jsonify(state=found.state.value, words=gettext(STATES[found.state]))


@bp.post("/<name>/od-nowa")
@needs(Role.EDITOR)
def rebuild(name: str) -> AnyResponse:
    """Build anew, which is quick where nothing changed, and compare with what is served now."""
    known, now = known_preview(name), serving().clock()
    if known.commit != WORKTREE:
        ask_for_again(serving().settings.data_dir, known, current_account().name, now)
    return redirect(url_for("preview.one", name=name), 303)


@bp.post("/<name>/przedluz")
@needs(Role.EDITOR)
def prolong(name: str) -> AnyResponse:
    state, known = serving(), known_preview(name)
    if not known.is_open:
        until = lasting(state.clock(), state.settings.preview_days)
        keep(state.settings.data_dir, replace(known, expires_at=until))
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
        fetched=_fetched(),
        states={found.id: gettext(STATES[found.state]) for found in there},
        typed=typed,
        fault=fault,
    )


def _fetch() -> AnyResponse:
    """Ask for the branches of the remote, where there is one."""
    settings = serving().settings
    if settings.content_remote:
        want_fetch(settings.data_dir, current_account().name)
    return redirect(url_for("preview.previews"), 303)


def _fetched() -> dict[str, object] | None:
    """When the remote's branches came; None where there is no remote."""
    settings = serving().settings
    if not settings.content_remote:
        return None
    last = last_fetch(settings.data_dir)
    at = datetime.fromisoformat(last.at) if last.at else None
    return {"at": at, "fault": last.fault, "wanted": last.wanted}


def _manifest() -> Manifest | None:
    try:
        return serving().library.reader(Audience.PUBLIC).manifest
    except IndexUnavailable:
        return None


def _served() -> str:
    manifest = _manifest()
    return manifest.commit if manifest else ""


def _generation() -> str:
    manifest = _manifest()
    return manifest.name if manifest else ""


def _branches(served: str) -> tuple[tuple[Branch, ...], bool]:
    """The branches, and whether they could not be read."""
    try:
        return all_branches(serving().settings.content_repo, served, _MOST_BRANCHES), False
    except RepositoryError:
        return (), True
