"""Citation keys: opaque names of passages, the same on every server and for as long as the passage
says the same."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Mapping
from hashlib import sha256

from kb.answer.model import Source
from kb.answer.shelf import Shelf
from kb.model import ArticleSummary, Chunk, ChunkKind
from kb.search.document import article_address

_LENGTH = 10


def passage_key(slug: str, anchor: str, text: str) -> str:
    """Ten letters and digits that change with the passage: who holds a key of a changed passage
    learns it, and a key that was made up names nothing (fifty bits)."""
    digest = sha256("\0".join((slug, anchor, text)).encode()).digest()
    return b32encode(digest)[:_LENGTH].decode().lower()


def source_of(shelf: Shelf, article: ArticleSummary, chunk: Chunk) -> Source:
    """A passage as it is cited."""
    address = article_address(article.slug, chunk.anchor)
    return Source(
        key=passage_key(article.slug, chunk.anchor, chunk.text),
        slug=article.slug,
        category=article.category,
        audience=shelf.audience,
        title=article.title,
        anchor=chunk.anchor,
        url=f"{shelf.site}{address}",
        quote=chunk.text,
        commit=shelf.commit,
        lines=chunk.lines,
        language=article.language,
        heading=" ".join(chunk.heading_path[1:]),
    )


def key_rows(shelf: Shelf) -> Mapping[str, int]:
    """Key → row of every quotable passage of a shelf."""
    tables = shelf.index.tables
    kinds = list(ChunkKind)
    rows = (tables.kind_of == kinds.index(ChunkKind.TEXT)).nonzero()[0].tolist()
    return {
        passage_key(chunk.article_id, chunk.anchor, chunk.text): row
        for row, chunk in tables.chunks(rows).items()
    }


def source_at(shelf: Shelf, row: int) -> Source | None:
    """The passage of a row, None where its article is not valid now."""
    tables = shelf.index.tables
    article = tables.articles[int(tables.article_of[row])]
    if not article.is_valid_at(shelf.now):
        return None
    return source_of(shelf, article.summary, tables.chunks([row])[row])
