"""Articles → chunks that fit the model's window and are found on their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from kb.model import Article, Block, Chunk, ChunkKind, Section
from kb.polish.sentences import split_sentences

#: A section shorter than this may share a chunk with the next one under the same heading. Longer
#: ones stay alone: a passage of one section is quoted and linked more exactly.
SHORT_SECTION = 80

_NAMESPACE = UUID("6f0c1d0e-5a0b-5c8e-9c1e-7b1d2f0a4c55")


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Group:
    """Sections whose text may share chunks, almost always one."""

    anchor: str
    headings: tuple[str, ...]
    blocks: tuple[Block, ...]


def chunk_article(article: Article, max_chars: int = 1000) -> tuple[Chunk, ...]:
    """Cut an article: first its title and questions, then its text in order.

    Text chunks hold whole blocks of one section; blocks longer than `max_chars` are cut at
    sentences, rows or lines. `text` is what is quoted, without headings; these are in
    `heading_path`, from the title down. No text is longer than `max_chars` (at least 50).
    """
    if max_chars < 50:
        raise ValueError(f"max_chars is {max_chars}; it must be at least 50")
    ordinals: defaultdict[tuple[str, ChunkKind], int] = defaultdict(int)
    chunks: list[Chunk] = []

    def add(
        kind: ChunkKind,
        anchor: str,
        path: tuple[str, ...],
        text: str,
        lines: tuple[int, int],
        answer: str = "",
    ) -> None:
        ordinal = ordinals[anchor, kind]
        ordinals[anchor, kind] += 1
        name = "\n".join((article.id, anchor, kind, str(ordinal)))
        chunk_id = str(uuid5(_NAMESPACE, name))
        chunks.append(Chunk(chunk_id, article.id, anchor, path, lines, text, kind, answer))

    first_lines = article.sections[0].lines if article.sections else (1, 1)
    answers = dict(article.answers)
    for question in (article.title, *article.questions):
        text, answer = _cut(question, max_chars)[0], answers.get(question, "")
        add(ChunkKind.QUESTION, "", (article.title,), text, first_lines, answer)
    for group in _groups(article.sections, max_chars):
        path = (article.title, *group.headings)
        for piece in _pack(group.blocks, max_chars):
            add(ChunkKind.TEXT, group.anchor, path, piece.text, piece.lines)
    return tuple(chunks)


def _groups(sections: Sequence[Section], max_chars: int) -> Iterator[_Group]:
    """Give every section its heading path, and join short ones with their next sibling."""
    trail: list[Section] = []
    pending: tuple[_Group, int] | None = None
    for section in sections:
        while trail and trail[-1].level >= section.level:
            trail.pop()
        headings = (*(parent.title for parent in trail), section.title)
        if section.level:
            trail.append(section)
        group = _Group(section.anchor, headings if section.level else (), section.blocks)
        if pending is None or pending[1] != section.level:
            joined = None
        else:
            joined = _joined(pending[0], group, max_chars)
        if pending and joined is None:
            yield pending[0]
        pending = (joined or group, section.level)
    if pending:
        yield pending[0]


def _joined(first: _Group, second: _Group, max_chars: int) -> _Group | None:
    """Join two sections of one parent, or None where the first is long or both do not fit."""
    length = _length(first.blocks)
    if not 0 < length < SHORT_SECTION or length + 1 + _length(second.blocks) > max_chars:
        return None
    title = second.headings[-1:]
    return _Group(first.anchor, first.headings + title, first.blocks + second.blocks)


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) + 1 for block in blocks) - 1 if blocks else 0


def _pack(blocks: Sequence[Block], max_chars: int) -> Iterator[_Piece]:
    """Fill chunks with whole blocks, in order."""
    texts: list[str] = []
    lines = (0, 0)
    size = 0
    for block in blocks:
        pieces = _split_block(block, max_chars)
        for text in pieces:
            if texts and (size + 1 + len(text) > max_chars or len(pieces) > 1):
                yield _Piece("\n".join(texts), lines)
                texts, size = [], 0
            lines = (lines[0], block.lines[1]) if texts else block.lines
            size += len(text) + bool(texts)
            texts.append(text)
    if texts:
        yield _Piece("\n".join(texts), lines)


def _split_block(block: Block, max_chars: int) -> list[str]:
    text = block.text
    if len(text) <= max_chars:
        return [text]
    if block.kind == "table":
        return _split_table(text, max_chars)
    if block.kind == "code":
        return _join_lines(text.split("\n"), max_chars)
    return _split_prose(text, max_chars)


def _split_table(text: str, max_chars: int) -> list[str]:
    """Cut at rows; the header is repeated unless it takes more than half of a chunk."""
    header, *rows = text.split("\n")
    if len(header) > max_chars // 2:
        return _join_lines([header, *rows], max_chars)
    pieces = _join_lines(rows, max_chars - len(header) - 1)
    return [f"{header}\n{piece}" for piece in pieces]


def _join_lines(lines: Sequence[str], max_chars: int) -> list[str]:
    pieces: list[str] = []
    for part in (part for line in lines for part in _cut(line, max_chars)):
        if pieces and len(pieces[-1]) + 1 + len(part) <= max_chars:
            pieces[-1] += f"\n{part}"
        else:
            pieces.append(part)
    return [piece for piece in pieces if piece.strip()]


def _split_prose(text: str, max_chars: int) -> list[str]:
    """Cut at sentence ends; what lies between two sentences of a piece is kept as it is."""
    spans: list[tuple[int, int]] = []
    for start, end in split_sentences(text):
        if spans and end - spans[-1][0] <= max_chars:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [part for start, end in spans for part in _cut(text[start:end], max_chars)]


def _cut(text: str, max_chars: int) -> list[str]:
    """Cut at the last space that fits; a word longer than a chunk is cut inside."""
    pieces: list[str] = []
    while len(text) > max_chars:
        at = text.rfind(" ", max_chars // 2, max_chars + 1)
        at = max_chars if at < 0 else at
        pieces.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*pieces, text]
