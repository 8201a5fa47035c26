"""A question → the answer with its confidence, or "not found" with what is nearest."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from time import perf_counter

import numpy as np

from kb.embedding.encoder import Encoded, Encoder
from kb.errors import QueryError
from kb.model import Chunk, ChunkKind, Hit, Passage, SearchResult
from kb.search.confidence import Model, bundled_models, features
from kb.search.engine import Filter
from kb.search.highlight import highlight, matched_spans
from kb.search.index import Index
from kb.search.language import detect_language
from kb.search.lexical import lemma_units
from kb.search.polish import tokenise
from kb.search.retrieve import Candidates, retrieve

MAX_QUERY = 2_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Prepared:
    """A question as it is searched. `corrected` is None where nothing was changed."""

    typed: str
    searched: str
    corrected: str | None
    language: str


def prepare(index: Index, query: str, exact: bool = False) -> Prepared:
    """Clean a question and correct it towards the words of the index.

    exact: search what was typed. Raises QueryError for nothing and for too much.
    """
    typed = _SPACES.sub(" ", _CONTROL.sub(" ", unicodedata.normalize("NFC", query))).strip()
    if not typed:
        raise QueryError("empty", "The question is empty. Type what you want to know.")
    if len(typed) > MAX_QUERY:
        raise QueryError(
            "too-long",
            f"The question has {len(typed)} characters; at most {MAX_QUERY} are searched. "
            "Ask in a sentence or two.",
        )
    language = detect_language(typed)
    if exact or language != "pl":
        return Prepared(typed, typed, None, language)
    correction = index.tables.lexicon.correct(typed)
    return Prepared(
        typed, correction.text, correction.text if correction.changed else None, language
    )


def search(
    index: Index,
    encoder: Encoder | None,
    query: str,
    *,
    limit: int,
    only: Filter,
    today: date,
    commit: str,
    exact: bool = False,
) -> SearchResult:
    """Search an index. Raises QueryError, IndexUnavailable.

    encoder: None searches by words alone; the result says so in `degraded`.
    """
    started = perf_counter()
    prepared = prepare(index, query, exact)
    encoded = encoder.encode_query(prepared.searched) if encoder else None
    candidates = (
        retrieve(index.engine, index.tables, prepared.searched, encoded, only, today)
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
    texts = (chunk.text for chunk in tables.chunks(rows).values())
    units = frozenset(unit for text in texts for unit in lemma_units(text))
    foreign = float((tables.foreign @ encoded.vector).max()) if len(tables.foreign) else 0.0
    return features(
        candidates, prepared.searched, units, tables.statistics.get("lemmas"), foreign
    )


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
    hits = []
    for place, article in enumerate(candidates.articles[:limit].tolist()):
        summary = index.tables.articles[article].summary
        chunk = best_passage(index, article, prepared.searched, encoded)
        spans = matched_spans(chunk.text, prepared.searched)
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


def best_passage(index: Index, article: int, query: str, encoded: Encoded | None) -> Chunk:
    """The quotable chunk of an article that fits the question best."""
    tables = index.tables
    rows = tables.chunks_of(article)
    kinds = tables.kind_of[rows]
    quotable = rows[kinds == list(ChunkKind).index(ChunkKind.TEXT)]
    if not len(quotable):
        quotable = rows
    chunks = tables.chunks(quotable)
    wanted = set(lemma_units(query))
    shared = np.array([len(wanted & set(lemma_units(chunks[row].text))) for row in quotable.tolist()])
    score = shared / max(1, len(wanted)) * 0.05
    if encoded is not None:
        score = score + tables.vectors[quotable].astype(np.float32) @ encoded.vector
    return chunks[int(quotable[int(np.argmax(score))])]
