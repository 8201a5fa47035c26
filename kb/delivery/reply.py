"""An approved reply with all that a carrier needs to hand it over, read from the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from kb.errors import DeliveryError, NotFound
from kb.review.workflow import text_hash
from kb.store.messages import in_conversation
from kb.store.schema import accounts, conversations, decisions, deliveries, drafts, messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one person approved for one customer. Holds personal data: never store or log it.

    delivery: its id, which the other side may use to drop what came twice. number: of the
    conversation; answers: of the message that is answered. text: exactly what was approved.
    author: who answers for it. thread: Message-IDs of the conversation's e-mails up to the answered
    one, whose own is `in_reply_to`; both empty where it came another way. mail_id: its own, once
    it has one. external: the other system's name of the conversation.
    """

    delivery: str
    number: str
    answers: str
    message: str
    origin: str
    channel: str
    language: str
    external: str
    text: str
    author: str
    written_at: datetime
    name: str
    email: str
    phone: str
    subject: str
    in_reply_to: str
    thread: tuple[str, ...]
    mail_id: str


def read_reply(connection: Connection, delivery: str) -> Reply:
    """The reply of a delivery.

    Raises NotFound for a delivery that there is not, and when its text was erased, as a customer
    may ask; DeliveryError (never to be retried) when it is not letter for letter what a person
    approved.
    """
    row = connection.execute(_wanted(delivery)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no delivery {delivery!r}.")
    if row["erased_at"] is not None or not row["text"]:
        raise NotFound("The text of this delivery was erased.")
    if text_hash(row["text"]) != row["text_hash"]:
        raise DeliveryError("The text is not the one that was approved.", retryable=False)
    received = _received(connection, row)
    answered = next((one for one in received if one["number"] == row["answers"]), None)
    customer = answered if answered and answered["email"] else _last_with_address(received)
    return Reply(
        delivery=delivery,
        number=row["conversation"],
        answers=row["answers"],
        message=row["message"],
        origin=row["origin"],
        channel=row["channel"],
        language=row["language"],
        external=row["external"] or "",
        text=row["text"],
        author=row["author"] or "",
        written_at=row["received_at"],
        name=customer["name"] if customer else "",
        email=customer["email"] if customer else "",
        phone=next((one["phone"] for one in reversed(received) if one["phone"]), ""),
        subject=answered["subject"] if answered else "",
        in_reply_to=(answered["mail_id"] or "") if answered else "",
        thread=_thread(received, answered),
        mail_id=row["mail_id"] or "",
    )


def _wanted(delivery: str) -> Select[Any]:
    sent = messages.c
    return (
        select(
            deliveries.c.conversation,
            deliveries.c.message,
            drafts.c.message.label("answers"),
            conversations.c.origin,
            conversations.c.channel,
            conversations.c.external,
            sent.text,
            decisions.c.text_hash,
            sent.received_at,
            sent.language,
            sent.erased_at,
            sent.mail_id,
            accounts.c.name.label("author"),
        )
        .join(decisions, decisions.c.id == deliveries.c.decision)
        .join(drafts, drafts.c.id == decisions.c.draft)
        .join(conversations, conversations.c.number == deliveries.c.conversation)
        .join(messages, sent.number == deliveries.c.message, isouter=True)
        .join(accounts, accounts.c.id == sent.author, isouter=True)
        .where(deliveries.c.id == delivery)
    )


def _received(connection: Connection, row: RowMapping) -> list[RowMapping]:
    """Messages of the conversation up to the reply, oldest first, and the answered one anyway.

    What comes in after the approval must not turn the reply to somebody else.
    """
    one = messages.c
    of_it = in_conversation(row["conversation"]) & (one.received_at <= row["received_at"])
    found = connection.execute(
        select(messages)
        .where(of_it | (one.number == row["answers"]), one.number != row["message"])
        .order_by(one.received_at, one.number)
    ).mappings()
    return list(found)


def _last_with_address(received: list[RowMapping]) -> RowMapping | None:
    written = [one for one in received if one["direction"] == "in" and one["email"]]
    return written[-1] if written else None


def _thread(received: list[RowMapping], answered: RowMapping | None) -> tuple[str, ...]:
    """Message-IDs from the first one to the answered one (RFC 5322, 3.6.4)."""
    if answered is None or not answered["mail_id"]:
        return ()
    earlier = [one["mail_id"] for one in received if one["received_at"] <= answered["received_at"]]
    kept = [one for one in earlier if one and one != answered["mail_id"]]
    return (*dict.fromkeys(kept), answered["mail_id"])
