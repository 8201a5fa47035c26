"""The articles of a generation by the path of their file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.model import Audience
from kb.search.tables import Tables


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """An article as lists name it."""

    slug: str
    title: str
    language: str
    audience: Audience


def articles_by_path(tables: Mapping[Audience, Tables]) -> Mapping[str, ShownArticle]:
    """Every article of both audiences, those that are not valid now included."""
    return {
        one.page(row.summary.slug).source_path: ShownArticle(
            row.summary.slug, row.summary.title, row.summary.language, audience
        )
        for audience, one in tables.items()
        for row in one.articles
    }
