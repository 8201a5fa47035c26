"""What agents ask the editors to write, because the base does not answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from kb.errors import NotFound
from kb.privacy.patterns import Patterns
from kb.privacy.pseudonyms import reveal
from kb.review.history import names_in, newest_draft, read
from kb.review.masking import Mask
from kb.store.database import Store
from kb.store.schema import accounts, gaps

#: So many are listed.
_MOST = 500


@dataclass(frozen=True, slots=True)
class Request:
    """A question that agents could not answer. question, note: masked. answer: what the editor
    says who is done with it; done_at: when, None while it is open; done_by: the editor's name."""

    id: int
    question: str
    note: str
    at: datetime
    done_at: datetime | None
    answer: str
    done_by: str


def ask(
    store: Store,
    question: str,
    note: str,
    conversation: str,
    account: int,
    now: datetime,
    patterns: Patterns,
) -> None:
    """Put a question on the editors' list, masked, once for each conversation.

    question: in the customer's words, or as the newest draft has them masked. note: what the agent
    adds. Raises StoreUnavailable.
    """
    with store.writing() as connection:
        placeholders = _placeholders(connection, conversation)
        names = names_in(connection, conversation)
        mask = Mask(placeholders, patterns=patterns, names=names)
        row = {
            # First as it was written: a placeholder that a person typed would get another one.
            "question": mask.hide(reveal(question, placeholders)),
            "note": mask.hide(reveal(note, placeholders)),
            "conversation": conversation,
            "account": account,
            "at": now,
        }
        asked = select(gaps.c.id).where(
            gaps.c.conversation == conversation,
            gaps.c.question == row["question"],
            gaps.c.done_at.is_(None),
        )
        if connection.scalar(asked) is None:
            connection.execute(gaps.insert().values(row))


def _placeholders(connection: Connection, conversation: str) -> Mapping[str, str]:
    """Those of the newest draft; empty where there is none."""
    newest = newest_draft(connection, conversation)
    return read(connection, newest).placeholders if newest else {}


def asked_in(store: Store, conversation: str) -> frozenset[str]:
    """The masked questions that were asked from a conversation. Raises StoreUnavailable."""
    with store.reading() as connection:
        found = connection.scalars(
            select(gaps.c.question).where(gaps.c.conversation == conversation)
        )
        return frozenset(found)


def answers_in(store: Store, conversation: str) -> Mapping[str, str]:
    """What editors answered to questions from a conversation, by the masked question.

    Empty texts are of what was done without a word; open questions are left out. Raises
    StoreUnavailable.
    """
    query = (
        select(gaps.c.question, gaps.c.answer)
        .where(gaps.c.conversation == conversation, gaps.c.done_at.is_not(None))
        .order_by(gaps.c.done_at)
    )
    with store.reading() as connection:
        return dict(connection.execute(query).all())


def requests(store: Store, *, done: bool) -> tuple[Request, ...]:
    """What agents ask for: the open ones, the oldest first, or those done, the last first.

    At most 500. Raises StoreUnavailable.
    """
    here = gaps.c
    order = (here.done_at.desc(), here.id) if done else (here.at, here.id)
    state = here.done_at.is_not(None) if done else here.done_at.is_(None)
    with store.reading() as connection:
        rows = connection.execute(_selected().where(state).order_by(*order).limit(_MOST)).all()
    return tuple(map(_request, rows))


def find(store: Store, request: int) -> Request:
    """One of them. Raises NotFound, StoreUnavailable."""
    with store.reading() as connection:
        row = connection.execute(_selected().where(gaps.c.id == request)).first()
    if row is None:
        raise NotFound("There is no such request.")
    return _request(row)


def _selected() -> Select[Any]:
    here = gaps.c
    return select(
        here.id, here.question, here.note, here.at, here.done_at, here.answer, accounts.c.name
    ).select_from(gaps.outerjoin(accounts, accounts.c.id == here.done_by))


def _request(row: Row[Any]) -> Request:
    id_, question, note, at, done_at, answer, done_by = tuple(row)
    return Request(id_, question, note, at, done_at, answer, done_by or "")


def close(store: Store, request: int, answer: str, account: int, now: datetime) -> None:
    """Be done with a request, and say why or where the answer stands now.

    One that somebody else closed meanwhile keeps their words. Raises NotFound, StoreUnavailable.
    """
    with store.writing() as connection:
        if connection.scalar(select(gaps.c.id).where(gaps.c.id == request)) is None:
            raise NotFound("There is no such request.")
        connection.execute(
            update(gaps)
            .where(gaps.c.id == request, gaps.c.done_at.is_(None))
            .values(done_at=now, answer=answer, done_by=account)
        )


def reopen(store: Store, request: int) -> None:
    """Put a request back on the list. Raises NotFound, StoreUnavailable."""
    with store.writing() as connection:
        changed = connection.execute(
            update(gaps).where(gaps.c.id == request).values(done_at=None, answer="", done_by=None)
        )
        if not changed.rowcount:
            raise NotFound("There is no such request.")
