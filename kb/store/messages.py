"""Customers' messages, each with a receipt; the first of a conversation opens it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, case, or_, select, update
from sqlalchemy.exc import IntegrityError

from kb.errors import StoreUnavailable
from kb.privacy.mask import mask
from kb.store.database import Store, insert_for
from kb.store.schema import conversations, draft_jobs, messages

_T = TypeVar("_T")
#: Crockford's base 32: no I, L, O or U, so that a number can be read out on the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Thirty-two to the eighth are a trillion numbers: two equal ones in a row do not happen.
_ATTEMPTS = 5
#: Kept with the conversation, or read from it.
_OF_CONVERSATION = frozenset(("origin", "channel", "external", "conversation"))
#: A customer waits for the first answer still.
_WAITING = ("open", "snoozed")
_READ_AS = str.maketrans("ILO", "110")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """What a customer sent.

    key: up to 64 characters, so that the same form or letter taken in twice is one message.
    searched: what was searched in the visit; masked before it is stored. text is kept in full.
    page: the path that it was sent from. promised_by: when an answer was promised, with time zone.
    may_improve: whether it may be used, without personal data, to improve the articles.
    origin: where it came in: form, api, email, pasted, webhook, chatwoot or zammad. channel: email,
    chat or social. conversation: the number of the one that it goes on; empty opens a new one.
    mail_id: Message-ID of an e-mail. attachments: names of its files. external: another system's
    own name of the conversation, one for each; a message under a known one goes on with it.
    """

    key: str
    language: str
    topic: str
    text: str
    email: str = ""
    phone: str = ""
    searched: tuple[str, ...] = ()
    page: str = ""
    promised_by: datetime | None = None
    may_improve: bool = False
    name: str = ""
    subject: str = ""
    mail_id: str | None = None
    attachments: tuple[str, ...] = ()
    conversation: str = ""
    origin: str = "form"
    channel: str = "email"
    external: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The number under which a message is found, as `7K4M-2QX9`, and when it came."""

    number: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A stored message. conversation: the number of the one that it belongs to."""

    receipt: Receipt
    conversation: str
    sent: NewMessage


def new_number() -> str:
    """A receipt's number that nobody can guess: 40 random bits."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{code[:4]}-{code[4:]}"


def add_message(store: Store, sent: NewMessage, now: datetime) -> Receipt:
    """Store a message and have a draft made; the first one's receipt when its key is known already.

    now: with time zone. Raises StoreUnavailable, and then nothing is stored.
    """
    return in_one_transaction(store, lambda connection: take_in(connection, sent, now))


def in_one_transaction(store: Store, write: Callable[[Connection], _T]) -> _T:
    """What a transaction around `take_in` returns.

    It is begun again where another message has just opened the conversation of the same external
    name.
    """
    try:
        with store.writing() as connection:
            return write(connection)
    except IntegrityError:
        with store.writing() as connection:
            return write(connection)


def take_in(connection: Connection, sent: NewMessage, now: datetime) -> Receipt:
    """As `add_message`, in a transaction that writes other things too."""
    row = {name: value for name, value in asdict(sent).items() if name not in _OF_CONVERSATION}
    row |= {
        "searched": [mask(text).text for text in sent.searched],
        "received_at": now,
        "direction": "in",
    }
    known = select(messages.c.number, messages.c.received_at).where(messages.c.key == sent.key)
    goes_on = leading(connection, sent.conversation or _under(connection, sent.external))
    insert = insert_for(connection)
    for _ in range(_ATTEMPTS):
        number = new_number()
        row |= {"number": number, "conversation": goes_on or number}
        # Without a target: a number that is taken is passed over too, and drawn again.
        added = connection.execute(insert(messages).values(row).on_conflict_do_nothing())
        found = connection.execute(known).one_or_none()
        if found is None:
            continue
        if added.rowcount == 1:
            _note(connection, sent, row["conversation"], opens=not goes_on, now=now)
        return Receipt(found.number, found.received_at)
    raise StoreUnavailable("No free number for a receipt was found; try again.")


