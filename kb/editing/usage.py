"""What each article did in a span: what it answered, and what harm it did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

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
        found, disliked = _searches(connection, scope)
    nothing = ArticleFigures(slug="")
    return {
        slug: _usage(figures.get(slug, nothing), found[slug], disliked[slug])
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


def _searches(connection: Connection, scope: Scope) -> tuple[Counter[str], Counter[str]]:
    """Searches that each article served, and those whose answer from it was rejected.

    A search that an article answered and in which it was opened as well counts once.
    """
    here = searches.c
    ends = (here.top, here.clicked, here.answered, here.rejected)
    query = select(*ends, func.count()).where(within(here.at, scope)).group_by(*ends)
    found: Counter[str] = Counter()
    disliked: Counter[str] = Counter()
    for top, clicked, answered, rejected, times in connection.execute(query):
        served = {clicked, top if answered and not rejected else None} - {None}
        found.update(dict.fromkeys(served, times))
        if rejected and top is not None:
            disliked[top] += times
    return found, disliked
