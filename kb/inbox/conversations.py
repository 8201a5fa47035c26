"""Reading the inbox: lists, counts, a whole conversation, and what has changed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from kb.errors import NotFound
from kb.inbox.model import (
    NOBODY,
    Changed,
    Conversation,
    Counts,
    Drafting,
    Filter,
    Opened,
    Page,
    Status,
)
from kb.inbox.rows import (
    Summary,
    chosen_rows,
    conversation_of,
    entries_of,
    given_up,
    here,
    open_at,
    snoozed_at,
    summaries,
    with_jobs,
)
from kb.store.database import Store
from kb.store.messages import as_number
from kb.store.schema import conversations, draft_jobs, messages
from kb.store.words import wanted

#: Sorts behind every promise.
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\s*[0-9a-z]{4}[ -]?[0-9a-z]{4}\s*", re.IGNORECASE)
#: A change is stamped when it begins, and seen when it is committed: so much later at the most.
_COMMITS_WITHIN = timedelta(seconds=10)
_MOST_CHANGES = 500


def listed(
    store: Store, wanted_ones: Filter, now: datetime, *, limit: int = 50, after: str = ""
) -> Page:
    """A page of conversations. now: with time zone. after: from the page before.

    Those that wait: what was promised first comes first, hence what is overdue; of equal promises
    what a lead must see, then what has flags, then the oldest. Others: the latest change first.
    Raises StoreUnavailable.
    """
    waiting = wanted_ones.status in (Status.OPEN, Status.SNOOZED)
    key = _URGENCY if waiting else _RECENCY
    with store.reading() as connection:
        conditions = _conditions(wanted_ones, now)
        if after:
            conditions += _behind(connection, after, key, descending=not waiting)
        order = key if waiting else [part.desc() for part in key]
        # The keys first, so that only rows of the page are read as a whole.
        source = with_jobs if wanted_ones.failed else conversations
        page = select(here.number).select_from(source).where(*conditions)
        numbers = list(connection.scalars(page.order_by(*order).limit(limit + 1)))
        found = _conversations(connection, numbers[:limit], now)
    return Page(found, numbers[limit - 1] if len(numbers) > limit else "")


def next_after(
    store: Store, wanted_ones: Filter, now: datetime, *, after: str, account: int
) -> str | None:
    """The number behind a conversation in its list, from the top again at the end; None for none.

    What another agent has is passed over, unless the list asks for a person. Raises
    StoreUnavailable.
    """
    waiting = wanted_ones.status in (Status.OPEN, Status.SNOOZED)
    key = _URGENCY if waiting else _RECENCY
    conditions = [*_conditions(wanted_ones, now), here.number != after]
    if wanted_ones.assignee is None:
        conditions.append(or_(here.assignee.is_(None), here.assignee == account))
    source = with_jobs if wanted_ones.failed else conversations
    page = select(here.number).select_from(source).where(*conditions)
    page = page.order_by(*(key if waiting else [part.desc() for part in key])).limit(1)
    with store.reading() as connection:
        behind = _behind(connection, after, key, descending=not waiting)
        found = connection.scalar(page.where(*behind)) or connection.scalar(page)
    return None if found is None else str(found)


def opened(store: Store, number: str, now: datetime) -> Opened:
    """A conversation with everything in it, by its number or that of any message, as it was typed.

    Of a merged one the conversation that it was merged into. Raises NotFound, StoreUnavailable.
    """
    with store.reading() as connection:
        leading = _leading(connection, as_number(number))
        (conversation,) = _conversations(connection, [leading], now)
        entries = entries_of(connection, leading)
        error = ""
        if conversation.drafting is Drafting.FAILED:
            job = draft_jobs.c
            error = connection.scalar(select(job.error).where(job.conversation == leading)) or ""
    return Opened(conversation, entries, error)


def counts(store: Store, account: int, now: datetime) -> Counts:
    """How many conversations there are, for an agent's tabs. Raises StoreUnavailable."""

    def number_of(condition: ColumnElement[bool]) -> ColumnElement[Any]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    is_open = open_at(now)
    figures = {
        "open": is_open,
        "mine": and_(is_open, here.assignee == account),
        "unassigned": and_(is_open, here.assignee.is_(None)),
        "overdue": and_(is_open, here.due_at < now),
        "escalate": and_(is_open, here.escalate),
        "failed": and_(is_open, given_up(now)),
        "snoozed": snoozed_at(now),
    }
    waiting = here.status.in_((Status.OPEN, Status.SNOOZED))
    columns = [number_of(condition).label(name) for name, condition in figures.items()]
    answered = select(func.count()).select_from(conversations)
    with store.reading() as connection:
        row = connection.execute(select(*columns).select_from(with_jobs).where(waiting)).one()
        done = connection.scalar(answered.where(here.status == Status.ANSWERED))
    return Counts(**{name: int(row._mapping[name]) for name in figures}, answered=done or 0)


