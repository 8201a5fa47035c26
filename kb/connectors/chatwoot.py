"""Chatwoot: its webhooks in, approved replies out as a message or as a private note.

Documented at https://www.chatwoot.com/hc/user-guide/articles/1677693021-how-to-use-webhooks and
https://developers.chatwoot.com/api-reference/messages/create-new-message. Webhooks are signed since
version 4.11.2 (https://github.com/chatwoot/chatwoot/pull/13573).
"""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kb.connectors.incoming import (
    IGNORED,
    Headers,
    Payload,
    Promise,
    Taken,
    address,
    key_of,
    letter_text,
    nothing_promised,
    number,
    part,
    payload,
    refused,
    take_once,
    words,
)
from kb.delivery.calling import WHOLE_S, post, told
from kb.delivery.letter import with_author
from kb.delivery.reply import read_reply
from kb.delivery.signature import is_fresh
from kb.errors import DeliveryError
from kb.search.language import reply_language
from kb.store.database import Store
from kb.store.messages import NewMessage

SYSTEM = "chatwoot"
#: By the class of the inbox; chat is what is not here.
_CHANNELS = {
    "Channel::Email": "email",
    "Channel::FacebookPage": "social",
    "Channel::Instagram": "social",
    "Channel::TwitterProfile": "social",
    "Channel::Tiktok": "social",
}
#: As a word in webhooks, as a number in what they repeat of a conversation.
_INCOMING = frozenset({"incoming", "0"})
#: The conversation is gone, or never takes such a message.
_NEVER = frozenset({404, 422})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chatwoot:
    """An installation, as far as we talk with it.

    url: its base address. account: its number there. token: of a user or agent bot. secret: of the
    webhook, as the settings there show it. private: whether replies become notes for agents.
    """

    store: Store
    url: str
    account: int
    token: str = field(repr=False)
    secret: str = field(repr=False)
    private: bool = True
    whole_s: float = WHOLE_S

    def receive(
        self, body: bytes, headers: Headers, now: datetime, promise: Promise = nothing_promised
    ) -> Taken:
        """Take in what a webhook says.

        Only what a customer writes is of interest. Raises WebhookRefused, MessageError,
        StoreUnavailable.
        """
        signed = self._require_signed(body, headers, now)
        sent = self._message(payload(body), promise)
        return IGNORED if sent is None else take_once(self.store, SYSTEM, signed, sent, now)

    def __call__(self, delivery: str) -> None:
        """Hand over one reply. Raises DeliveryError, NotFound, StoreUnavailable."""
        with self.store.reading() as connection:
            reply = read_reply(connection, delivery)
        system, _, rest = reply.external.partition(":")
        account, _, conversation = rest.partition(":")
        if (
            system != SYSTEM
            or account != str(self.account)
            or not re.fullmatch(r"[0-9]{1,18}", conversation)
        ):
            raise DeliveryError("This conversation is not one of Chatwoot's.", retryable=False)
        said = {
            "content": with_author(reply),
            "message_type": "outgoing",
            "private": self.private,
        }
        path = f"/api/v1/accounts/{account}/conversations/{conversation}/messages"
        headers = {"Content-Type": "application/json", "api_access_token": self.token}
        answer = post(self.url + path, json.dumps(said).encode(), headers, whole_s=self.whole_s)
        told(answer, "Chatwoot", _NEVER)

    def _require_signed(self, body: bytes, headers: Headers, now: datetime) -> str:
        """The signature, which covers body and time. Raises WebhookRefused."""
        written, shown = (
            headers.get("x-chatwoot-timestamp", ""),
            headers.get("x-chatwoot-signature", ""),
        )
        digest = hmac.new(self.secret.encode(), f"{written}.".encode() + body, "sha256").hexdigest()
        if not hmac.compare_digest(f"sha256={digest}".encode(), shown.encode()):
            raise refused("X-Chatwoot-Signature is missing or wrong.")
        # Only now: what is not signed tells nothing.
        if not re.fullmatch(r"[0-9]{1,11}", written):
            raise refused("X-Chatwoot-Timestamp is no time.")
        if not is_fresh(datetime.fromtimestamp(int(written), UTC), now):
            raise refused("X-Chatwoot-Timestamp is not of the last five minutes.")
        return shown

    def _message(self, told_us: Payload, promise: Promise) -> NewMessage | None:
        """The customer's message in an event; None where there is none."""
        conversation, named = part(told_us, "conversation"), number(told_us, "id")
        of_it = number(conversation, "id") or number(conversation, "display_id")
        if (
            words(told_us, "event") != "message_created"
            or words(told_us, "message_type") not in _INCOMING
            or told_us.get("private") is True
            or words(told_us, "account", "id") != str(self.account)
            or not (named and of_it)
            or not isinstance(told_us.get("content"), str)
            or not str(told_us["content"]).strip()
        ):
            return None
        text = letter_text(told_us["content"])
        channel = _CHANNELS.get(words(conversation, "channel"), "chat")
        known, sender = part(conversation, "meta", "sender"), part(told_us, "sender")
        return NewMessage(
            key=key_of(SYSTEM, str(self.account), named),
            language=reply_language(text),
            topic="",
            text=text,
            email=address(sender, "email") or address(known, "email"),
            phone=words(sender, "phone_number") or words(known, "phone_number"),
            name=words(sender, "name") or words(known, "name"),
            subject=words(conversation, "additional_attributes", "mail_subject", longest=500),
            origin=SYSTEM,
            channel=channel,
            external=f"{SYSTEM}:{self.account}:{of_it}",
            promised_by=promise(channel),
        )
