"""A question → the answer with its confidence, or "not found" with what is nearest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import Encoded, Encoder
from kb.model import Chunk, ChunkKind, Hit, Passage, SearchResult
from kb.polish.text import is_stop_word, tokenise
from kb.search.confidence import Model, bundled_models, features, information_share
from kb.search.engine import Filter
from kb.search.highlight import highlight, matched_spans
from kb.search.index import Index
from kb.search.lexical import lemma_units
from kb.search.question import Prepared, prepare
from kb.search.retrieve import Candidates, retrieve
from kb.search.tables import Tables
from kb.search.tokens import TokenTable

_FOREIGN_COMPARED = 20
#: The first passage answers by the writing rules, so another one must fit clearly better.
_FIRST_PASSAGE_BONUS = 0.02
#: A question of one or two words names a subject and no detail: it gets the opening.
_BROAD_QUESTION_BONUS = 0.09
_BROAD_QUESTION_WORDS = 2
_SHARED_WORDS_BONUS = 0.06


def search(
    index: Index,
    encoder: Encoder | None,
    query: str,
    *,
    limit: int,
    only: Filter,
    now: datetime,
    commit: str,
    exact: bool = False,
) -> SearchResult:
    """Search an index. Raises QueryError, IndexUnavailable.

    encoder: None searches by words alone; the result says so in `degraded`.
    """
    started = perf_counter()
    prepared = prepare(index.tables.lexicon, query, exact)
    encoded = encoder.encode_query(prepared.searched) if encoder else None
    candidates = (
        retrieve(index.engine, index.tables, prepared.searched, encoded, only, now)
        if any(True for _ in tokenise(prepared.searched))
        else None
    )
    confidence, threshold = judge(index, prepared, candidates, encoded)
    hits = _hits(index, prepared, candidates, encoded, limit) if candidates is not None else ()
    return SearchResult(
        query=prepared.typed,
        corrected_query=prepared.corrected,
        answered=bool(hits) and confidence >= threshold,
        confidence=confidence,
        hits=hits,
        took_ms=(perf_counter() - started) * 1000,
        commit=commit,
        degraded=() if encoder else ("dense",),
    )


def judge(
    index: Index, prepared: Prepared, candidates: Candidates | None, encoded: Encoded | None
) -> tuple[float, float]:
    """Confidence that the first candidate answers, and the threshold it must reach."""
    model = model_for(prepared.language)
    if candidates is None or encoded is None or not len(candidates):
        return 0.0, model.threshold
    return model.probability(measure(index, prepared, candidates, encoded)), model.threshold


def measure(
    index: Index, prepared: Prepared, candidates: Candidates, encoded: Encoded
) -> dict[str, float]:
    """Features of the first candidate."""
    tables = index.tables
    rows = tables.chunks_of(int(candidates.articles[0]))
    question_kind = list(ChunkKind).index(ChunkKind.QUESTION)
    units = tables.units(rows)
    asked = _union(units[row] for row in rows[tables.kind_of[rows] == question_kind].tolist())
    written = _union(units.values())
    foreign = tables.foreign @ encoded.vector if len(tables.foreign) else np.zeros(0, np.float32)
    nearest = _largest(foreign, _FOREIGN_COMPARED)
    return features(
        candidates,
        prepared.searched,
        (asked, written),
        tables.statistics.get("lemmas"),
        foreign[nearest],
        _token_matches(tables, candidates, rows, nearest),
    )


def _largest(values: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Positions of the largest values, largest first."""
    if len(values) > count:
        chosen = np.argpartition(values, -count)[-count:]
    else:
        chosen = np.arange(len(values))
    return np.asarray(chosen[np.argsort(-values[chosen], kind="stable")])


def _token_matches(
    tables: Tables,
    candidates: Candidates,
    rows: NDArray[np.int64],
    nearest: NDArray[np.int64],
) -> tuple[float, float]:
    """Weighted MaxSim with the first article's best question and with the best of the nearest
    foreign ones."""
    if not len(candidates.pieces):
        return 0.0, 0.0
    asked = rows[tables.kind_of[rows] == list(ChunkKind).index(ChunkKind.QUESTION)]

    def best(table: TokenTable, texts: NDArray[np.int64]) -> float:
        found = table.matches(candidates.pieces, texts)
        return float((candidates.piece_weights @ found).max()) if found.size else 0.0

    return best(tables.tokens, asked), best(tables.foreign_tokens, nearest)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def model_for(language: str) -> Model:
    """Weights for questions in a language."""
    return bundled_models()["polish" if language == "pl" else "foreign"]


def _hits(
    index: Index,
    prepared: Prepared,
    candidates: Candidates,
    encoded: Encoded | None,
    limit: int,
) -> tuple[Hit, ...]:
    articles = candidates.articles[:limit].tolist()
    wanted = frozenset(lemma_units(prepared.searched))
    chunks = best_passages(index, articles, prepared.searched, encoded)
    hits = []
    for place, (article, chunk) in enumerate(zip(articles, chunks, strict=True)):
        summary = index.tables.articles[article].summary
        spans = matched_spans(chunk.text, wanted)
        hits.append(
            Hit(
                slug=summary.slug,
                category=summary.category,
                title=summary.title,
                language=summary.language,
                updated_at=summary.updated_at,
                passage=Passage(
                    chunk.text, highlight(chunk.text, spans), chunk.anchor, chunk.lines
                ),
                score=round(float(candidates.score[place]), 4),
                dense_rank=candidates.rank("dense", place),
                lexical_rank=candidates.rank("lexical", place),
                matched_words=tuple(dict.fromkeys(chunk.text[a:b] for a, b in spans)),
            )
        )
    return tuple(hits)


def best_passages(
    index: Index, articles: Sequence[int], query: str, encoded: Encoded | None
) -> list[Chunk]:
    """For each article its quotable chunk that fits the question best."""
    scored = passage_scores(index, articles, query, encoded)
    best = [int(rows[int(np.argmax(scores))]) for rows, scores in scored]
    chunks = index.tables.chunks(best)
    return [chunks[row] for row in best]


def passage_scores(
    index: Index, articles: Sequence[int], query: str, encoded: Encoded | None
) -> list[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """For each article the rows of its quotable chunks, in order, and how well each fits."""
    tables = index.tables
    quotable = [quotable_rows(tables, article) for article in articles]
    units = tables.units(row for rows in quotable for row in rows.tolist())
    wanted = set(lemma_units(query))
    lemmas = tables.statistics.get("lemmas")
    broad = sum(not is_stop_word(t.form) for t in tokenise(query)) <= _BROAD_QUESTION_WORDS
    scored = []
    for rows in quotable:
        shared = [information_share(wanted & units[row], wanted, lemmas) for row in rows.tolist()]
        score = np.array(shared) * _SHARED_WORDS_BONUS
        score[0] += _BROAD_QUESTION_BONUS if broad else _FIRST_PASSAGE_BONUS
        if encoded is not None:
            score += tables.cosines(rows, encoded.vector)
        scored.append((rows, score))
    return scored


def quotable_rows(tables: Tables, article: int) -> NDArray[np.int64]:
    """Rows of the passages of an article that can be quoted, in its order."""
    rows = tables.chunks_of(article)
    passages = rows[tables.kind_of[rows] == list(ChunkKind).index(ChunkKind.TEXT)]
    return passages if len(passages) else rows
