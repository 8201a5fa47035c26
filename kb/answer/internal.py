"""What internal procedures say, for the agent beside the draft. Nothing here enters a reply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.answer.findings import Findings
from kb.answer.model import Flag, InternalNote
from kb.answer.shelf import Shelf
from kb.search.passages import passages_of, rank_articles
from kb.search.search import quotable_rows

#: More would not be read.
_MOST = 4
#: Questions whose procedures are looked up; the first ones say what a message is about.
_SEARCHED = 3
#: A few procedures are near to many questions; what is shown beside a draft must be worth reading.
_SURE = 0.95


def internal_notes(
    shelf: Shelf, flags: Sequence[Flag], findings: Sequence[Findings]
) -> tuple[InternalNote, ...]:
    """Procedures that flags name, then those that answer the customer's questions."""
    notes: dict[tuple[str, str], InternalNote] = {}
    for note in (*_of_flags(shelf, flags), *_of_questions(shelf, findings)):
        notes.setdefault((note.slug, note.anchor), note)
    return tuple(notes.values())[:_MOST]


def _of_flags(shelf: Shelf, flags: Sequence[Flag]) -> Iterator[InternalNote]:
    tables = shelf.index.tables
    for flag in flags:
        row = tables.slug_row.get(flag.procedure)
        if row is None or not tables.articles[row].is_valid_at(shelf.now):
            continue
        opening = int(quotable_rows(tables, row)[0])
        chunk = tables.chunks([opening])[opening]
        yield InternalNote(flag.procedure, chunk.anchor, chunk.text)


def _of_questions(shelf: Shelf, findings: Sequence[Findings]) -> Iterator[InternalNote]:
    for one in findings[:_SEARCHED]:
        ranked = rank_articles(shelf.index, one.query, 1, shelf.now)
        if ranked.answered and ranked.confidence >= _SURE:
            passages = passages_of(shelf.index, one.query, ranked.articles[0])
            best = max(passages, key=lambda passage: passage.score)
            yield InternalNote(best.article.slug, best.chunk.anchor, best.chunk.text)
