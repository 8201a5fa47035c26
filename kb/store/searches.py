"""What was searched, and what became of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, update

from kb.privacy.mask import mask
from kb.store.database import Store, insert_for
from kb.store.schema import searches

Source = Literal["page", "suggest", "widget", "api"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search. token: from `new_token`. text: masked before it is stored. top: slug of the first
    result, None without any. at: with time zone."""

    token: str
    at: datetime
    text: str
    language: str
    source: Source
    answered: bool
    confidence: float
    top: str | None
    results: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a search: a result was clicked, the answer was rejected, or the visitor wrote
    to a person. The mark of a token that is not stored changes nothing."""

    token: str
    clicked: str | None = None
    rejected: bool = False
    contacted: bool = False


def new_token() -> str:
    """A name for a search that nobody can guess, safe in addresses: 22 characters."""
    return secrets.token_urlsafe(16)


def record(store: Store, batch: Iterable[Search | Mark]) -> tuple[Mark, ...]:
    """Store searches and then marks, in one transaction; a token that is there is passed over.

    Returns the marks whose search is not stored (yet). Raises StoreUnavailable, and then nothing
    is stored.
    """
    items = tuple(batch)
    # Outside the transaction, because it takes time.
    rows = [_row(item) for item in items if isinstance(item, Search)]
    marks = [item for item in items if isinstance(item, Mark)]
    with store.writing() as connection:
        if rows:
            insert = insert_for(connection)(searches)
            connection.execute(insert.on_conflict_do_nothing(), rows)
        return tuple(mark for mark in marks if not _apply(connection, mark))


def _row(search: Search) -> dict[str, Any]:
    text = mask(search.text).text
    unmarked = {"clicked": None, "rejected": False, "contacted": False}
    return asdict(search) | {"text": text, "folded": " ".join(text.casefold().split())} | unmarked


def _apply(connection: Connection, mark: Mark) -> bool:
    values: dict[str, Any] = {}
    if mark.clicked is not None:
        values["clicked"] = mark.clicked
    if mark.rejected:
        values["rejected"] = True
    if mark.contacted:
        values["contacted"] = True
    changed = connection.execute(
        update(searches).where(searches.c.token == mark.token).values(values)
    )
    return changed.rowcount > 0
