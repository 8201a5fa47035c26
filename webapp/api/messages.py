"""Customers' messages from programs that hold a token: into the inbox, with a receipt."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, g, jsonify

from kb.model import Scope
from webapp.api.authorisation import needs
from webapp.api.body import choice, json_object
from webapp.api.messages_input import KEY_HEADER, Sent, message_key, sent
from webapp.api.views import bp
from webapp.inputs import BodyError
from webapp.records import records
from webapp.serving import editorial_or_none, serving

if TYPE_CHECKING:
    from kb.ingest.editorial import Editorial
    from kb.store.messages import NewMessage


@bp.post("/messages")
@needs(Scope.MESSAGES)
def messages() -> tuple[Response, int]:
    from kb.store.messages import add_message, message

    editorial = editorial_or_none()
    wanted, key, now = sent(json_object()), message_key(g.token_name), serving().clock()
    if wanted.topic and editorial:
        # Kept beside the message, where nothing personal may stand.
        choice({"topic": wanted.topic}, "topic", (one.slug for one in editorial.categories))
    store = records().store
    receipt = add_message(store, _message(wanted, key, editorial, now), now)
    kept = message(store, receipt.number)
    if kept is None or (kept.sent.text != wanted.text and kept.sent.text):
        raise BodyError(KEY_HEADER, "used", f"{KEY_HEADER} was used for another message already")
    promised = kept.sent.promised_by
    document = {
        "number": receipt.number,
        "conversation": kept.conversation,
        "received_at": receipt.received_at.isoformat(),
        "promised_by": promised.isoformat() if promised else None,
    }
    return jsonify(document), HTTPStatus.CREATED


def _message(wanted: Sent, key: str, editorial: Editorial | None, now: datetime) -> NewMessage:
    from kb.inbox.deadlines import promised
    from kb.search.language import reply_language
    from kb.store.messages import NewMessage

    return NewMessage(
        key=key,
        language=wanted.language or reply_language(wanted.text),
        topic=wanted.topic if editorial else "",
        text=wanted.text,
        name=wanted.name,
        email=wanted.email,
        phone=wanted.phone,
        subject=wanted.subject,
        promised_by=promised(editorial, wanted.channel.value, now) if editorial else None,
        origin="api",
        channel=wanted.channel.value,
        external=f"api:{wanted.external_id}" if wanted.external_id else None,
    )
