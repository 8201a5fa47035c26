"""A person's data taken out for good; what remains tells of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, delete, select, update

from kb.rodo.access_log import Action, note_in
from kb.rodo.subject import Subject, is_of, matched, occurrences, with_doubles
from kb.store.database import Store
from kb.store.erasure import empty_drafts, empty_messages, overwrite
from kb.store.schema import (
    conversations,
    decisions,
    deliveries,
    draft_jobs,
    drafts,
    gaps,
    messages,
    surveys,
)
from kb.store.words import findable

#: Stands where a value was taken out of somebody else's message.
TAKEN_OUT = "[usunięto]"
_TABLES = ("messages", "conversations", "drafts", "decisions", "deliveries", "surveys", "gaps")
_OPEN = ("open", "snoozed")


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done. conversations: numbers. messages: how many were emptied.

    mentioned: numbers of other people's messages out of which the address or telephone was taken.
    overwritten: False where the disk still holds old bytes until the next checkpoint or vacuum.
    """

    conversations: tuple[str, ...]
    messages: int
    mentioned: tuple[str, ...]
    overwritten: bool


def erase(store: Store, person: Subject, account: int | None, now: datetime) -> Erased:
    """Empty everything that a person wrote and was written, and note it in the access log.

    Conversations stay as skeletons for statistics: when, by which channel, with what end. Those
    that waited for an answer are closed; replies that wait to be sent are cancelled. account: who
    asks; None at the server's command line. Raises NotFound, StoreUnavailable.
    """
    with store.writing() as connection:
        found = matched(connection, person)
        numbers = found.conversations
        values = _values(connection, numbers)
        emptied = empty_messages(connection, messages.c.conversation.in_(numbers), now)
        ids = connection.scalars(select(drafts.c.id).where(drafts.c.conversation.in_(numbers)))
        _empty_around(connection, numbers, ids.all(), now)
        _clean_gaps(connection, numbers, values)
        _close(connection, numbers, now)
        for number in found.mentioned:
            _take_out(connection, number, person)
        _forget(connection, found.mentioned, person)
        note_in(connection, account, Action.ERASE, numbers, now)
    done = overwrite(store, _TABLES) if numbers or found.mentioned else True
    return Erased(numbers, emptied, found.mentioned, done)


def _empty_around(
    connection: Connection, numbers: Sequence[str], ids: Sequence[str], now: datetime
) -> None:
    """What is masked already, and might hold what masking missed."""
    empty_drafts(connection, ids, now)
    connection.execute(
        update(decisions)
        .where(decisions.c.draft.in_(ids), decisions.c.reason != "")
        .values(reason=TAKEN_OUT)
    )
    connection.execute(
        update(surveys)
        .where(surveys.c.conversation.in_(numbers), surveys.c.words != "")
        .values(words="")
    )
    here = deliveries.c
    connection.execute(
        update(deliveries)
        .where(here.conversation.in_(numbers))
        .values(error="", state=case((here.state == "pending", "cancelled"), else_=here.state))
    )
    connection.execute(delete(draft_jobs).where(draft_jobs.c.conversation.in_(numbers)))


def _values(connection: Connection, numbers: Sequence[str]) -> tuple[str, ...]:
    """What identifies the person in these conversations, the longest first, so that it is found
    before its parts."""
    here = messages.c
    query = select(here.name, here.email, here.phone, here.placeholders)
    values: set[str] = set()
    for *fields, placeholders in connection.execute(query.where(here.conversation.in_(numbers))):
        values.update(fields, *(mapping.values() for mapping in placeholders.values()))
    return tuple(sorted(filter(None, values), key=len, reverse=True))


def _clean_gaps(connection: Connection, numbers: Sequence[str], values: Sequence[str]) -> None:
    """What editors were asked to write stays, without its origin and without these values."""
    here, known = gaps.c, re.compile("|".join(map(re.escape, values)) or r"(?!)")
    for row in connection.execute(
        select(here.id, here.question).where(here.conversation.in_(numbers))
    ):
        question = known.sub(TAKEN_OUT, row.question)
        connection.execute(
            update(gaps)
            .where(here.id == row.id)
            .values(question=question, note="", conversation=None)
        )


def _close(connection: Connection, numbers: Iterable[str], now: datetime) -> None:
    here = conversations.c
    waits = here.status.in_(_OPEN)
    connection.execute(
        update(conversations)
        .where(here.number.in_(tuple(numbers)))
        .values(
            external=None,
            updated_at=now,
            version=here.version + 1,
            closed_at=case((waits, now), else_=here.closed_at),
            status=case((waits, "closed"), else_=here.status),
        )
    )


def _take_out(connection: Connection, number: str, person: Subject) -> None:
    here = messages.c
    wanted = select(here.text, here.subject, here.name, here.email, here.phone)
    row = connection.execute(wanted.where(here.number == number)).mappings().one()
    changed = {name: _without(row[name], person) for name in ("text", "subject")}
    connection.execute(
        update(messages)
        .where(here.number == number)
        .values(**changed, findable=findable(({**row, **changed}).values()))
    )


def _forget(connection: Connection, mentioned: Sequence[str], person: Subject) -> None:
    """What placeholders stand for in drafts of conversations that mention the person: a draft reads
    all of them, and keeps what it hid under the last message alone."""
    here = messages.c
    around = connection.scalars(select(here.conversation).where(here.number.in_(mentioned)))
    wanted = here.conversation.in_(with_doubles(connection, set(around)))
    for row in connection.execute(select(here.number, here.placeholders).where(wanted)).all():
        kept = {
            draft: {
                name: TAKEN_OUT if is_of(value, person) else _without(value, person)
                for name, value in hidden.items()
            }
            for draft, hidden in row.placeholders.items()
        }
        if kept != row.placeholders:
            connection.execute(
                update(messages).where(here.number == row.number).values(placeholders=kept)
            )


def _without(text: str, person: Subject) -> str:
    pieces, end = [], 0
    for start, stop in occurrences(text, person):
        pieces += [text[end:start], TAKEN_OUT]
        end = stop
    return "".join([*pieces, text[end:]])
