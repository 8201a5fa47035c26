"""Addresses that articles had before → where they lead today, or what to read instead.

From git's history, where files were renamed or removed and addresses changed, and from
`redirect_from` of the front matter, which goes before it. What is public today always wins over
what once was, and nothing tells of an article that customers could not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kb.ingest.article import Head, read_heads
from kb.ingest.editorial import Editorial, read_editorial
from kb.ingest.moves import Former
from kb.ingest.repository import Snapshot
from kb.model import Article, Audience


@dataclass(frozen=True, slots=True)
class Redirects:
    """Of one audience. moved: former slug → slug of today. gone: former slug → what its article was
    called. paths: path of today or before → slug of today."""

    moved: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)


def find_redirects(
    snapshot: Snapshot,
    articles: Sequence[Article],
    default_audience: Audience,
    audience: Audience,
) -> Redirects:
    """The former addresses of the articles of an audience."""
    own = {article.source_path: article for article in articles if article.audience is audience}
    taken = {article.slug for article in own.values()}
    moved = {old: article.slug for article in own.values() for old in article.redirect_from}
    gone: dict[str, str] = {}
    paths = {former.path: own[former.now].slug for former in snapshot.formers if former.now in own}
    for former, article in _readable(snapshot, default_audience, audience):
        if article.slug in taken or article.slug in moved or article.slug in gone:
            continue
        target = own.get(former.now or "")
        if target is not None:
            moved[article.slug] = target.slug
        else:
            gone[article.slug] = article.title
    paths |= {path: article.slug for path, article in own.items()}
    return Redirects(moved, gone, paths)


def _readable(
    snapshot: Snapshot, default_audience: Audience, audience: Audience
) -> Iterator[tuple[Former, Head]]:
    """Former articles that this audience could read, newest first.

    Where the article does not say for whom it was, kb.toml of then and of today must both say it.
    """
    editorials: dict[bytes | None, Editorial] = {None: read_editorial(None)[0]}
    for former in snapshot.formers:
        configs = dict.fromkeys((former.config, snapshot.config))
        for config in configs:
            if config not in editorials:
                editorials[config] = read_editorial(config)[0]
        heads = read_heads(
            former.path, former.data, [editorials[one] for one in configs], default_audience
        )
        if heads and all(head.audience is audience for head in heads):
            yield former, heads[0]


def clashes(articles: Iterable[Article]) -> Iterator[tuple[Article, str, Article]]:
    """An article, a former address that it claims, and the article that has it or claims it too."""
    base = tuple(articles)
    owners = {article.slug: article for article in base}
    claimed: dict[str, Article] = {}
    for article in base:
        for old in article.redirect_from:
            other = owners.get(old) or claimed.setdefault(old, article)
            if other is not article or old == article.slug:
                yield article, old, other
