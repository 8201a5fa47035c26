"""Links between articles: what a target as written points to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from kb.ingest.markdown import normalise_anchor
from kb.ingest.render import is_external, scheme_of
from kb.ingest.sanitise import SCHEMES
from kb.model import Article, Audience

ARTICLE_ADDRESS = "/artykul/"

#: First parts of the addresses of pages that are not articles, "" is the home page.
SITE_PAGES = frozenset({"", "szukaj", "kategoria", "kontakt"})


class TargetKind(StrEnum):
    """Where a link leads."""

    EXTERNAL = "external"  # another site, an e-mail address, a phone number
    UNSAFE = "unsafe"  # a scheme that is never shown
    ARTICLE = "article"
    SITE = "site"  # a page of the site that is not an article
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Target:
    """`article` is set for ARTICLE; `path` is the file that a relative link means; `fragment` is
    an anchor, "" for none."""

    kind: TargetKind
    article: Article | None = None
    path: str = ""
    fragment: str = ""


class LinkMap:
    """Finds articles by path and address.

    root: the name of the folder of articles in its repository, so that "/folder/file" is found.
    """

    def __init__(self, articles: Iterable[Article], root: str = "") -> None:
        self._by_path: dict[str, Article] = {}
        self._by_slug: dict[str, Article] = {}
        self._roots = tuple(dict.fromkeys(("", f"{root}/", f"{posixpath.basename(root)}/")))
        for article in articles:
            self._by_path.setdefault(article.source_path.casefold(), article)
            self._by_slug.setdefault(article.slug, article)

    def find(self, source: Article, target: str) -> Target:
        """Say what a link in `source` points to."""
        if scheme_of(target):
            known = scheme_of(target) in SCHEMES
            return Target(TargetKind.EXTERNAL if known else TargetKind.UNSAFE)
        if is_external(target):
            return Target(TargetKind.EXTERNAL)
        address, _, fragment = target.partition("#")
        path = unquote(address.partition("?")[0]).strip()
        anchor = normalise_anchor(unquote(fragment))
        if not path:
            return Target(TargetKind.ARTICLE, source, source.source_path, anchor)
        if path.startswith("/"):
            return self._find_absolute(path.lstrip("/"), anchor)
        folder = posixpath.dirname(source.source_path)
        full = posixpath.normpath(posixpath.join(folder, path))
        article = self._by_file(full)
        kind = TargetKind.ARTICLE if article else TargetKind.DEAD
        return Target(kind, article, full, anchor)

    def _find_absolute(self, path: str, anchor: str) -> Target:
        if f"/{path}".startswith(ARTICLE_ADDRESS):
            article = self._by_slug.get(path[len(ARTICLE_ADDRESS) - 1 :].strip("/"))
            kind = TargetKind.ARTICLE if article else TargetKind.DEAD
            return Target(kind, article, path, anchor)
        for root in self._roots:
            article = self._by_file(path[len(root) :]) if path.startswith(root) else None
            if article:
                return Target(TargetKind.ARTICLE, article, path, anchor)
        known = path.split("/", 1)[0] in SITE_PAGES
        return Target(TargetKind.SITE if known else TargetKind.DEAD, None, path, anchor)

    def _by_file(self, path: str) -> Article | None:
        key = path.rstrip("/").casefold()
        return self._by_path.get(key) or self._by_path.get(f"{key}.md")


def address_of(source: Article, target: str, found: Target) -> str | None:
    """Return the address to show for a link, None to show its words alone.

    A public article never shows the address of an internal one.
    """
    if found.kind in (TargetKind.EXTERNAL, TargetKind.SITE):
        return target
    article = found.article
    if found.kind is not TargetKind.ARTICLE or article is None:
        return None
    if source.audience is Audience.PUBLIC and article.audience is Audience.INTERNAL:
        return None
    anchors = {section.anchor for section in article.sections}
    fragment = f"#{found.fragment}" if found.fragment in anchors and found.fragment else ""
    if article is source or article.id == source.id:
        return fragment or f"{ARTICLE_ADDRESS}{article.slug}"
    return f"{ARTICLE_ADDRESS}{article.slug}{fragment}"
