"""Figures of what was searched and rated. Spans of time are from `since` up to before `until`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, union_all

from kb.store.database import Store
from kb.store.schema import ratings, searches


@dataclass(frozen=True, slots=True)
class SearchSummary:
    """How searches of a span ended: their number, and shares of it from 0 to 1 (0 of none)."""

    total: int
    answered: float
    clicked: float
    contacted: float


@dataclass(frozen=True, slots=True)
class ArticleRatings:
    """How often an article was said to help, and not to."""

    slug: str
    helpful: int
    unhelpful: int


def most_needed(store: Store, since: datetime, limit: int) -> tuple[tuple[str, int], ...]:
    """Articles by how often they were clicked in results or said to help; the first most often."""
    clicked = select(searches.c.clicked.label("slug")).where(
        searches.c.at >= since, searches.c.clicked.is_not(None)
    )
    helped = select(ratings.c.slug).where(ratings.c.at >= since, ratings.c.helpful)
    needed = union_all(clicked, helped).subquery()
    times = func.count().label("times")
    return _pairs(
        store,
        select(needed.c.slug, times)
        .group_by(needed.c.slug)
        .order_by(times.desc(), needed.c.slug)
        .limit(limit),
    )


def search_summary(store: Store, since: datetime, until: datetime) -> SearchSummary:
    """How the searches of a span ended."""
    query = select(
        func.count(),
        _count(searches.c.answered),
        _count(searches.c.clicked.is_not(None)),
        _count(searches.c.contacted),
    ).where(_within(searches.c.at, since, until))
    with store.reading() as connection:
        total, *counts = connection.execute(query).one()
    return SearchSummary(total, *(int(count or 0) / (total or 1) for count in counts))


def unanswered(
    store: Store, since: datetime, until: datetime, limit: int
) -> tuple[tuple[str, int], ...]:
    """Questions that were not answered or whose answer was rejected, the most frequent first.

    Case and spaces do not count; of several spellings one stands for all.
    """
    times = func.count().label("times")
    return _pairs(
        store,
        select(func.min(searches.c.text), times)
        .where(
            _within(searches.c.at, since, until),
            or_(searches.c.answered.is_(False), searches.c.rejected),
        )
        .group_by(searches.c.folded)
        .order_by(times.desc(), searches.c.folded)
        .limit(limit),
    )


def ratings_by_article(
    store: Store, since: datetime, until: datetime
) -> tuple[ArticleRatings, ...]:
    """Ratings of a span by article, in the order of slugs."""
    query = (
        select(ratings.c.slug, _count(ratings.c.helpful), _count(ratings.c.helpful.is_(False)))
        .where(_within(ratings.c.at, since, until))
        .group_by(ratings.c.slug)
    )
    with store.reading() as connection:
        rows = connection.execute(query).all()
    # Sorted here, because the order of letters in SQL depends on the server.
    return tuple(sorted((ArticleRatings(*row) for row in rows), key=lambda one: one.slug))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _within(
    moment: ColumnElement[datetime], since: datetime, until: datetime
) -> ColumnElement[bool]:
    return (moment >= since) & (moment < until)


def _pairs(store: Store, query: Select[Any, int]) -> tuple[tuple[str, int], ...]:
    with store.reading() as connection:
        return tuple((text, times) for text, times in connection.execute(query))
