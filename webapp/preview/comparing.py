"""The preview beside what is served: an article, a search, a suggested reply."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import render_template, request

from kb.accounts.model import Role
from kb.comparing.lines import compare_lines
from kb.errors import MessageError, QueryError
from kb.model import Audience
from kb.preview.rendered import compare_pages
from webapp.inputs import one_line, several_lines
from webapp.language import gettext, later
from webapp.panel.access import needs
from webapp.preview.blueprint import bp
from webapp.preview.changes import changes_of
from webapp.preview.found import ready_preview
from webapp.serving import Serving, serving

if TYPE_CHECKING:
    from kb.answer.model import Draft
    from kb.model import SearchResult
    from kb.preview.shown import ShownArticle
    from kb.reader import Library
    from webapp.preview.shelf import OpenPreview

LONGEST_MESSAGE, LONGEST_QUESTION = 10_000, 300
_NO_MESSAGE = later("Wklej wiadomość klienta, najwyżej 10 000 znaków.")
_NO_QUESTION = later("Napisz pytanie, najwyżej 300 znaków.")


@dataclass(frozen=True, slots=True)
class Beside:
    """The same question to both, and what each said."""

    now: SearchResult
    then: SearchResult

    @property
    def differ(self) -> bool:
        """Whether another answer comes first, or one comes in place of none."""
        return _shown(self.now) != _shown(self.then)


@bp.get("/<name>/zmiany/<path:path>")
@needs(Role.EDITOR)
def changed(name: str, path: str) -> str:
    with ready_preview(name) as opened:
        changes = changes_of(opened)
        if changes is None:
            return render_template("preview/no-comparison.html", one=opened.preview)
        found = changes.find(path)
        file = found.file
        return render_template(
            "preview/changed.html",
            one=opened.preview,
            changed=found,
            blocks=compare_pages(
                _html(serving().library, found.before), _html(opened.library, found.after)
            ),
            lines=compare_lines(
                changes.old.text(file.path_before) if file.path_before else "",
                changes.new.text(file.path_after) if file.path_after else "",
            ),
        )


@bp.get("/<name>/wewnetrzne/<slug>")
@needs(Role.EDITOR)
def internal(name: str, slug: str) -> str:
    with ready_preview(name) as opened:
        page = opened.library.reader(Audience.INTERNAL).article(slug)
        return render_template("preview/internal.html", one=opened.preview, page=page)


@bp.get("/<name>/wewnetrzne")
@needs(Role.EDITOR)
def internals(name: str) -> str:
    with ready_preview(name) as opened:
        articles = opened.library.reader(Audience.INTERNAL).articles()
        return render_template("preview/internals.html", one=opened.preview, articles=articles)


@bp.get("/<name>/wyszukiwanie")
@needs(Role.EDITOR)
def search(name: str) -> tuple[str, HTTPStatus]:
    question = one_line(request.args.get("pytanie", ""))
    beside, fault = None, ""
    with ready_preview(name) as opened:
        if "pytanie" in request.args:
            try:
                beside = _asked(opened.library, question)
            except QueryError:
                fault = gettext(_NO_QUESTION)
        return _answered(
            "preview/search.html",
            opened,
            fault,
            question=question,
            longest=LONGEST_QUESTION,
            beside=beside,
        )


@bp.route("/<name>/odpowiedz", methods=["GET", "POST"])
@needs(Role.EDITOR)
def reply(name: str) -> tuple[str, HTTPStatus]:
    message = several_lines(request.form.get("wiadomosc", ""))
    drafts: tuple[Draft, ...] = ()
    fault = ""
    with ready_preview(name) as opened:
        if request.method == "POST":
            try:
                drafts = _drafted(message, serving(), opened.serving)
            except MessageError:
                fault = gettext(_NO_MESSAGE)
        same = len({draft.text for draft in drafts}) == 1
        return _answered(
            "preview/reply.html", opened, fault,
            message=message, longest=LONGEST_MESSAGE, drafts=drafts, same=same,
        )  # fmt: skip


def _answered(
    template: str, opened: OpenPreview, fault: str, **shown: object
) -> tuple[str, HTTPStatus]:
    """A page with what was asked and what both say to it, or with what is wrong with it."""
    text = render_template(template, one=opened.preview, fault=fault, **shown)
    return text, HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK


def _html(library: Library, article: ShownArticle | None) -> str:
    """The article as it is shown, its title on top; empty for none."""
    if article is None:
        return ""
    tables = library.reader(article.audience).index.tables
    page = tables.page(article.slug)
    return f"<h1>{_escaped(page.summary.title)}</h1>{page.html}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _asked(library: Library, question: str) -> Beside:
    if len(question) > LONGEST_QUESTION:
        raise QueryError("too-long", "The question is too long.")
    now, then = (
        one.reader(Audience.PUBLIC).search(question) for one in (serving().library, library)
    )
    return Beside(now, then)


def _shown(result: SearchResult) -> tuple[bool, str, str]:
    best = result.hits[0] if result.answered and result.hits else None
    return result.answered, best.slug if best else "", best.passage.text if best else ""


def _drafted(message: str, *both: Serving) -> tuple[Draft, ...]:
    """The draft of what is served and that of the preview; nothing of it is kept."""
    from kb.answer.request import Request

    if not message or len(message) > LONGEST_MESSAGE:
        raise MessageError("too-long" if message else "empty", "There is no such message.")
    return tuple(one.assistant.suggest(Request((message,))) for one in both)
