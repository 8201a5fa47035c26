"""A question → the passages that answer it, for drafts: every quotable one of the best articles.

A page shows one passage and links to the rest; a letter has to say all that was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kb.embedding.encoder import Encoded, Encoder
from kb.model import ArticleSummary, Chunk
from kb.polish.text import tokenise
from kb.search.engine import Filter
from kb.search.index import Index
from kb.search.question import Prepared, prepare
from kb.search.retrieve import retrieve
from kb.search.search import judge, passage_scores


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A quotable chunk of an article that was found.

    place: rank of its article, from 0. opening: the first passage of its article, which answers by
    the writing rules. score: comparable within one result.
    """

    chunk: Chunk
    article: ArticleSummary
    place: int
    opening: bool
    score: float


@dataclass(frozen=True, slots=True)
class FoundPassages:
    """What an index says to a question. `answered`, `confidence` as in SearchResult; passages of
    the best articles, each article's in its own order."""

    searched: str
    answered: bool
    confidence: float
    passages: tuple[ScoredPassage, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for one or more indexes: corrected and embedded once."""

    prepared: Prepared
    encoded: Encoded | None


def make_query(index: Index, encoder: Encoder | None, question: str) -> Query:
    """Correct a question by the words of an index and embed it. Raises QueryError."""
    prepared = prepare(index.tables.lexicon, question)
    return Query(prepared, encoder.encode_query(prepared.searched) if encoder else None)


def find_passages(
    index: Index, query: Query, *, articles: int, only: Filter, today: date
) -> FoundPassages:
    """Passages of the best articles that are valid on a day. Raises IndexUnavailable."""
    searched = query.prepared.searched
    if not any(True for _ in tokenise(searched)):
        return FoundPassages(searched, False, 0.0, ())
    candidates = retrieve(index.engine, index.tables, searched, query.encoded, only, today)
    confidence, threshold = judge(index, query.prepared, candidates, query.encoded)
    best = candidates.articles[:articles].tolist()
    passages = []
    for place, (rows, scores) in enumerate(passage_scores(index, best, searched, query.encoded)):
        chunks = index.tables.chunks(rows.tolist())
        summary = index.tables.articles[best[place]].summary
        passages += [
            ScoredPassage(chunks[row], summary, place, number == 0, round(float(score), 4))
            for number, (row, score) in enumerate(zip(rows.tolist(), scores, strict=True))
        ]
    return FoundPassages(
        searched, bool(best) and confidence >= threshold, confidence, tuple(passages)
    )
