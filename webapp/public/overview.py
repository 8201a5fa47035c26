"""What pages show of the whole base: topics, example questions, recent changes, grouped results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.ingest.editorial import Category, Editorial
from kb.model import ArticleSummary, Hit, SearchResult

#: Under this confidence the nearest articles are not worth showing: they would be a guess.
UNLIKELY = 0.02
#: An example longer than this takes three lines of a phone.
_EXAMPLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Topic:
    """A category as pages show it.

    title: in `language`, which is the page's if the editors translated it. articles: how many it
    has; icon: a name of macros/icon.html.
    """

    slug: str
    title: str
    articles: int
    icon: str = ""
    language: str = "pl"


@dataclass(frozen=True, slots=True)
class Group:
    """Found articles of one category, best first; `topic` is None for those in no category."""

    topic: Topic | None
    hits: tuple[Hit, ...]


def topics(
    categories: Iterable[tuple[str, str, int]], editorial: Editorial, language: str = "pl"
) -> tuple[Topic, ...]:
    """The categories that can have a page, in the editors' order, named in a language.

    Articles of a folder of foreign Markdown may lie in no folder, hence in no category.
    """
    known = {category.slug: category for category in editorial.categories}
    found: list[Topic] = []
    for slug, title, number in categories:
        category = known.get(slug, Category(slug, title))
        translated = category.title_en if language == "en" else ""
        own = "en" if translated else editorial.language
        if slug:
            found.append(Topic(slug, translated or title, number, category.icon, own))
    return tuple(found)


def nearest(result: SearchResult, limit: int = 3) -> tuple[Hit, ...]:
    """What to offer where there is no answer: articles that may be meant, or none."""
    return result.hits[:limit] if result.confidence >= UNLIKELY else ()


def examples(
    categories: Iterable[Topic],
    articles: Sequence[ArticleSummary],
    language: str = "pl",
    limit: int = 3,
) -> tuple[str, ...]:
    """Questions to show under the search box: the shortest title of each of the first categories.

    Only titles that are questions count: they are what customers ask, and the base answers them.
    """
    found: list[str] = []
    for topic in categories:
        questions = [
            item.title
            for item in articles
            if item.category == topic.slug
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


def needed(
    articles: Sequence[ArticleSummary], slugs: Iterable[str], limit: int = 5
) -> tuple[ArticleSummary, ...]:
    """The first articles of a list of slugs; what is not shown any more is passed over."""
    shown = {item.slug: item for item in articles}
    return tuple(shown[slug] for slug in dict.fromkeys(slugs) if slug in shown)[:limit]


def by_category(hits: Iterable[Hit], categories: Iterable[Topic]) -> tuple[Group, ...]:
    """Found articles by category: the category of the best one first."""
    known = {topic.slug: topic for topic in categories}
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.category, []).append(hit)
    return tuple(Group(known.get(slug), tuple(group)) for slug, group in groups.items())
