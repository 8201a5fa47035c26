"""How it stands with the outbox, for who watches an installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, select

from kb.store.database import Store
from kb.store.schema import deliveries


@dataclass(frozen=True, slots=True)
class Backlog:
    """waiting: replies and receipts to be handed over, those under way and those that may still be
    undone included. oldest: how long the first of them is due; zero where none is. failed: given
    up, until a person has them tried again."""

    waiting: int
    oldest: timedelta
    failed: int


def backlog(store: Store, now: datetime) -> Backlog:
    """The state of the outbox. now: with time zone. Raises StoreUnavailable."""
    one = deliveries.c
    waits = one.state.in_(("pending", "sending"))
    counted = select(
        func.coalesce(func.sum(case((waits, 1), else_=0)), 0),
        func.coalesce(func.sum(case((one.state == "failed", 1), else_=0)), 0),
    ).where(one.state.in_(("pending", "sending", "failed")))
    first = select(func.min(one.due_at)).where(and_(waits, one.due_at <= now))
    with store.reading() as connection:
        waiting, failed = connection.execute(counted).one()
        due = connection.scalar(first)
    return Backlog(int(waiting), now - due if due else timedelta(0), int(failed))
