"""Deleting what is older than it may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, delete

from kb.store.database import Store
from kb.store.schema import messages, ratings, registers, searches


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows were deleted."""

    searches: int
    ratings: int
    messages: int
    registers: int


def purge(store: Store, older_than: datetime, messages_older_than: datetime) -> Purged:
    """Delete searches, ratings and registers of conversations from before one moment, messages from
    before another, both with time zones.

    Raises StoreUnavailable.
    """
    with store.writing() as connection:

        def gone(table: Table, column: str, before: datetime) -> int:
            return connection.execute(delete(table).where(table.c[column] < before)).rowcount

        return Purged(
            gone(searches, "at", older_than),
            gone(ratings, "at", older_than),
            gone(messages, "received_at", messages_older_than),
            gone(registers, "at", older_than),
        )
