"""What pages show of the whole base: topics, example questions, recent changes, grouped results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.ingest.editorial import Editorial
from kb.model import ArticleSummary, Hit

#: An example longer than this takes three lines of a phone.
_EXAMPLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Topic:
    """A category as a card. articles: how many it has; icon: a name of macros/icon.html."""

    slug: str
    title: str
    articles: int
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    """Found articles of one category, best first; `title` is empty for those in no category."""

    title: str
    hits: tuple[Hit, ...]


def topics(categories: Iterable[tuple[str, str, int]], editorial: Editorial) -> tuple[Topic, ...]:
    """Cards of the categories, in the editors' order."""
    icons = {category.slug: category.icon for category in editorial.categories}
    return tuple(
        Topic(slug, title, number, icons.get(slug, "")) for slug, title, number in categories
    )


def examples(
    categories: Iterable[tuple[str, str, int]],
    articles: Sequence[ArticleSummary],
    language: str = "pl",
    limit: int = 3,
) -> tuple[str, ...]:
    """Questions to show under the search box: the shortest title of each of the first categories.

    Only titles that are questions count: they are what customers ask, and the base answers them.
    """
    found: list[str] = []
    for slug, _, _ in categories:
        questions = [
            item.title
            for item in articles
            if item.category == slug
            and item.language == language
            and item.title.endswith("?")
            and len(item.title) <= _EXAMPLE_LENGTH
        ]
        if questions:
            found.append(min(questions, key=len))
    return tuple(found[:limit])


def recent(articles: Sequence[ArticleSummary], limit: int = 5) -> tuple[ArticleSummary, ...]:
    """The articles that changed last, latest first; those of one commit by their slugs."""
    return tuple(
        sorted(articles, key=lambda item: (-item.updated_at.timestamp(), item.slug))[:limit]
    )


def by_category(
    hits: Iterable[Hit], categories: Iterable[tuple[str, str, int]]
) -> tuple[Group, ...]:
    """Found articles by category: the category of the best one first."""
    titles = {slug: title for slug, title, _ in categories}
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.category, []).append(hit)
    return tuple(Group(titles.get(slug, ""), tuple(group)) for slug, group in groups.items())
