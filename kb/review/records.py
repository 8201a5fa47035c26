"""What a decision writes, inside a transaction that `kb.review.store` opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from kb.accounts.model import Account
from kb.errors import NotFound, ReviewError, StoreUnavailable
from kb.review.history import placeholders_of, read
from kb.review.model import Decision, Reviewed, State
from kb.store.database import insert_for
from kb.store.messages import in_conversation, new_number
from kb.store.schema import conversations, decisions, deliveries, draft_jobs, drafts, messages

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's attempt to decide, under the key that they gave it."""

    draft: str
    who: Account
    key: str
    at: datetime

    @property
    def hash(self) -> str:
        """What is stored of the key: two people's keys never meet."""
        if not self.key:
            raise ReviewError("A decision needs a key, so that sending it again changes nothing.")
        return sha256(f"{self.who.id}\0{self.key}".encode("utf-8", "replace")).hexdigest()


def lock(connection: Connection, draft: str) -> None:
    """Let nobody else decide in the draft's conversation until this transaction ends.

    Raises NotFound.
    """
    found = connection.scalar(select(drafts.c.conversation).where(drafts.c.id == draft))
    if found is None:
        raise NotFound(f"There is no draft {draft}.")
    lock_conversation(connection, found)


def lock_conversation(connection: Connection, number: str) -> str:
    """The status of a conversation that nobody else changes until the end. Raises NotFound."""
    wanted = select(conversations.c.status).where(conversations.c.number == number)
    status = connection.scalar(wanted.with_for_update())
    if status is None:
        raise NotFound(f"There is no conversation {number}.")
    return str(status)


def known(
    connection: Connection, attempt: Attempt, state: State | None, text_hash: str = ""
) -> Decision | None:
    """What the same attempt led to before. state: None where it took a decision back.

    Raises ReviewError where the key was used for something else.
    """
    here = decisions.c
    row = connection.execute(
        select(here.draft, here.version).where(here.key == attempt.hash)
    ).one_or_none()
    if row is None:
        return None
    first: Decision = read(connection, row.draft).history[row.version - 1]
    what = None if first.undoes is not None else first.state
    if (row.draft, what, first.text_hash) != (attempt.draft, state, text_hash):
        raise ReviewError("The key of this decision was used for another one; take a new one.")
    return first


def add(
    connection: Connection, draft: Reviewed, state: State, now: datetime, **fields: Any
) -> tuple[int, Decision]:
    """Append to the history of a draft: the row's id, and the entry as it is read from now on."""
    row = {"draft": draft.id, "version": draft.version + 1, "state": state.value, "at": now}
    added = insert(decisions).values(row | fields).returning(decisions.c.id)
    return connection.execute(added).scalar_one(), read(connection, draft.id).last


def keep_placeholders(connection: Connection, draft: Reviewed, new: Mapping[str, str]) -> None:
    """Customers' data stay in the table of messages, under the draft that hides them."""
    if dict(new) == dict(draft.placeholders):
        return
    kept = placeholders_of(connection, draft.message) | {draft.id: dict(new)}
    connection.execute(
        update(messages).where(messages.c.number == draft.message).values(placeholders=kept)
    )


def add_reply(
    connection: Connection, draft: Reviewed, text: str, who: Account, at: datetime
) -> str:
    """The exact text as an outgoing message of the conversation; its number."""
    here = messages.c
    answered = connection.execute(
        select(here.topic, here.email, here.phone, here.name, here.subject)
        .where(here.number == draft.message)
    ).mappings().one()  # fmt: skip
    row = dict(answered) | {
        "key": f"reply {draft.id} {draft.version + 1}",
        "conversation": draft.conversation,
        "direction": "out",
        "received_at": at,
        "language": draft.document["language"],
        "text": text,
        "searched": [],
        "page": "",
        "author": who.id,
    }
    for _ in range(_ATTEMPTS):
        number = new_number()
        statement = insert_for(connection)(messages).values(row | {"number": number})
        if connection.execute(statement.on_conflict_do_nothing()).rowcount == 1:
            return number
    raise StoreUnavailable("No free number for a reply was found; try again.")


def add_delivery(
    connection: Connection, draft: Reviewed, decision: int, message: str, means: str, due: datetime
) -> None:
    """Put the reply into the outbox."""
    connection.execute(
        insert(deliveries).values(
            id=token_hex(16),
            conversation=draft.conversation,
            decision=decision,
            message=message,
            means=means,
            state="pending",
            due_at=due,
        )
    )


def mark_answered(connection: Connection, conversation: str, account: int, now: datetime) -> None:
    """The customer's last message is answered; no draft is wanted any more."""
    here = conversations.c
    _change(
        connection,
        conversation,
        account,
        now,
        status="answered",
        snoozed_until=None,
        answered_at=now,
        first_answered_at=func.coalesce(here.first_answered_at, now),
    )
    connection.execute(delete(draft_jobs).where(draft_jobs.c.conversation == conversation))


def cancel_delivery(connection: Connection, draft: str, version: int) -> bool:
    """Take a reply out of the outbox, False where it is on its way. It was never sent then."""
    decision = (
        select(decisions.c.id)
        .where(decisions.c.draft == draft, decisions.c.version == version)
        .scalar_subquery()
    )
    here = deliveries.c
    pending = (here.decision == decision, here.state == "pending", here.attempts == 0)
    number = connection.scalar(select(here.message).where(*pending).with_for_update())
    if number is None:
        return False
    connection.execute(update(deliveries).where(*pending).values(state="cancelled", message=None))
    connection.execute(delete(messages).where(messages.c.number == number))
    return True


def mark_open(
    connection: Connection, conversation: str, undone: datetime, account: int, now: datetime
) -> None:
    """The customer waits again, as before the decision of that moment."""
    here = conversations.c
    row = connection.execute(
        select(here.first_answered_at, here.status).where(here.number == conversation)
    ).one()
    before = connection.scalar(
        select(func.max(messages.c.received_at)).where(
            in_conversation(conversation), messages.c.direction == "out"
        )
    )
    first = None if row.first_answered_at == undone else row.first_answered_at
    status = row.status if row.status == "merged" else "open"
    _change(
        connection, conversation, account, now, status=status, closed_at=None,
        answered_at=before, first_answered_at=first,
    )  # fmt: skip


def touch(connection: Connection, conversation: str, account: int | None, now: datetime) -> None:
    """Let screens that show the conversation learn of a change. account: None for the system's."""
    _change(connection, conversation, account, now)


def _change(
    connection: Connection, conversation: str, account: int | None, now: datetime, **values: Any
) -> None:
    here = conversations.c
    connection.execute(
        update(conversations)
        .where(here.number == conversation)
        .values(updated_at=now, changed_by=account, version=here.version + 1, **values)
    )


def due_at(now: datetime, delay: timedelta) -> datetime:
    """When a reply may go out, at the earliest."""
    return now + max(delay, timedelta(0))
