"""A snapshot → every article of it, with rendered pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kb.ingest.article import ParsedArticle, make_slug, parse_article
from kb.ingest.editorial import Editorial
from kb.ingest.history import shown_history
from kb.ingest.links import LinkMap, address_of
from kb.ingest.render import render_html
from kb.ingest.repository import Snapshot
from kb.model import Article, Audience, Level, Problem


@dataclass(frozen=True, slots=True)
class LoadedBase:
    """The articles that could be read, sorted by path, and what was found on the way.

    problems: those of the snapshot and of each article by itself; an article with an error is
    not among `articles`. What articles do to each other is found by `check_articles`.
    """

    articles: tuple[Article, ...]
    editorial: Editorial
    problems: tuple[Problem, ...]


def load_articles(
    snapshot: Snapshot, editorial: Editorial, default_audience: Audience
) -> LoadedBase:
    """Parse every file, resolve the links between articles and render them."""
    problems = list(snapshot.problems)
    parsed: list[ParsedArticle] = []
    for file in snapshot.files:
        found, own = parse_article(file, snapshot.commit.sha, editorial, default_audience)
        problems += own
        if found:
            parsed.append(found)
    parsed = _with_own_slugs(parsed, problems)
    links = LinkMap((item.article for item in parsed), snapshot.folder)
    hidden = _not_for_customers(parsed, snapshot)
    return LoadedBase(
        articles=tuple(_with_history(_rendered(item, links), hidden) for item in parsed),
        editorial=editorial,
        problems=tuple(problems),
    )


def _with_own_slugs(parsed: list[ParsedArticle], problems: list[Problem]) -> list[ParsedArticle]:
    """Give files of the same name in several folders an address with the folder in front.

    The one nearest to the top keeps the short address. An address that front matter states is
    never changed: two of them are an error of `check_articles`.
    """
    taken = {item.article.slug: item.article for item in parsed if item.slug_stated}
    renamed: dict[str, ParsedArticle] = {}
    by_depth = sorted(
        parsed, key=lambda item: (item.article.source_path.count("/"), item.article.source_path)
    )
    for item in by_depth:
        article = item.article
        first = article if item.slug_stated else taken.setdefault(article.slug, article)
        if first is article:
            continue
        path = article.source_path
        slug = _free_slug(path, taken)
        taken[slug] = article
        renamed[path] = replace(item, article=replace(article, slug=slug))
        message = (
            f"The address {article.slug} is taken by {first.source_path}; "
            f"this article gets {slug}. Rename the file or give `slug`."
        )
        problems.append(Problem(path, 1, 1, Level.WARNING, "duplicate-slug", message))
    return [renamed.get(item.article.source_path, item) for item in parsed]


def _free_slug(path: str, taken: Mapping[str, Article]) -> str:
    base = make_slug(path[: -len(".md")], path)
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _rendered(item: ParsedArticle, links: LinkMap) -> Article:
    source = item.article

    def resolve(target: str) -> str | None:
        return address_of(source, target, links.find(source, target))

    return replace(source, html=render_html(item.document, resolve))


def _not_for_customers(parsed: list[ParsedArticle], snapshot: Snapshot) -> frozenset[str]:
    """Commits whose message may speak of what customers must not know.

    Those which changed an internal article too, and those which changed an article that is gone:
    nobody can say any more for whom it was.
    """
    return snapshot.removed_in.union(
        one.commit
        for item in parsed
        if item.article.audience is Audience.INTERNAL
        for one in item.article.history
    )


def _with_history(article: Article, hidden: frozenset[str]) -> Article:
    public = article.audience is Audience.PUBLIC
    return replace(
        article, history=shown_history(article.history, hidden if public else frozenset())
    )
