"""What agents do with conversations. Each change counts the version up, so that two notice.

Every function takes the version that the agent saw and returns the new one. Raises NotFound;
AlreadyDecided, where the conversation has another version by now, with who changed it and when;
ReviewError, where the change makes no sense for its status; StoreUnavailable. `account`: whose
change it is. `now`: with time zone.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from kb.errors import AlreadyDecided, NotFound, ReviewError
from kb.inbox.conversations import conversation_at
from kb.inbox.model import Conversation, Status
from kb.inbox.rows import here
from kb.store.database import Store, insert_for
from kb.store.messages import new_number, queue_draft
from kb.store.schema import accounts, conversations, draft_jobs, messages

_WAITING = (Status.OPEN, Status.SNOOZED)


def assign(
    store: Store, number: str, assignee: int | None, *, version: int, account: int, now: datetime
) -> int:
    """Give a conversation to an agent, or with None to nobody. Also NotFound: no such account."""
    with store.writing() as connection:
        if assignee is not None:
            known = select(accounts.c.id).where(
                accounts.c.id == assignee, accounts.c.disabled_at.is_(None)
            )
            if connection.scalar(known) is None:
                raise NotFound("There is no such account, or it is disabled.")
        _at(connection, number, version, now)
        return _change(connection, number, version, account, now, assignee=assignee)


def snooze(
    store: Store, number: str, until: datetime, *, version: int, account: int, now: datetime
) -> int:
    """Put a conversation off; a message of the customer or the moment wakes it."""
    if until <= now:
        raise ReviewError("A conversation can be put off only to a moment that is to come.")
    with store.writing() as connection:
        found = _at(connection, number, version, now)
        _require(found, *_WAITING, Status.ANSWERED)
        return _change(
            connection, number, version, account, now,
            status=Status.SNOOZED.value, snoozed_until=until,
        )  # fmt: skip


def close(store: Store, number: str, *, version: int, account: int, now: datetime) -> int:
    """Close a conversation, answered or not; a message of the customer opens it again."""
    with store.writing() as connection:
        found = _at(connection, number, version, now)
        _require(found, *_WAITING, Status.ANSWERED)
        _forget_job(connection, number)
        return _change(
            connection, number, version, account, now,
            status=Status.CLOSED.value, closed_at=now, snoozed_until=None,
        )  # fmt: skip


def reopen(store: Store, number: str, *, version: int, account: int, now: datetime) -> int:
    """Have a conversation wait for an answer again; a draft is made if a message has none."""
    with store.writing() as connection:
        found = _at(connection, number, version, now)
        _require(found, Status.ANSWERED, Status.CLOSED, Status.SNOOZED)
        queue_draft(connection, number, now)
        return _change(
            connection, number, version, account, now,
            status=Status.OPEN.value, closed_at=None, snoozed_until=None,
        )  # fmt: skip


def merge(
    store: Store, number: str, into: str, *, version: int, account: int, now: datetime
) -> int:
    """Have a conversation go on in another, which gets the earlier promise of the two and the flags
    of both. version: of the first; the new version of the other is returned.
    """
    if number == into:
        raise ReviewError("A conversation cannot be merged with itself.")
    with store.writing() as connection:
        # Always in one order, so that two who merge the same pair do not wait for each other.
        _lock(connection, number, into)
        source, target = (
            _at(connection, number, version, now),
            conversation_at(connection, into, now),
        )
        _require(source, *_WAITING, Status.ANSWERED, Status.CLOSED)
        _require(target, *_WAITING, Status.ANSWERED, Status.CLOSED)
        _change(
            connection, number, version, account, now,
            status=Status.MERGED.value, merged_into=into, snoozed_until=None,
        )  # fmt: skip
        connection.execute(
            update(conversations).where(here.merged_into == number).values(merged_into=into)
        )
        _forget_job(connection, number)
        return _take_over(connection, source, target, account, now)


def split(store: Store, number: str, *, version: int, account: int, now: datetime) -> int:
    """Undo a merge: the conversation waits for an answer by itself again."""
    with store.writing() as connection:
        found = _at(connection, number, version, now)
        _require(found, Status.MERGED)
        queue_draft(connection, number, now)
        if found.merged_into:
            queue_draft(connection, found.merged_into, now)
            _touch(connection, found.merged_into, now)
        return _change(
            connection, number, version, account, now, status=Status.OPEN.value, merged_into=None
        )


def add_note(
    store: Store, number: str, text: str, *, account: int | None, now: datetime, key: str = ""
) -> str:
    """Add a note that agents alone see, and return its number. key: up to 60 characters, so that
    the same note sent twice is one. The version stays: a note changes nothing for others.
    """
    with store.writing() as connection:
        return note(connection, number, text, account, now, key or secrets.token_hex(16))


def note(
    connection: Connection, number: str, text: str, account: int | None, now: datetime, key: str
) -> str:
    """As `add_note`, in a transaction that writes other things too."""
    language = connection.scalar(select(here.language).where(here.number == number))
    if language is None:
        raise NotFound("There is no conversation with this number.")
    row = {
        "number": new_number(), "key": f"n:{key}", "received_at": now, "language": language,
        "topic": "", "text": text, "email": "", "phone": "", "searched": [], "page": "",
        "conversation": number, "direction": "note", "author": account,
    }  # fmt: skip
    # A number that is taken is a broken rule, one time in a trillion.
    added = insert_for(connection)(messages).values(row)
    connection.execute(added.on_conflict_do_nothing(index_elements=[messages.c.key]))
    _touch(connection, number, now)
    found = select(messages.c.number).where(messages.c.key == row["key"])
    return str(connection.execute(found).scalar_one())


def wake_due(store: Store, now: datetime) -> int:
    """Open the conversations whose snooze has passed; how many. They are listed as open anyway."""
    with store.writing() as connection:
        return connection.execute(
            update(conversations)
            .where(here.status == Status.SNOOZED, here.snoozed_until <= now)
            .values(
                status=Status.OPEN.value, snoozed_until=None, updated_at=now, changed_by=None,
                version=here.version + 1,
            )
        ).rowcount  # fmt: skip


def _at(connection: Connection, number: str, version: int, now: datetime) -> Conversation:
    """The conversation if it has that version still."""
    found = conversation_at(connection, number, now)
    if found.version != version:
        raise _overtaken(found)
    return found


def _change(
    connection: Connection,
    number: str,
    version: int,
    account: int,
    now: datetime,
    **values: Any,
) -> int:
    changed = connection.execute(
        update(conversations)
        .where(here.number == number, here.version == version)
        .values(version=version + 1, updated_at=now, changed_by=account, **values)
    )
    if changed.rowcount != 1:
        # Another transaction came between, where the database lets them.
        raise _overtaken(conversation_at(connection, number, now))
    return version + 1


def _overtaken(found: Conversation) -> AlreadyDecided:
    return AlreadyDecided(
        "The conversation changed in the meantime; look at it as it is now.",
        state=found.status.value,
        by=found.last_change_by,
        at=found.updated_at,
        version=found.version,
    )


def _require(found: Conversation, *statuses: Status) -> None:
    if found.status not in statuses:
        raise ReviewError(f"This cannot be done with a conversation that is {found.status.value}.")


def _take_over(
    connection: Connection, source: Conversation, target: Conversation, account: int, now: datetime
) -> int:
    waits = source.status in _WAITING or target.status in _WAITING
    moments = [one.due_at for one in (source, target) if one.due_at and one.status in _WAITING]
    values: dict[str, Any] = {
        "flags": list(dict.fromkeys((*target.flags, *source.flags))),
        "escalate": source.escalate or target.escalate,
    }
    if waits:
        values |= {
            "status": Status.OPEN.value, "due_at": min(moments, default=None),
            "snoozed_until": None, "closed_at": None,
        }  # fmt: skip
        queue_draft(connection, target.number, now)
    return _change(connection, target.number, target.version, account, now, **values)


def _lock(connection: Connection, *numbers: str) -> None:
    """Keep others from changing conversations until the end of the transaction."""
    rows = select(here.number).where(here.number.in_(numbers)).order_by(here.number)
    connection.execute(rows.with_for_update())


def _touch(connection: Connection, number: str, now: datetime) -> None:
    connection.execute(update(conversations).where(here.number == number).values(updated_at=now))


def _forget_job(connection: Connection, number: str) -> None:
    connection.execute(delete(draft_jobs).where(draft_jobs.c.conversation == number))
