"""What agents ask the editors to write, because the base does not answer it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from kb.privacy.patterns import Patterns
from kb.privacy.pseudonyms import reveal
from kb.review.history import names_in, newest_draft, read
from kb.review.masking import Mask
from kb.store.database import Store
from kb.store.schema import gaps


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