def _under(connection: Connection, external: str | None) -> str:
    if external is None:
        return ""
    wanted = select(conversations.c.number).where(conversations.c.external == external)
    return connection.scalar(wanted) or ""


def leading(connection: Connection, number: str) -> str:
    """The conversation that one was merged into, else itself; empty for an empty number.

    Nobody merges it until the end of a transaction that writes.
    """
    merged = select(conversations.c.merged_into).where(conversations.c.number == number)
    return (connection.scalar(merged.with_for_update()) or number) if number else ""


def in_conversation(number: str) -> ColumnElement[bool]:
    """Whether a message is one of a conversation, or of another that was merged into it."""
    merged = select(conversations.c.number).where(conversations.c.merged_into == number)
    return or_(messages.c.conversation == number, messages.c.conversation.in_(merged))


def before(connection: Connection, sent: NewMessage, number: str) -> str | None:
    """The newest other conversation of the customer who sent a message; None where none is known.

    By the same address or telephone, as long as the texts are kept.
    """
    said = messages.c
    # How people write it is how most of them write it again.
    ways: list[ColumnElement[bool]] = []
    if sent.email:
        ways.append(said.email.in_({sent.email, sent.email.lower()}))
    if sent.phone:
        ways.append(said.phone == sent.phone)
    if not ways:
        return None
    earlier = (
        select(said.conversation)
        .where(or_(*ways), said.direction == "in", said.conversation != number)
        .order_by(said.received_at.desc(), said.number)
    )
    found = connection.scalar(earlier.limit(1))
    merged = select(conversations.c.merged_into).where(conversations.c.number == found)
    return connection.scalar(merged) or found


def queue_draft(connection: Connection, number: str, now: datetime) -> None:
    """Have a draft made for a conversation, anew where one was being made or was given up."""
    job = {
        "conversation": number, "queued_at": now, "attempts": 0, "leased_until": None, "error": "",
    }  # fmt: skip
    queued = insert_for(connection)(draft_jobs).values(job)
    connection.execute(queued.on_conflict_do_update(index_elements=["conversation"], set_=job))


def _note(
    connection: Connection, sent: NewMessage, number: str, *, opens: bool, now: datetime
) -> None:
    """Open the conversation or note that it goes on, and queue it for a draft."""
    if opens:
        connection.execute(
            conversations.insert().values(
                number=number,
                follows=before(connection, sent, number),
                origin=sent.origin,
                channel=sent.channel,
                language=sent.language,
                topic=sent.topic,
                opened_at=now,
                updated_at=now,
                due_at=sent.promised_by,
                status="open",
                external=sent.external,
            )
        )
    else:
        here = conversations.c
        connection.execute(
            update(conversations)
            .where(here.number == number)
            .values(
                updated_at=now,
                status="open",
                snoozed_until=None,
                closed_at=None,
                changed_by=None,
                # Who waits already was promised an earlier moment.
                due_at=case((here.status.in_(_WAITING), here.due_at), else_=sent.promised_by),
                version=here.version + 1,
            )
        )
    queue_draft(connection, number, now)


def as_number(typed: str) -> str:
    """A number as it is stored, however it was typed: small letters, no dash, O for 0."""
    code = "".join(filter(str.isalnum, typed.upper())).translate(_READ_AS)
    return f"{code[:4]}-{code[4:]}"


def message(store: Store, number: str) -> Message | None:
    """The message with a number, however it was typed; None when there is none."""
    wanted = messages.c.number == as_number(number)
    with store.reading() as connection:
        row = connection.execute(select(messages).where(wanted)).mappings().one_or_none()
    if row is None:
        return None
    fields = NewMessage.__dataclass_fields__.keys() - _OF_CONVERSATION
    lists = {name: tuple(row[name]) for name in ("searched", "attachments")}
    sent = NewMessage(**{name: row[name] for name in fields} | lists)
    return Message(Receipt(row["number"], row["received_at"]), row["conversation"], sent)