def changes_since(store: Store, moment: datetime) -> tuple[Changed, ...]:
    """Conversations that changed after a moment, the latest first, five hundred at most.

    Some that changed shortly before are told again, because a change may be committed late.
    Raises StoreUnavailable.
    """
    found = (
        select(here.number, here.status, here.version, here.updated_at)
        .where(here.updated_at > moment - _COMMITS_WITHIN)
        .order_by(here.updated_at.desc())
        .limit(_MOST_CHANGES)
    )
    with store.reading() as connection:
        return tuple(
            Changed(row.number, Status(row.status), row.version, row.updated_at)
            for row in connection.execute(found)
        )


def conversation_at(connection: Connection, number: str, now: datetime) -> Conversation:
    """One conversation inside a transaction. Raises NotFound."""
    found = _conversations(connection, [number], now)
    if not found:
        raise NotFound(f"There is no conversation {number!a}.")
    return found[0]


def _conversations(
    connection: Connection, numbers: list[str], now: datetime
) -> tuple[Conversation, ...]:
    """Conversations in the order of their numbers."""
    rows = connection.execute(chosen_rows().where(here.number.in_(numbers)))
    by_number = {row["number"]: row for row in rows.mappings()}
    said = summaries(connection, numbers)
    return tuple(
        conversation_of(by_number[number], said.get(number, Summary()), now)
        for number in numbers
        if number in by_number
    )


def _leading(connection: Connection, number: str) -> str:
    wanted_row = select(here.number, here.merged_into).where(here.number == number)
    row = connection.execute(wanted_row).one_or_none()
    if row is None:
        said = messages.c
        inside = select(said.conversation).where(said.number == number)
        row = connection.execute(
            select(here.number, here.merged_into).where(here.number == inside.scalar_subquery())
        ).one_or_none()
    if row is None:
        raise NotFound("There is no conversation with this number.")
    return str(row.merged_into or row.number)


_FLAGS = cast(here.flags, Text)
_URGENCY: list[ColumnElement[Any]] = [
    func.coalesce(here.due_at, literal(_NEVER, here.due_at.type)),
    case((here.escalate, 0), else_=1),
    case((_FLAGS == "[]", 1), else_=0),
    here.opened_at,
    here.number,
]
_RECENCY: list[ColumnElement[Any]] = [here.updated_at, here.number]


def _behind(
    connection: Connection, number: str, key: list[ColumnElement[Any]], *, descending: bool
) -> list[ColumnElement[bool]]:
    """What comes after a conversation, by where that would stand now."""
    last = connection.execute(select(*key).where(here.number == number)).one_or_none()
    if last is None:
        return []
    reached = tuple_(*(literal(value, part.type) for value, part in zip(last, key, strict=True)))
    return [tuple_(*key) < reached if descending else tuple_(*key) > reached]


def _conditions(asked: Filter, now: datetime) -> list[ColumnElement[bool]]:
    conditions = [_in_status(asked.status, now)]
    if asked.assignee is not None:
        nobody = asked.assignee == NOBODY
        conditions.append(here.assignee.is_(None) if nobody else here.assignee == asked.assignee)
    if asked.flag:
        conditions.append(_FLAGS.contains(f'"{asked.flag}"', autoescape=True))
    for column, value in (
        (here.channel, asked.channel),
        (here.origin, asked.origin),
        (here.topic, asked.topic),
    ):
        if value:
            conditions.append(column == value)
    if asked.overdue:
        conditions.append(and_(here.due_at < now, here.status.in_((Status.OPEN, Status.SNOOZED))))
    if asked.escalate:
        conditions.append(here.escalate)
    if asked.failed:
        conditions.append(given_up(now))
    if asked.text:
        conditions.append(_holds(asked.text))
    return conditions


def _in_status(status: Status | None, now: datetime) -> ColumnElement[bool]:
    if status is None:
        return here.status != Status.MERGED
    if status is Status.OPEN:
        return open_at(now)
    if status is Status.SNOOZED:
        return snoozed_at(now)
    return here.status == status


def _holds(text: str) -> ColumnElement[bool]:
    """Whether a conversation holds every word of a text, or has it for a number."""
    said = messages.c
    every = [
        or_(*(said.findable.contains(way, autoescape=True) for way in ways))
        for ways in wanted(text)
    ]
    matches = and_(*every) if every else said.number == ""
    if _NUMBER.fullmatch(text):
        matches = or_(said.number == as_number(text), matches)
    found = select(said.conversation).where(matches)
    # Not joined for every message that is found: few conversations are merged.
    merged = conversations.alias("merged")
    inside = exists().where(said.conversation == merged.c.number, matches)
    into = select(merged.c.merged_into).where(merged.c.status == Status.MERGED, inside)
    return here.number.in_(union_all(found, into))
