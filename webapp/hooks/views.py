"""Webhooks of other systems: each signed, read once, answered as JSON."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import NotFound, RequestEntityTooLarge

from kb.errors import MessageError, WebhookRefused
from webapp import guard
from webapp.limits import WRONG_TOKENS, RateLimited
from webapp.metrics import count_token_refusal
from webapp.records import records
from webapp.security import LARGEST_BODY_BYTES
from webapp.serving import editorial_or_none, serving

if TYPE_CHECKING:
    from kb.connectors.incoming import Taken
    from kb.settings import Settings
    from kb.store.database import Store

log = logging.getLogger(__name__)
bp = Blueprint("hooks", __name__, url_prefix="/hooks")

#: Zammad tells of a ticket with everybody who has to do with it.
MAX_BODY_BYTES = LARGEST_BODY_BYTES


Answer = Response | tuple[Response, int]


class Receiver(Protocol):
    """What takes in the webhooks of one system."""

    def receive(
        self,
        body: bytes,
        headers: dict[str, str],
        now: datetime,
        promise: Callable[[str], datetime | None],
    ) -> Taken: ...


@bp.post("/chatwoot")
def chatwoot() -> Answer:
    from kb.desk_wiring import open_chatwoot

    return _received(open_chatwoot)


@bp.post("/zammad")
def zammad() -> Answer:
    from kb.desk_wiring import open_zammad

    return _received(open_zammad)


@bp.post("/messages")
def messages() -> Answer:
    from kb.desk_wiring import open_messages

    return _received(open_messages)


def _received(
    opened: Callable[[Settings, Store], Receiver | None],
) -> Answer:
    """202 for a message that was taken in, 200 for what is known already or of no interest."""
    receiver = opened(serving().settings, records().store)
    if receiver is None:
        raise NotFound

    def take() -> Answer:
        taken = receiver.receive(_body(), _headers(), serving().clock(), _promise)
        status = HTTPStatus.ACCEPTED if taken.status == "taken" else HTTPStatus.OK
        named = {"number": taken.number} if taken.number else {}
        return jsonify(status=taken.status, **named), status

    return _guarded(take)


@bp.post("/git")
def git() -> Answer:
    """202 with what will happen for a push that asks for a publish, 200 where nothing will.

    Nothing is fetched or published here: `kb work` takes the request.
    """
    from kb.desk_wiring import open_git_host

    settings = serving().settings
    host = open_git_host(settings, records().store)
    if host is None:
        raise NotFound

    def take() -> Answer:
        heard = host.receive(_body(), _headers(), serving().clock())
        told = {"reason": heard.reason} if heard.reason else {}
        if heard.status != "taken":
            return jsonify(status=heard.status, **told), HTTPStatus.OK
        will = "fetch, then publish" if settings.content_remote else "publish"
        # The newest commit of the branch, which may be a later one by then.
        return jsonify(status="taken", commit=heard.commit, will=will), HTTPStatus.ACCEPTED

    return _guarded(take)


def _guarded(take: Callable[[], Answer]) -> Answer:
    """Whoever sends forged ones is soon refused unread, like one who guesses tokens."""
    try:
        guard.require_room(WRONG_TOKENS)
    except RateLimited as error:
        return guard.refusal(error)
    try:
        return take()
    except WebhookRefused as error:
        log.warning("A webhook to %s was refused: %s", request.path, error)
        count_token_refusal("webhook")
        with suppress(RateLimited):
            guard.count(WRONG_TOKENS)
        raise
    except MessageError as error:
        # Signed well, hence the sender's own people see to it.
        log.warning("A webhook to %s cannot be read: %s", request.path, error)
        raise


def _body() -> bytes:
    """Raises RequestEntityTooLarge."""
    request.max_content_length = MAX_BODY_BYTES
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise RequestEntityTooLarge(f"The body may have at most {MAX_BODY_BYTES} bytes.") from None


def _headers() -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _promise(channel: str) -> datetime | None:
    from kb.inbox.deadlines import promised

    editorial = editorial_or_none()
    return promised(editorial, channel, serving().clock()) if editorial else None
