"""What agents ask the editors to write, because the base does not answer it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from kb.privacy.patterns import Patterns
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

    question: in the customer's words. note: what the agent adds. Raises StoreUnavailable.
    """
    mask = Mask({}, patterns=patterns)
    row = {
        "question": mask.hide(question),
        "note": mask.hide(note),
        "conversation": conversation,
        "account": account,
        "at": now,
    }
    asked = select(gaps.c.id).where(
        gaps.c.conversation == conversation,
        gaps.c.question == row["question"],
        gaps.c.done_at.is_(None),
    )
    with store.writing() as connection:
        if connection.scalar(asked) is None:
            connection.execute(gaps.insert().values(row))


def asked_in(store: Store, conversation: str) -> frozenset[str]:
    """The masked questions that were asked from a conversation. Raises StoreUnavailable."""
    with store.reading() as connection:
        found = connection.scalars(
            select(gaps.c.question).where(gaps.c.conversation == conversation)
        )
        return frozenset(found)
