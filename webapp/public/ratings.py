"""Whether an article helped: a form that works without scripts and without cookies."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from werkzeug import Response

from kb.errors import NotFound, StoreUnavailable
from webapp.errors import wants_json
from webapp.inputs import TRAP, FormError, printable, several_lines
from webapp.language import current, later, page
from webapp.public.ticket import Ticket, read, written
from webapp.public.views import bp
from webapp.records import mark, records
from webapp.serving import public_reader

if TYPE_CHECKING:
    from kb.model import ArticleSummary

#: Code in the database, and the words beside the radio button.
REASONS: dict[str, str] = {
    "outdated": later("Informacje są nieaktualne"),
    "unclear": later("Odpowiedź jest niejasna"),
    "off-topic": later("Nie o to pytam"),
    "broken": later("To, co opisano, nie działa"),
    "other": later("Inny powód"),
}
MOST_WORDS = 1000


@page(bp, "/ocena", "/en/rating", methods=("POST",))
def rate() -> Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Keep a rating, then lead to the page that thanks for it."""
    known = read(request.form.get("formularz", ""))
    helpful = {"tak": True, "nie": False}.get(request.form.get("pomoglo", ""))
    if known is None or helpful is None:
        raise FormError("formularz", "bad-form", "send the form of the page, with tak or nie")
    ticket, fresh = known
    ticket = replace(ticket.with_key(), helpful=helpful)
    if not fresh:
        return _shown(ticket, "old"), HTTPStatus.BAD_REQUEST
    if len(_words()) > MOST_WORDS:
        return _shown(ticket, "long"), HTTPStatus.BAD_REQUEST
    try:
        if not request.form.get(TRAP):
            _keep(ticket)
    except StoreUnavailable:
        if wants_json():
            raise
        return _shown(ticket, "away"), HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "60"}
    # The button of the form with reasons: it may be sent with nothing chosen.
    ticket = replace(ticket, told="wyslij" in request.form)
    return redirect(url_for("public.rated", ocena=written(ticket)), HTTPStatus.SEE_OTHER)


@page(bp, "/ocena", "/en/rating")
def rated() -> Response | str:
    """Thanks; after a "no" also the question what was wrong."""
    known = read(request.args.get("ocena", ""))
    if known is None:
        return redirect(url_for("public.home"))
    ticket, _ = known
    return _shown(ticket, "thanks" if ticket.helpful or ticket.told else "reasons")


def _keep(ticket: Ticket) -> None:
    from kb.store.ratings import Rating
    from kb.store.searches import Mark

    reason = request.form.get("powod", "")
    rating = Rating(
        key=ticket.key,
        slug=ticket.slug,
        commit=ticket.commit,
        language=current(),
        helpful=ticket.helpful,
        reason=reason if reason in REASONS and not ticket.helpful else "",
        words="" if ticket.helpful else _words(),
    )
    records().rate(rating)
    if ticket.helpful:
        mark(Mark(ticket.search, clicked=ticket.slug))
    else:
        mark(Mark(ticket.search, rejected=True))


def _words() -> str:
    return several_lines(request.form.get("slowa", ""))


def _shown(ticket: Ticket, state: str) -> str:
    """The page about a rating. state: thanks, reasons, or why it was not kept: old, long, away."""
    return render_template(
        "public/rating.html",
        alternates=(),
        state=state,
        form=written(ticket),
        helpful=ticket.helpful,
        summary=_summary(ticket.slug),
        reasons=REASONS,
        reason=request.form.get("powod", ""),
        words=printable(request.form.get("slowa", "")),
        most_words=MOST_WORDS,
    )


def _summary(slug: str) -> ArticleSummary | None:
    """What was rated; None when it has been taken down since."""
    try:
        return public_reader().article(slug).summary
    except NotFound:
        return None
