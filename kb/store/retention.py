"""Deleting or emptying what is older than it may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    case,
    delete,
    func,
    or_,
    select,
    update,
)

from kb.store.database import Store
from kb.store.erasure import empty_drafts, empty_messages, overwrite
from kb.store.schema import (
    access_log,
    conversations,
    deliveries,
    drafts,
    messages,
    ratings,
    received_webhooks,
    registers,
    searches,
    set_aside,
    surveys,
)

#: Drafts are emptied so many at a time, so that nobody waits for all of them.
_BATCH = 200
_TABLES = ("messages", "drafts", "decisions", "surveys", "searches", "ratings")
_UNSENT = ("pending", "sending")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is from before one of these moments, all with time zones, may not be kept.

    records: searches, ratings, registers, notes of webhooks, and the masked words of drafts and
    surveys. answered: texts of messages in conversations that were answered or closed, counted from
    then. unanswered: texts of the others, counted from the last thing that happened. access_log:
    who looked at what.
    """

    records: datetime
    answered: datetime
    unanswered: datetime
    access_log: datetime


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows were deleted; of messages and drafts, how many were emptied."""

    searches: int
    ratings: int
    messages: int
    registers: int
    drafts: int
    accesses: int


def purge(store: Store, limits: Limits, now: datetime) -> Purged:
    """Delete and empty what is past the limits. now: with time zone. Raises StoreUnavailable.

    Conversations stay, with what became of them and without what was said.
    """
    with store.writing() as connection:

        def gone(table: Table, column: str, before: datetime) -> int:
            return connection.execute(delete(table).where(table.c[column] < before)).rowcount

        emptied = empty_messages(connection, messages.c.conversation.in_(_past(limits)), now)
        gone(received_webhooks, "at", limits.records)
        # By then the questions that it was about are gone, too.
        gone(set_aside, "at", limits.records)
        connection.execute(
            update(surveys)
            .where(surveys.c.answered_at < limits.records, surveys.c.words != "")
            .values(words="")
        )
        counts = {
            "searches": gone(searches, "at", limits.records),
            "ratings": gone(ratings, "at", limits.records),
            "registers": gone(registers, "at", limits.records),
            "accesses": gone(access_log, "at", limits.access_log),
        }
    purged = Purged(
        messages=emptied, drafts=_empty_old_drafts(store, limits.records, now), **counts
    )
    overwrite(store, _TABLES)
    return purged


def _past(limits: Limits) -> ColumnElement[str]:
    """Numbers of conversations whose texts may not be kept any more.

    A double that was merged is kept as long as the one that it went into. While a reply waits to be
    sent, its text must be there.
    """
    leading = conversations.alias("leading")
    done = leading.c.status.in_(("answered", "closed"))
    ended = _later(leading.c.answered_at, leading.c.closed_at)
    unsent = (
        select(deliveries.c.id)
        .where(deliveries.c.conversation == leading.c.number, deliveries.c.state.in_(_UNSENT))
        .exists()
    )
    return (
        select(conversations.c.number)
        .join(
            leading,
            leading.c.number == func.coalesce(conversations.c.merged_into, conversations.c.number),
        )
        .where(
            or_(
                and_(done, func.coalesce(ended, leading.c.updated_at) < limits.answered, ~unsent),
                leading.c.updated_at < limits.unanswered,
            )
        )
        .scalar_subquery()
    )


def _later(one: ColumnElement[datetime], other: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """The later of two moments of which either may be missing."""
    return case((one.is_(None), other), (other.is_(None), one), (one > other, one), else_=other)


def _empty_old_drafts(store: Store, before: datetime, now: datetime) -> int:
    """Empty drafts whose messages are empty already; how many they were."""
    total = 0
    while True:
        with store.writing() as connection:
            ids = _old_drafts(connection, before)
            empty_drafts(connection, ids, now)
        total += len(ids)
        if len(ids) < _BATCH:
            return total


def _old_drafts(connection: Connection, before: datetime) -> list[str]:
    still_there = (
        select(messages.c.number)
        .where(messages.c.conversation == drafts.c.conversation, messages.c.erased_at.is_(None))
        .exists()
    )
    query = (
        select(drafts.c.id)
        .where(drafts.c.erased_at.is_(None), drafts.c.made_at < before, ~still_there)
        .limit(_BATCH)
    )
    return list(connection.scalars(query))
