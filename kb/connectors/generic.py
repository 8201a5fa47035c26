"""Messages of any other system, as signed webhooks (Standard Webhooks)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from kb.connectors.incoming import (
    Headers,
    Payload,
    Promise,
    Taken,
    address,
    key_of,
    letter_text,
    nothing_promised,
    payload,
    require_signed,
    take_once,
    words,
)
from kb.errors import MessageError
from kb.search.language import reply_language
from kb.store.database import Store
from kb.store.messages import NewMessage

SYSTEM = "webhook"
_LANGUAGES, _CHANNELS = ("pl", "en", "uk"), ("email", "chat", "social")
#: Kept outside of the message, hence nothing that could be an address.
_CONVERSATION = re.compile(r"[A-Za-z0-9._-]{1,150}")


@dataclass(frozen=True, slots=True)
class Messages:
    """Takes messages from whoever has the secret. key: made of it by `signing_key`."""

    store: Store
    key: bytes = field(repr=False)

    def receive(
        self, body: bytes, headers: Headers, now: datetime, promise: Promise = nothing_promised
    ) -> Taken:
        """Take in a message. Raises WebhookRefused, MessageError, StoreUnavailable."""
        name = require_signed(self.key, body, headers, now)
        return take_once(self.store, SYSTEM, name, _message(payload(body), name, promise), now)


def _message(told_us: Payload, name: str, promise: Promise) -> NewMessage:
    """docs/integrations.md lists the members. Raises MessageError."""
    conversation, channel = (
        words(told_us, "external_id"),
        _one_of(told_us, "channel", _CHANNELS, "email"),
    )
    if conversation and not _CONVERSATION.fullmatch(conversation):
        raise MessageError(
            "unreadable", "external_id must be a name of letters, digits, dots and dashes."
        )
    text = letter_text(told_us.get("text"))
    return NewMessage(
        # The other system's own number of the message, so that it is one however it is told.
        key=key_of(SYSTEM, words(told_us, "id") or name),
        language=_one_of(told_us, "language", _LANGUAGES, "") or reply_language(text),
        topic="",
        text=text,
        email=address(told_us, "email"),
        phone=words(told_us, "phone"),
        name=words(told_us, "name"),
        subject=words(told_us, "subject", longest=500),
        origin=SYSTEM,
        channel=channel,
        external=f"{SYSTEM}:{conversation}" if conversation else None,
        promised_by=promise(channel),
    )


def _one_of(told_us: Payload, name: str, allowed: tuple[str, ...], otherwise: str) -> str:
    """A member with a closed list of values, or `otherwise` where it is absent."""
    written = words(told_us, name)
    if written and written not in allowed:
        raise MessageError("unreadable", f"{name} must be one of {', '.join(allowed)}.")
    return written or otherwise
