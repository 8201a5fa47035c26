"""Rows of the tables as the types of kb.inbox.model; conditions that more than one query has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    Select,
    and_,
    func,
    or_,
    select,
)

from kb.inbox.model import MOST_ATTEMPTS, Conversation, Drafting, Entry, Status
from kb.store.messages import in_conversation
from kb.store.schema import accounts, conversations, draft_jobs, messages

here = conversations.c
_assignee = accounts.alias("assignee")
_changer = accounts.alias("changer")
_PREVIEW_LENGTH = 200
#: Quoted history and signatures stand below what is new, so that the beginning says most.
_READ_FOR_PREVIEW = 1000


def open_at(now: datetime) -> ColumnElement[bool]:
    """Whether a conversation waits for an answer now; snoozed ones do when their time has come."""
    return or_(here.status == Status.OPEN, and_(here.status == Status.SNOOZED, _awake(now)))


def snoozed_at(now: datetime) -> ColumnElement[bool]:
    """Whether a conversation is put off still."""
    return and_(here.status == Status.SNOOZED, here.snoozed_until > now)


def _awake(now: datetime) -> ColumnElement[bool]:
    return or_(here.snoozed_until.is_(None), here.snoozed_until <= now)


def given_up(now: datetime) -> ColumnElement[bool]:
    """Whether the tries to make a draft are used up, also where each ended with its process."""
    job = draft_jobs.c
    idle = or_(job.leased_until.is_(None), job.leased_until <= now)
    return and_(job.attempts >= MOST_ATTEMPTS, idle)


#: To select from where the draft job counts.
with_jobs: FromClause = conversations.outerjoin(
    draft_jobs, draft_jobs.c.conversation == here.number
)


def chosen_rows() -> Select[tuple[object, ...]]:
    """What `conversation_of` reads."""
    return select(
        conversations,
        _assignee.c.name.label("assignee_name"),
        _changer.c.name.label("changer_name"),
        draft_jobs.c.attempts,
        draft_jobs.c.leased_until,
        draft_jobs.c.error,
    ).select_from(
        with_jobs.outerjoin(_assignee, _assignee.c.id == here.assignee).outerjoin(
            _changer, _changer.c.id == here.changed_by
        )
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """What the messages of a conversation say of it, see `Conversation`."""

    subject: str = ""
    preview: str = ""
    customer: str = ""
    waiting: int = 0


def conversation_of(row: RowMapping, summary: Summary, now: datetime) -> Conversation:
    """A row of `chosen_rows`."""
    status = Status(row["status"])
    until = row["snoozed_until"]
    if status is Status.SNOOZED and (until is None or until <= now):
        status = Status.OPEN
    return Conversation(
        number=row["number"],
        origin=row["origin"],
        channel=row["channel"],
        language=row["language"],
        topic=row["topic"],
        opened_at=row["opened_at"],
        updated_at=row["updated_at"],
        due_at=row["due_at"],
        status=status,
        assignee=row["assignee"],
        assignee_name=row["assignee_name"] or "",
        snoozed_until=until,
        merged_into=row["merged_into"],
        version=row["version"],
        flags=tuple(row["flags"]),
        escalate=row["escalate"],
        subject=summary.subject,
        preview=summary.preview,
        customer=summary.customer,
        first_answered_at=row["first_answered_at"],
        answered_at=row["answered_at"],
        external=row["external"],
        drafting=_drafting(row, now),
        last_change_by=row["changer_name"] or "",
        waiting=summary.waiting,
    )


def _drafting(row: RowMapping, now: datetime) -> Drafting:
    if row["attempts"] is None:
        return Drafting.NONE
    leased = row["leased_until"] is not None and row["leased_until"] > now
    used_up = row["attempts"] >= MOST_ATTEMPTS and not leased
    return Drafting.FAILED if used_up else Drafting.WAITS


def summaries(connection: Connection, numbers: Iterable[str]) -> dict[str, Summary]:
    """What the messages say of each conversation, those of merged ones included."""
    leading = {number: number for number in numbers}
    merged = select(here.number, here.merged_into).where(here.merged_into.in_(tuple(leading)))
    leading |= {row.number: row.merged_into for row in connection.execute(merged)}
    said = messages.c
    rows = connection.execute(
        select(
            said.conversation,
            said.direction,
            said.name,
            said.email,
            said.phone,
            said.subject,
            func.substr(said.text, 1, _READ_FOR_PREVIEW).label("beginning"),
        )
        .where(said.conversation.in_(tuple(leading)), said.direction != "note")
        .order_by(said.received_at, said.number)
    )
    found: dict[str, Summary] = {}
    for row in rows.mappings():
        number = leading[row["conversation"]]
        found[number] = _next(found.get(number, Summary()), row)
    return found


def _next(summary: Summary, row: RowMapping) -> Summary:
    if row["direction"] == "out":
        return Summary(summary.subject, summary.preview, summary.customer)
    return Summary(
        subject=summary.subject or row["subject"],
        preview=" ".join(row["beginning"].split())[:_PREVIEW_LENGTH],
        customer=row["name"] or summary.customer or row["email"] or row["phone"],
        waiting=summary.waiting + 1,
    )


def entries_of(connection: Connection, number: str) -> tuple[Entry, ...]:
    """Everything in a conversation, oldest first, that of merged ones included."""
    said = messages.c
    rows = connection.execute(
        select(messages, accounts.c.name.label("author_name"))
        .select_from(messages.outerjoin(accounts, accounts.c.id == said.author))
        .where(in_conversation(number))
        .order_by(said.received_at, said.number)
    )
    return tuple(map(_entry, rows.mappings()))


def _entry(row: RowMapping) -> Entry:
    return Entry(
        number=row["number"],
        conversation=row["conversation"],
        direction=row["direction"],
        at=row["received_at"],
        author=row["author"],
        author_name=row["author_name"] or "",
        text=row["text"],
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        subject=row["subject"],
        searched=tuple(row["searched"]),
        page=row["page"],
        attachments=tuple(row["attachments"]),
        mail_id=row["mail_id"],
        erased=row["erased_at"] is not None,
    )
