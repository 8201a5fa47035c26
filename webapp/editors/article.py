"""One article: how it changed, what it does, and how to bring an earlier text back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.model import Role
from kb.errors import NotFound, RepositoryError
from kb.model import Audience
from webapp.editors import shared, words
from webapp.editors.articles import last_day
from webapp.editors.blueprint import bp, readers
from webapp.language import gettext, later
from webapp.panel.access import current_account
from webapp.panel.moments import shop_zone
from webapp.panel.names import named
from webapp.public.ratings import REASONS
from webapp.records import records
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.editing.catalogue import Entry
    from kb.editing.history import Change
    from kb.editing.reading import Readable

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_SHOWN = 20
_COLUMNS = (later("Kiedy"), later("Kto"), later("Opis"), later("Commit"), later("Plik"))


@bp.get("/artykul/<slug>")
@readers
def article(slug: str) -> str | AnyResponse:
    from kb.editing.feedback import bad_ratings, corrections

    number = shared.days()
    try:
        entry = shared.entry_of(slug, number)
    except NotFound:
        gone = next((one for one in shared.deleted() if one.slug == slug), None)
        if gone is None:
            raise
        return redirect(url_for("editors.article_deleted", path=gone.path))
    history, trouble = _history_or_trouble(entry)
    scope, store = shared.scope(number), records().store
    return render_template(
        "editors/article.html",
        one=entry,
        history=history,
        trouble=trouble,
        ratings=bad_ratings(store, scope, slug, _SHOWN),
        corrections=[one for one in corrections(store, scope) if slug in one.slugs][:_SHOWN],
        reasons=REASONS,
        days=number,
        spans=[(str(days), gettext(name)) for days, name in shared.SPANS.items()],
        words=words,
        named=named,
        last_day=last_day(entry),
        category=shared.editorial().category_title(entry.category),
        may_edit=current_account().role.may(Role.EDITOR),
        shown=serving().library.reader(entry.audience).shows(slug),
    )


@bp.get("/artykul/<slug>/wersja/<commit>")
@readers
def article_version(slug: str, commit: str) -> str:
    """A version, and what it changed; `z` names another version to compare with."""
    from kb.comparing.lines import compare_lines
    from kb.editing.history import files_of
    from kb.editing.versions import commands, text_at

    entry = shared.entry_of(slug, shared.USUAL_DAYS)
    history = _history(entry)
    at = _place(history, commit)
    change = history[at]
    other = _other(history, at)
    repo = serving().settings.content_repo
    new = "" if change.gone else text_at(repo, change)
    old = "" if other is None or other.gone else text_at(repo, other)
    page = read_change(entry.path, change, new)
    before = read_change(entry.path, other, old) if other else None
    return render_template(
        "editors/version.html",
        one=entry,
        change=change,
        other=other,
        newest=history[0],
        versions=history,
        files=files_of(repo, change.commit),
        commands=commands(history[0], change),
        source=new,
        source_lines=compare_lines(old, new),
        page=page,
        lines=compare_lines(before.lines if before else "", page.lines),
        words=words,
        named=named,
    )


@bp.get("/artykul/<slug>/historia.csv")
@readers
def article_csv(slug: str) -> Response:
    entry = shared.entry_of(slug, shared.USUAL_DAYS)
    rows = [
        [
            one.at.astimezone(shop_zone()).isoformat(" ", "minutes"), one.author, one.message,
            one.commit, one.path,
        ]
        for one in _history(entry)
    ]  # fmt: skip
    return shared.csv(f"historia-{entry.slug}", [gettext(one) for one in _COLUMNS], rows)


def _history(entry: Entry) -> tuple[Change, ...]:
    """The changes of the article up to what is served. Raises RepositoryError, NotFound."""
    from kb.editing.history import changes_of

    manifest = serving().library.reader(Audience.PUBLIC).manifest
    path = f"{manifest.folder}/{entry.path}" if manifest.folder else entry.path
    found = changes_of(serving().settings.content_repo, manifest.commit, path)
    if not found:
        raise NotFound(f"{path} has no history in the repository.")
    return found


def _history_or_trouble(entry: Entry) -> tuple[tuple[Change, ...], str]:
    try:
        return _history(entry), ""
    except (RepositoryError, NotFound) as error:
        return (), str(error)


def _place(history: tuple[Change, ...], commit: str) -> int:
    """Where a commit stands in the history; only those that changed the article can be named."""
    if _COMMIT.fullmatch(commit):
        for at, one in enumerate(history):
            if one.commit.startswith(commit):
                return at
    raise NotFound(f"The commit {commit!r} did not change this article.")


def _other(history: tuple[Change, ...], at: int) -> Change | None:
    """What a version is compared with: the one that is asked for, else the one before."""
    wanted = request.args.get("z", "")
    if wanted:
        return history[_place(history, wanted)]
    return history[at + 1] if at + 1 < len(history) else None


def read_change(path: str, change: Change, text: str) -> Readable:
    """The text of a change as a page. path: in the folder of articles."""
    from kb.editing.reading import Readable, readable

    if not text:
        return Readable("", "", "", ())
    settings = serving().settings
    return readable(
        text, path, change.commit, change.at, shared.editorial(), settings.default_audience
    )
