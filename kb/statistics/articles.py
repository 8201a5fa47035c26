"""Use and damage of each article: what it answered, and what was taken out of it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from kb.statistics.facts import standing, within
from kb.statistics.model import Scope
from kb.store.database import Store
from kb.store.schema import decisions, drafts, ratings, searches

_SUPPORTED = "supported"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFigures:
    """Counts of a span.

    clicked: opened from search results. helped: said to help. cited: in replies as approved.
    removed: cited by a draft, and no longer by the reply. rejected: cited by drafts that were
    rejected. unhelpful: said not to help. contacted: first result of searches after which the
    visitor wrote to a person.
    """

    slug: str
    clicked: int = 0
    helped: int = 0
    cited: int = 0
    removed: int = 0
    rejected: int = 0
    unhelpful: int = 0
    contacted: int = 0

    @property
    def use(self) -> int:
        return self.clicked + self.helped + self.cited

    @property
    def damage(self) -> int:
        return self.removed + self.rejected + self.unhelpful + self.contacted


def articles(store: Store, scope: Scope) -> tuple[ArticleFigures, ...]:
    """Every article that anything happened to, the most damage first, then the most use.

    Only the span of the scope counts. Raises StoreUnavailable.
    """
    with store.reading() as connection:
        counts: Mapping[str, Mapping[str, int]] = {
            "clicked": _searches(connection, scope, searches.c.clicked, None),
            "contacted": _searches(connection, scope, searches.c.top, searches.c.contacted),
            "helped": _ratings(connection, scope, ratings.c.helpful),
            "unhelpful": _ratings(connection, scope, ratings.c.helpful.is_(False)),
            **_cited(connection, scope),
        }
    slugs = {slug for counted in counts.values() for slug in counted}
    found = (
        ArticleFigures(
            slug=slug, **{name: counted.get(slug, 0) for name, counted in counts.items()}
        )
        for slug in slugs
    )
    return tuple(sorted(found, key=lambda one: (-one.damage, -one.use, one.slug)))


def cited_slugs(citations: Iterable[Mapping[str, Any]], keys: Iterable[str]) -> frozenset[str]:
    """Articles of the passages with these keys. citations: of a draft's document."""
    wanted = frozenset(keys)
    return frozenset(one["slug"] for one in citations if one["key"] in wanted)


def _searches(
    connection: Connection,
    scope: Scope,
    slug: ColumnElement[Any],
    condition: ColumnElement[bool] | None,
) -> dict[str, int]:
    query = select(slug, func.count()).where(within(searches.c.at, scope), slug.is_not(None))
    if condition is not None:
        query = query.where(condition)
    return dict(connection.execute(query.group_by(slug)).all())


def _ratings(
    connection: Connection, scope: Scope, condition: ColumnElement[bool]
) -> dict[str, int]:
    query = (
        select(ratings.c.slug, func.count())
        .where(within(ratings.c.at, scope), condition)
        .group_by(ratings.c.slug)
    )
    return dict(connection.execute(query).all())


def _cited(connection: Connection, scope: Scope) -> dict[str, Counter[str]]:
    query = (
        select(
            decisions.c.state,
            decisions.c.sentences,
            # Only these two parts of the document, which may be long.
            drafts.c.document["citations"].label("citations"),
            drafts.c.document["sentences"].label("drafted"),
        )
        .select_from(decisions)
        .join(drafts, drafts.c.id == decisions.c.draft)
        .where(
            within(decisions.c.at, scope),
            decisions.c.state.in_(("approved", "rejected")),
            standing(),
        )
    )
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("cited", "removed", "rejected")}
    for row in connection.execute(query).mappings():
        citations: Sequence[Mapping[str, Any]] = row["citations"] or ()
        drafted = cited_slugs(citations, _keys(row["drafted"] or ()))
        if row["state"] == "rejected":
            counts["rejected"].update(drafted)
            continue
        approved = cited_slugs(citations, _keys(row["sentences"]))
        counts["cited"].update(approved)
        counts["removed"].update(drafted - approved)
    return counts


def _keys(sentences: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Keys of what sentences stand on; an unsupported one stands on nothing that it cites."""
    supported = (one for one in sentences if one["status"] == _SUPPORTED)
    return (key for one in supported for key in one["citations"])
