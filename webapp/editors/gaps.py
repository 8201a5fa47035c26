"""What the articles lack: questions without an answer by meaning, each with a ready template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.model import Role
from kb.errors import NotFound
from webapp.editors import new_article, shared
from webapp.editors.blueprint import bp, editors, readers
from webapp.language import gettext, later
from webapp.panel.access import current_account
from webapp.panel.moments import shop_zone
from webapp.records import records
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.editing.gaps import Gap

_EXAMPLES = 4
_COLUMNS = (
    later("Pytanie"), later("Ile razy"), later("W nowszej połowie okresu"),
    later("W starszej połowie okresu"), later("Bez odpowiedzi"), later("„To nie to”"),
    later("Potem napisano do nas"), later("W wiadomościach"), later("Ostatnio"),
    later("Sformułowania"), later("Najbliższy artykuł"),
)  # fmt: skip


@bp.get("/braki")
@readers
def gaps() -> str:
    from kb.editing.questions import count_aside

    number = shared.days()
    found = _gaps(number)
    pages = shared.page_of(len(found))
    return render_template(
        "editors/gaps.html",
        gaps=found[pages.slice],
        pages=pages,
        asked=sum(one.times for one in found if one.asks),
        topics=sum(one.asks for one in found),
        told=sum(one.times for one in found if not one.asks),
        days=number,
        spans=[(str(days), gettext(name)) for days, name in shared.SPANS.items()],
        query={} if number == shared.USUAL_DAYS else {"dni": str(number)},
        titles=shared.titles(),
        examples=_EXAMPLES,
        aside=count_aside(records().store),
        may_edit=current_account().role.may(Role.EDITOR),
    )


@bp.get("/braki.csv")
@readers
def gaps_csv() -> Response:
    found = _gaps(shared.days())
    rows = [
        [
            one.text, one.times, one.recent, one.earlier, one.refused, one.rejected,
            one.contacted, one.written,
            one.last_at.astimezone(shop_zone()).date().isoformat(),
            " | ".join(question.text for question in one.questions[:20]),
            one.nearest.slug if one.nearest else None,
        ]
        for one in found
    ]  # fmt: skip
    return shared.csv("czego-brakuje", [gettext(one) for one in _COLUMNS], rows)


@bp.get("/braki/<key>")
@readers
def gap(key: str) -> str:
    number = shared.days()
    found = _gap(key, number)
    return render_template(
        "editors/gap.html",
        gap=found,
        made=new_article.prepared(found.questions, found.nearest),
        titles=shared.titles(),
        days=number,
        query={} if number == shared.USUAL_DAYS else {"dni": str(number)},
        may_edit=current_account().role.may(Role.EDITOR),
    )


@bp.get("/braki/<key>/artykul.md")
@readers
def gap_article(key: str) -> Response:
    found = _gap(key, shared.days())
    return new_article.download(new_article.prepared(found.questions, found.nearest))


@bp.post("/braki/<key>/odloz")
@editors
def put_gap_aside(key: str) -> AnyResponse:
    """Leave the questions of a gap out of the list."""
    from kb.editing.questions import put_aside

    found = _gap(key, shared.days())
    keys = [one.key for one in found.questions]
    put_aside(records().store, keys, current_account().id, serving().clock())
    return redirect(url_for("editors.gaps", dni=shared.days()), 303)


@bp.post("/odlozone/przywroc")
@editors
def take_gaps_back() -> AnyResponse:
    """Put everything that was set aside on the list again."""
    from kb.editing.questions import take_back

    take_back(records().store)
    return redirect(url_for("editors.gaps"), 303)


def _gaps(number: int) -> tuple[Gap, ...]:
    from kb.editing.gaps import gaps_of
    from kb.editing.grouping import read_groups
    from kb.editing.questions import Span, unanswered

    span = Span(since=shared.since(number), until=serving().clock())
    return gaps_of(unanswered(records().store, span), read_groups(serving().settings.data_dir))


def _gap(key: str, number: int) -> Gap:
    """The gap with a question; any of its questions may name it. Raises NotFound."""
    for one in _gaps(number):
        if any(question.key == key for question in one.questions):
            return one
    raise NotFound("This question is not on the list any more.")
