"""A draft made while an agent waits for it: anew, otherwise, or empty, to be written by hand."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, request
from werkzeug.wrappers import Response

from kb.accounts.model import Role
from kb.errors import IndexUnavailable, MessageError, ReviewError, StaleDraft, StoreUnavailable
from kb.inbox.model import Filter
from webapp.inputs import one_line
from webapp.language import gettext
from webapp.panel import desk
from webapp.panel.access import bp, needs
from webapp.panel.case_actions import Answer
from webapp.panel.conversation import WITHOUT_MODEL, refused
from webapp.panel.inbox import conversation_address
from webapp.panel.reply import told_of
from webapp.records import records
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.answer.request import Proposal, Request
    from kb.inbox.jobs import Findings
    from kb.inbox.model import Opened

log = logging.getLogger(__name__)


@bp.post("/sprawa/<number>/nowy-szkic")
@needs(Role.AGENT)
def redraft(number: str) -> Answer:
    """A draft made anew, in the register, channel and by the generator that were chosen."""
    from kb.inbox.drafting import findings_of, request_for

    found = desk.open_conversation(number)
    asked = request_for(found)
    if asked is None:
        told = gettext(
            "W tej sprawie żadna wiadomość nie czeka na odpowiedź, więc szkicu nie przygotowano. "
            "Możesz napisać samodzielnie."
        )
        return refused(number, None, told, HTTPStatus.CONFLICT)
    asked = _as_chosen(asked)
    try:
        proposal = serving().assistant.propose(asked)
        _keep(found, found.unanswered[-1].number, proposal, findings_of(proposal.draft))
    except Exception as error:  # noqa: BLE001 - whatever the message does to the engine
        return _failed(number, error)
    wanted = asked.generator == "llm" and not proposal.draft.generator.startswith("llm")
    return _to(number, f"uwaga={WITHOUT_MODEL}" if wanted else "")


@bp.post("/sprawa/<number>/samodzielnie")
@needs(Role.AGENT)
def write_by_hand(number: str) -> Answer:
    """An empty draft, where the engine has none or a person would rather write alone."""
    from kb.answer.model import Channel
    from kb.review.blank import blank

    found = desk.open_conversation(number)
    one = found.conversation
    said = [entry.number for entry in found.entries if entry.direction == "in"]
    try:
        _keep(found, said[-1] if said else "", blank(one.language, Channel(one.channel)), None)
    except ReviewError as error:
        return refused(number, None, _told(error), HTTPStatus.CONFLICT)
    return _to(number)


def _keep(found: Opened, last: str, proposal: Proposal, findings: Findings | None) -> None:
    """Put the draft in place of the present one; nobody needs the one that waits in the queue."""
    from kb.inbox.jobs import settle_asked
    from kb.review.store import propose

    store, number, now = records().store, found.conversation.number, serving().clock()
    propose(store, number, last, proposal, now)
    settle_asked(store, number, findings, now)


def _failed(number: str, error: Exception) -> Answer:
    if isinstance(error, StoreUnavailable):
        raise error
    if isinstance(error, ReviewError):
        return refused(number, None, _told(error), HTTPStatus.CONFLICT)
    if isinstance(error, IndexUnavailable):
        told = gettext("Artykuły są chwilowo niedostępne, więc szkicu nie da się przygotować.")
        status = HTTPStatus.SERVICE_UNAVAILABLE
    elif isinstance(error, MessageError):
        told = gettext("Tej wiadomości automat nie umie odczytać.")
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    else:
        # Its words may quote the customer; where it happened does not.
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("No draft for %s: %s\n%s", number, type(error).__name__, place)
        told = gettext("Nie udało się przygotować szkicu.")
        status = HTTPStatus.INTERNAL_SERVER_ERROR
    return refused(number, None, f"{told} {gettext('Możesz napisać samodzielnie.')}", status)


def _told(error: ReviewError) -> str:
    """A conversation that is over wants no draft, whether or not the customer wrote again."""
    if isinstance(error, StaleDraft):
        return gettext(
            "Ta sprawa jest zakończona albo klient właśnie napisał. Jeśli jest zamknięta, otwórz "
            "ją ponownie."
        )
    return told_of(error)


def _as_chosen(asked: Request) -> Request:
    """The request with the form of address, the channel and the author that were chosen."""
    from kb.answer.model import Channel, Register

    if _field("rejestr") in {one.value for one in Register}:
        asked = replace(asked, register=Register(_field("rejestr")))
    if _field("kanal") in {one.value for one in Channel}:
        asked = replace(asked, channel=Channel(_field("kanal")))
    return replace(asked, generator="llm" if _field("kto") == "llm" else "extractive")


def _to(number: str, query: str = "") -> Response:
    address = conversation_address(number, Filter.from_query(request.args))
    return redirect(desk.with_query(address, query), HTTPStatus.SEE_OTHER)


def _field(name: str) -> str:
    return one_line(request.form.get(name, ""))[:20]
