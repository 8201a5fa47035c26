"""Zammad: its webhooks in, approved replies out as an internal note or as an e-mail article.

Documented at https://admin-docs.zammad.org/en/latest/manage/webhook/payload.html and
https://docs.zammad.org/en/latest/api/ticket/articles.html.
"""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass, field
from datetime import datetime

from kb.answer.letter import text_of_html
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
from kb.delivery.reply import Reply, read_reply
from kb.errors import DeliveryError
from kb.search.language import reply_language
from kb.store.database import Store
from kb.store.messages import NewMessage

SYSTEM = "zammad"
#: By the first word of an article's type; e-mail is what is not here.
_CHANNELS = {
    "chat": "chat",
    "sms": "chat",
    "telegram": "chat",
    "whatsapp": "chat",
    "facebook": "social",
    "twitter": "social",
}
#: The ticket is gone, or takes no such article.
_NEVER = frozenset({404, 422})


@dataclass(frozen=True, slots=True, kw_only=True)
class Zammad:
    """An installation, as far as we talk with it.

    url: its base address. token: of an agent, with `ticket.agent`. secret: the HMAC-SHA1 signature
    token of the webhook. internal: whether replies become notes that the customer never sees.
    """

    store: Store
    url: str
    token: str = field(repr=False)
    secret: str = field(repr=False)
    internal: bool = True
    whole_s: float = WHOLE_S

    def receive(
        self, body: bytes, headers: Headers, now: datetime, promise: Promise = nothing_promised
    ) -> Taken:
        """Take in what a webhook says.

        Only what a customer writes is of interest. The signature knows no time, hence one that is
        told again is known by its signature, and its article by its own number for ever. Raises
        WebhookRefused, MessageError, StoreUnavailable.
        """
        shown = headers.get("x-hub-signature", "")
        digest = hmac.new(self.secret.encode(), body, "sha1").hexdigest()
        if not hmac.compare_digest(f"sha1={digest}".encode(), shown.encode()):
            raise refused("X-Hub-Signature is missing or wrong.")
        sent = _message(payload(body), promise)
        return IGNORED if sent is None else take_once(self.store, SYSTEM, shown, sent, now)

    def __call__(self, delivery: str) -> None:
        """Hand over one reply. Raises DeliveryError, NotFound, StoreUnavailable."""
        with self.store.reading() as connection:
            reply = read_reply(connection, delivery)
        system, _, ticket = reply.external.partition(":")
        if system != SYSTEM or not re.fullmatch(r"[0-9]{1,18}", ticket):
            raise DeliveryError("This conversation is not one of Zammad's.", retryable=False)
        said = {"ticket_id": int(ticket)} | self._article(reply)
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Token token={self.token}",
        }
        body = json.dumps(said).encode()
        answer = post(self.url + "/api/v1/ticket_articles", body, headers, whole_s=self.whole_s)
        told(answer, "Zammad", _NEVER)

    def _article(self, reply: Reply) -> dict[str, object]:
        """An e-mail where one is wanted and there is an address, else a note for agents."""
        said: dict[str, object] = {
            "subject": reply.subject,
            "body": with_author(reply),
            "content_type": "text/plain",
        }
        if self.internal or not reply.email:
            return said | {"type": "note", "internal": True}
        return said | {"type": "email", "internal": False, "to": reply.email}


def _message(told_us: Payload, promise: Promise) -> NewMessage | None:
    """The customer's message in a webhook; None where there is none."""
    ticket, article = part(told_us, "ticket"), part(told_us, "article")
    of_it, named = number(ticket, "id"), number(article, "id")
    if (
        words(article, "sender") != "Customer"
        or article.get("internal") is True
        or not (of_it and named)
        or not isinstance(article.get("body"), str)
    ):
        return None
    body = str(article["body"])
    text = text_of_html(body) if words(article, "content_type") == "text/html" else body
    if not text.strip():
        return None
    text = letter_text(text)
    channel = _CHANNELS.get(words(article, "type").partition(" ")[0], "email")
    customer = part(ticket, "customer")
    name = f"{words(customer, 'firstname')} {words(customer, 'lastname')}".strip()
    return NewMessage(
        key=key_of(SYSTEM, named),
        language=reply_language(text),
        topic="",
        text=text,
        email=address(customer, "email"),
        phone=words(customer, "phone") or words(customer, "mobile"),
        name=name,
        subject=words(ticket, "title", longest=500),
        origin=SYSTEM,
        channel=channel,
        external=f"{SYSTEM}:{of_it}",
        promised_by=promise(channel),
    )
