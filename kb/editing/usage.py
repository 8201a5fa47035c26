"""What each article did in a span: what it answered, and what harm it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, union

from kb.statistics.articles import ArticleFigures, articles
from kb.statistics.facts import within
from kb.statistics.model import Scope
from kb.store.database import Store
from kb.store.schema import searches


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Counts of a span.

    searches: that it answered, or in whose results it was opened. helped, unhelpful: ratings.
    cited: in replies as approved. corrected: cited by drafts and taken out of the reply, or in
    drafts that were rejected. disliked: searches whose answer from it was said to be none.
    contacted: searches after which the visitor wrote to a person.
    """

    searches: int = 0
    helped: int = 0
    cited: int = 0
    unhelpful: int = 0
    corrected: int = 0
    disliked: int = 0
    contacted: int = 0

    @property
    def use(self) -> int:
        return self.searches + self.helped + self.cited

    @property
    def damage(self) -> int:
        return self.unhelpful + self.corrected + self.disliked + self.contacted


UNUSED = Usage()


def usage(store: Store, scope: Scope) -> dict[str, Usage]:
    """The counts of every article that anything happened to, by slug. Raises StoreUnavailable."""
    figures = {one.slug: one for one in articles(store, scope)}
    with store.reading() as connection:
        found = _searches(connection, scope)
        disliked = _first_results(connection, scope, searches.c.rejected)
    nothing = ArticleFigures(slug="")
    return {
        slug: _usage(figures.get(slug, nothing), found.get(slug, 0), disliked.get(slug, 0))
        for slug in {*figures, *found, *disliked}
    }


def _usage(one: ArticleFigures, found: int, disliked: int) -> Usage:
    return Usage(
        searches=found,
        helped=one.helped,
        cited=one.cited,
        unhelpful=one.unhelpful,
        corrected=one.removed + one.rejected,
        disliked=disliked,
        contacted=one.contacted,
    )


def _searches(connection: Connection, scope: Scope) -> dict[str, int]:
    """A search that an article answered and in which it was opened as well counts once."""
    span = within(searches.c.at, scope)
    answered = select(searches.c.token, searches.c.top.label("slug")).where(
        span, searches.c.answered, searches.c.rejected.is_(False), searches.c.top.is_not(None)
    )
    opened = select(searches.c.token, searches.c.clicked).where(
        span, searches.c.clicked.is_not(None)
    )
    each = union(answered, opened).subquery()
    query = select(each.c.slug, func.count()).group_by(each.c.slug)
    return dict(connection.execute(query).all())


def _first_results(
    connection: Connection, scope: Scope, condition: ColumnElement[Any]
) -> dict[str, int]:
    query = (
        select(searches.c.top, func.count())
        .where(within(searches.c.at, scope), searches.c.top.is_not(None), condition)
        .group_by(searches.c.top)
    )
    return dict(connection.execute(query).all())
