"""Everything of an article that is indexed, and the text by which each piece is found."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from kb.ingest.chunk import chunk_article
from kb.model import Article, Chunk, ChunkKind

#: A passage to quote: about a section of a well-written article.
PASSAGE_CHARS = 600
#: About 450 tokens of Polish, so that prefix and title still fit the model's 512.
WINDOW_CHARS = 1600
LEAD_CHARS = 300

_NAMESPACE = UUID("0f4d5a52-8f0e-5f43-9c0e-3a4b8d0c7a10")


def index_units(article: Article) -> tuple[Chunk, ...]:
    """Return questions, quotable passages, the lead and the windows of an article."""
    chunks = tuple(chunk for chunk in chunk_article(article, PASSAGE_CHARS) if chunk.text.strip())
    passages = [chunk for chunk in chunks if chunk.kind is ChunkKind.TEXT]
    return (*chunks, *_leads(article, passages), *_windows(article, passages))


def searched_text(chunk: Chunk) -> str:
    """The text that is embedded and analysed: context first, then what the chunk says."""
    if chunk.kind is ChunkKind.TEXT:
        return "\n".join([*(part for part in chunk.heading_path if part), chunk.text])
    return chunk.text


def _leads(article: Article, passages: Sequence[Chunk]) -> list[Chunk]:
    if not passages:
        return []
    first = passages[0]
    text = "\n".join(part for part in (article.title, *first.text.split("\n")[:2]) if part)
    return [_chunk(article, ChunkKind.LEAD, 0, text[:LEAD_CHARS], first)]


def _windows(article: Article, passages: Sequence[Chunk]) -> list[Chunk]:
    """Pack consecutive passages with their headings, each window beginning with the title."""
    windows: list[Chunk] = []
    parts: list[str] = []
    first: Chunk | None = None
    heading: tuple[str, ...] = ()
    for passage in passages:
        own = [] if passage.heading_path == heading else list(passage.heading_path[1:])
        text = "\n".join([*own, passage.text])
        if first and sum(len(part) + 1 for part in parts) + len(text) > WINDOW_CHARS:
            windows.append(_chunk(article, ChunkKind.WINDOW, len(windows), "\n".join(parts), first))
            parts, first = [], None
        if first is None:
            first, parts = passage, [article.title] if article.title else []
        parts.append(text)
        heading = passage.heading_path
    if first:
        windows.append(_chunk(article, ChunkKind.WINDOW, len(windows), "\n".join(parts), first))
    return windows


def _chunk(article: Article, kind: ChunkKind, ordinal: int, text: str, first: Chunk) -> Chunk:
    identity = str(uuid5(_NAMESPACE, f"{article.id}\n{kind}\n{ordinal}"))
    return Chunk(identity, article.id, first.anchor, (article.title,), first.lines, text, kind)
