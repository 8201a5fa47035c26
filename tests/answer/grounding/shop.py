"""The sample shop's articles as passages, and sentences of them changed honestly or not.

The drafts that the product is measured by are another set (`kb evaluate`), written apart from the
check; these are for the rules and thresholds of the check itself.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from kb.answer.model import Source
from kb.ingest.editorial import read_editorial
from kb.ingest.load import load_articles
from kb.ingest.repository import read_worktree
from kb.ingest.units import index_units
from kb.model import Audience, ChunkKind
from kb.polish.sentences import split_sentences

ARTICLES = Path(__file__).parents[3] / "kb" / "articles"


@lru_cache(maxsize=1)
def sources() -> tuple[Source, ...]:
    """Every passage of the sample base, public and internal."""
    snapshot = read_worktree(ARTICLES)
    editorial, _ = read_editorial(snapshot.config)
    base = load_articles(snapshot, editorial, Audience.INTERNAL)
    return tuple(
        Source(
            key=hashlib.sha256(f"{article.id}{chunk.id}{chunk.text}".encode()).hexdigest()[:10],
            slug=article.slug,
            category=article.category,
            audience=article.audience,
            title=article.title,
            anchor=chunk.anchor,
            url=f"/{article.category}/{article.slug}",
            quote=chunk.text,
            commit=article.commit,
            lines=chunk.lines,
            language=article.language,
            heading=" ".join(chunk.heading_path[1:]),
        )
        for article in base.articles
        for chunk in index_units(article)
        if chunk.kind is ChunkKind.TEXT
    )


def public() -> tuple[Source, ...]:
    return tuple(one for one in sources() if one.audience is Audience.PUBLIC)


def internal() -> tuple[Source, ...]:
    return tuple(one for one in sources() if one.audience is Audience.INTERNAL)


def sentences() -> list[tuple[str, Source]]:
    """Every sentence of every public Polish passage."""
    return [
        (source.quote[start:end], source)
        for source in public()
        for start, end in split_sentences(source.quote)
        if source.language == "pl"
    ]
