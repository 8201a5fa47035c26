"""Moments that figures are compared before and after: a new article, a changed procedure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from kb.errors import NotFound
from kb.opening import Opening
from kb.statistics.facts import load
from kb.statistics.figures import summarise
from kb.statistics.model import Figures, Scope
from kb.store.database import Store
from kb.store.schema import accounts, markers

#: Spans longer than this before and after compare seasons, not the change.
MOST_DAYS = 28


@dataclass(frozen=True, slots=True)
class Marker:
    """by: name of who set it; empty where an account did not."""

    id: int
    at: datetime
    label: str
    by: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Figures of spans of equal length right before and right after a marker."""

    marker: Marker
    span: timedelta
    before: Figures
    after: Figures


def add_marker(store: Store, label: str, at: datetime, account: int | None) -> int:
    """Set a marker; its id. label: not empty. Raises ValueError, StoreUnavailable."""
    if not label.strip():
        raise ValueError("a marker needs a label")
    row = {"at": at, "label": label.strip(), "account": account}
    with store.writing() as connection:
        return int(
            connection.execute(markers.insert().values(row).returning(markers.c.id)).scalar_one()
        )


def remove_marker(store: Store, marker: int) -> None:
    """Take a marker away. Raises NotFound, StoreUnavailable."""
    with store.writing() as connection:
        if not connection.execute(delete(markers).where(markers.c.id == marker)).rowcount:
            raise NotFound(f"There is no marker {marker}.")


def all_markers(store: Store) -> tuple[Marker, ...]:
    """Every marker, the newest first. Raises StoreUnavailable."""
    query = (
        select(markers.c.id, markers.c.at, markers.c.label, accounts.c.name)
        .outerjoin(accounts, accounts.c.id == markers.c.account)
        .order_by(markers.c.at.desc(), markers.c.id.desc())
    )
    with store.reading() as connection:
        return tuple(
            Marker(id_, at, label, name or "") for id_, at, label, name in connection.execute(query)
        )


def compare(
    store: Store, marker: Marker, scope: Scope, now: datetime, opening: Opening | None = None
) -> Comparison:
    """Figures before and after a marker, over as much time as has passed since, at most MOST_DAYS.

    scope: its span does not count, the rest does. What happened before has had its week for
    first-contact resolution judged at the same distance as what happened after, so that the two
    are alike. Raises StoreUnavailable.
    """
    span = max(min(now - marker.at, timedelta(days=MOST_DAYS)), timedelta())

    def figures(since: datetime) -> Figures:
        within = replace(scope, since=since, until=since + span)
        return summarise(load(store, within, opening), within.until + (now - marker.at - span))

    return Comparison(marker, span, figures(marker.at - span), figures(marker.at))
