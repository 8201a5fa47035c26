"""A question → the articles that answer it and their passages, for drafts.

A page shows one passage and links to the rest; a letter has to say all that was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kb.embedding.encoder import Encoded, Encoder
from kb.model import ArticleSummary, Chunk
from kb.polish.text import tokenise
from kb.search.engine import Filter
from kb.search.index import Index
from kb.search.question import Prepared, prepare
from kb.search.retrieve import retrieve
from kb.search.search import judge, passage_scores


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for one or more indexes: corrected and embedded once."""

    prepared: Prepared
    encoded: Encoded | None


@dataclass(frozen=True, slots=True)
class RankedArticles:
    """What an index says to a question. articles: rows, best first. answered, confidence: of the
    first one, as in SearchResult. scores: of the articles, in standard deviations of those that
    were compared closely; comparable within one result, and by their differences between results.
    """

    articles: tuple[int, ...]
    answered: bool
    confidence: float
    scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A quotable chunk of an article.

    opening: the first passage of its article, which answers by the writing rules. score: how well
    it fits the question, comparable within one result.
    """

    chunk: Chunk
    article: ArticleSummary
    opening: bool
    score: float


def make_query(index: Index, encoder: Encoder | None, question: str) -> Query:
    """Correct a question by the words of an index and embed it. Raises QueryError."""
    prepared = prepare(index.tables.lexicon, question)
    return Query(prepared, encoder.encode_query(prepared.searched) if encoder else None)


def rank_articles(index: Index, query: Query, limit: int, now: datetime) -> RankedArticles:
    """The articles that are valid on a day, by how well they answer. Raises IndexUnavailable."""
    searched = query.prepared.searched
    if not any(True for _ in tokenise(searched)):
        return RankedArticles((), False, 0.0)
    candidates = retrieve(index.engine, index.tables, searched, query.encoded, Filter(), now)
    confidence, threshold = judge(index, query.prepared, candidates, query.encoded)
    best = tuple(candidates.articles[:limit].tolist())
    scores = tuple(candidates.score[:limit].tolist())
    return RankedArticles(best, bool(best) and confidence >= threshold, confidence, scores)


def passages_of(index: Index, query: Query, article: int) -> tuple[ScoredPassage, ...]:
    """The quotable passages of an article, in its order."""
    ((rows, scores),) = passage_scores(index, [article], query.prepared.searched, query.encoded)
    chunks = index.tables.chunks(rows.tolist())
    summary = index.tables.articles[article].summary
    return tuple(
        ScoredPassage(chunks[row], summary, number == 0, round(float(score), 4))
        for number, (row, score) in enumerate(zip(rows.tolist(), scores, strict=True))
    )
