"""Letters into conversations: who answers whom, and what is no message of a customer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, select, update

from kb.inbox.changes import note
from kb.inbox.mail import Automatic, Letter
from kb.inbox.model import Status
from kb.inbox.rows import here
from kb.search.language import reply_language
from kb.store.database import Store
from kb.store.messages import NewMessage, as_number, leading, take_in
from kb.store.schema import conversations, messages

_NUMBER = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
#: For agents, who read Polish; a screen in English shows it as it is, like any letter.
_UNREAD = (
    "Treści tego e-maila nie udało się pobrać albo odczytać w całości. Przeczytaj go w skrzynce "
    "pocztowej."
)
_ABSENT = "Automatyczna odpowiedź klienta:\n\n{text}"
_BOUNCED = "Nasz e-mail nie dotarł do klienta. Serwer poczty pisze:\n\n{text}"
#: A note stands behind the message that it is about.
_AFTER = timedelta(microseconds=1)
_ANSWERED = (Status.ANSWERED.value, Status.CLOSED.value)


#: Told of a message, by its number, in the transaction that takes it in.
Acknowledge = Callable[[Connection, str, NewMessage, datetime], object]


class Taken(StrEnum):
    """What became of a letter.

    MESSAGE: a message of a conversation, an old or a new one. NOTE: written by a program about a
    conversation, whose agents see it. OURS: sent by this shop itself. LEFT: written by a program
    about nothing that is known; it stays in the mailbox for a person to look at.
    """

    MESSAGE = "message"
    NOTE = "note"
    OURS = "ours"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a letter, and the conversation that it belongs to; empty for none."""

    taken: Taken
    conversation: str = ""


class Reception:
    """Takes letters in. The same letter twice is one message."""

    def __init__(
        self,
        store: Store,
        promised: Callable[[datetime], datetime | None],
        ours: Callable[[], frozenset[str]],
        acknowledge: Callable[[], Acknowledge | None] = lambda: None,
    ) -> None:
        """promised: by when an e-mail of a moment is answered. ours: the shop's own addresses, in
        small letters. acknowledge: gives what is told of each message of a person, if anything."""
        self._store = store
        self._promised = promised
        self._ours = ours
        self._acknowledge = acknowledge

    def take(self, letter: Letter, now: datetime) -> Received:
        """Store what a letter says. Raises StoreUnavailable, and then nothing is stored."""
        own = letter.address.lower() in self._ours()
        with self._store.writing() as connection:
            if _was_sent_by_us(connection, letter.mail_id):
                return Received(Taken.OURS)
            known = _conversation_of(connection, letter)
            if letter.automatic is not Automatic.NO:
                return _noted(connection, letter, known, now)
            # A form on the shop's own pages writes in its name, with the customer's in Reply-To.
            if own:
                return Received(Taken.OURS if known else Taken.LEFT)
            sent = self._message(letter, known, now)
            receipt = take_in(connection, sent, now)
            if acknowledge := self._acknowledge():
                acknowledge(connection, receipt.number, sent, now)
            where = select(messages.c.conversation).where(messages.c.number == receipt.number)
            conversation = str(connection.execute(where).scalar_one())
            if not letter.whole:
                note(connection, conversation, _UNREAD, None, now + _AFTER, letter.key[:60])
        return Received(Taken.MESSAGE, conversation)

    def _message(self, letter: Letter, known: str, now: datetime) -> NewMessage:
        return NewMessage(
            key=letter.key,
            language=reply_language(letter.text or letter.subject),
            topic="",
            text=letter.text,
            email=letter.address,
            name=letter.name,
            subject=letter.subject,
            mail_id=letter.mail_id or None,
            attachments=letter.attachments,
            promised_by=self._promised(now),
            conversation=known,
            origin="email",
            channel="email",
        )


def _was_sent_by_us(connection: Connection, mail_id: str) -> bool:
    said = messages.c
    sent = select(said.number).where(said.mail_id == mail_id, said.direction == "out").limit(1)
    return bool(mail_id) and connection.scalar(sent) is not None


def _conversation_of(connection: Connection, letter: Letter) -> str:
    """By the letters that it answers, else by a number in its subject; empty for none."""
    said = messages.c
    if letter.answers:
        rows = connection.execute(
            select(said.mail_id, said.conversation).where(said.mail_id.in_(letter.answers))
        )
        known = {row.mail_id: str(row.conversation) for row in rows}
        nearest = next((known[one] for one in letter.answers if one in known), "")
        if nearest:
            return nearest
    for number in _NUMBER.findall(letter.subject.upper()):
        # Whoever saw a number must not write into another person's conversation.
        theirs = (
            select(said.conversation)
            .where(said.number == as_number(number), said.email == letter.address)
            .where(said.email != "")
        )
        found = connection.scalar(theirs)
        if found:
            return str(found)
    return ""


def _noted(connection: Connection, letter: Letter, known: str, now: datetime) -> Received:
    if not known or letter.automatic is Automatic.BULK:
        return Received(Taken.LEFT)
    bounced = letter.automatic is Automatic.BOUNCE
    words = (_BOUNCED if bounced else _ABSENT).format(text=letter.text).strip()
    about = leading(connection, known)
    before = select(messages.c.number).where(messages.c.key == f"n:{letter.key[:60]}")
    if connection.scalar(before) is None:
        note(connection, about, words, None, now, letter.key[:60])
        if bounced:
            _open_again(connection, about)
    return Received(Taken.NOTE, about)


def _open_again(connection: Connection, number: str) -> None:
    """A reply that did not arrive is no answer; no draft is made, because nothing new was asked."""
    connection.execute(
        update(conversations)
        .where(here.number == number, here.status.in_(_ANSWERED))
        .values(status=Status.OPEN.value, closed_at=None, changed_by=None, version=here.version + 1)
    )
