"""What visitors and agents say of an article: ratings with their reasons, corrected sentences.

All of it is stored masked, and nobody's name stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from kb.review.changes import Kind, segments
from kb.statistics.articles import cited_slugs
from kb.statistics.facts import standing, within
from kb.statistics.model import Scope
from kb.store.database import Store
from kb.store.schema import decisions, drafts, ratings

#: Decisions that are read; each with the document of its draft.
_MOST_DECISIONS = 2_000
_SHORTEST_ADDITION = 12


@dataclass(frozen=True, slots=True)
class BadRating:
    """A visitor was not helped. reason: a short code, empty without one. words: masked."""

    slug: str
    at: datetime
    reason: str
    words: str
    commit: str
    language: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What an agent did to sentences that a draft took from articles.

    slugs: those articles. removed: the sentences that are not in the reply; all of a draft that was
    rejected, with its `reason`. added: what was put in; empty for a rejected one.
    """

    slugs: frozenset[str]
    at: datetime
    rejected: bool
    reason: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def bad_ratings(
    store: Store, scope: Scope, slug: str = "", most: int = 1_000
) -> tuple[BadRating, ...]:
    """The bad ratings of a span, the last one first. slug: of one article. Raises
    StoreUnavailable."""
    here = ratings.c
    query = (
        select(here.slug, here.at, here.reason, here.words, here.commit, here.language)
        .where(within(here.at, scope), here.helpful.is_(False))
        .order_by(here.at.desc(), here.key)
        .limit(most)
    )
    if slug:
        query = query.where(here.slug == slug)
    with store.reading() as connection:
        return tuple(BadRating(*row) for row in connection.execute(query))


def corrections(store: Store, scope: Scope) -> tuple[Correction, ...]:
    """What was taken out of drafts in a span, the last first; replies sent as drafted are none.

    Raises StoreUnavailable.
    """
    with store.reading() as connection:
        return tuple(_corrections(connection, scope))


def _corrections(connection: Connection, scope: Scope) -> Iterator[Correction]:
    query = (
        select(
            decisions.c.state, decisions.c.at, decisions.c.reason, decisions.c.sentences,
            decisions.c.changes, drafts.c.document,
        )
        .select_from(decisions)
        .join(drafts, drafts.c.id == decisions.c.draft)
        .where(
            within(decisions.c.at, scope),
            decisions.c.state.in_(("approved", "rejected")),
            drafts.c.erased_at.is_(None),
            standing(),
        )
        .order_by(decisions.c.at.desc(), decisions.c.id)
        .limit(_MOST_DECISIONS)
    )  # fmt: skip
    for row in connection.execute(query).mappings():
        found = _correction(row)
        if found is not None:
            yield found


def _correction(row: RowMapping) -> Correction | None:
    document = row["document"]
    rejected = row["state"] == "rejected"
    kept = set() if rejected else {one["text"] for one in row["sentences"]}
    gone = [
        one
        for one in document.get("sentences", ())
        if one["status"] == "supported" and one["citations"] and one["text"] not in kept
    ]
    keys = [key for one in gone for key in one["citations"]]
    slugs = cited_slugs(document.get("citations", ()), keys)
    if not slugs:
        return None
    return Correction(
        slugs=slugs,
        at=row["at"],
        rejected=rejected,
        reason=row["reason"],
        removed=tuple(one["text"] for one in gone),
        added=() if rejected else _added(document.get("text", ""), row["changes"]),
    )


def _added(text: str, changes: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    put_in = (one.text.strip() for one in segments(text, changes) if one.kind is Kind.INSERTED)
    return tuple(one for one in put_in if len(one) >= _SHORTEST_ADDITION)
