"""Candidates from the engine, exact features, fusion and re-ranking: question → ranked articles.

1. The engine gives candidates by the dense vector and by BM25 over each lexical unit.
2. For the articles behind them every dense similarity is computed exactly, per kind of chunk.
3. The signals are standardised over the candidates and added with the weights below.
4. The best sixteen are re-ranked by token-level MaxSim (Khattab & Zaharia, "ColBERT", 2020) with
   their chunks nearest to the question, the query's words weighted by their information.
5. What the classifier says of them (kb.search.classifier) is added.

Weights were chosen on the training questions, see docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import Encoded
from kb.model import ChunkKind
from kb.search.engine import DENSE, Engine, Filter, Probe, Ranking
from kb.search.lexical import Bm25, analyser_of, analysers, lemma_units
from kb.search.tables import Tables

Floats = NDArray[np.float64]

DENSE_LIMIT = 150
LEXICAL_LIMIT = 100
RERANKED = 16
#: Chunks of an article of which the tokens are compared: those nearest to the question. Where an
#: article has many known questions, nine of ten are such; nothing was lost (docs/decisions.md).
_CLOSELY = 12
#: Pieces of a question that are compared; a long message keeps its most informative ones.
MAX_PIECES = 64

#: Standardised signals and their weights; a signal that an index lacks counts nothing.
WEIGHTS: Mapping[str, float] = {
    "dense_window": 0.10,
    "dense_text": 0.08,
    "dense_lead": 0.14,
    "dense_question": 0.20,
    "trigrams": 0.10,
    "question_trigrams": 0.15,
    "lemmas": 0.05,
    "question_lemmas": 0.08,
}
#: Share of MaxSim in the final score of the re-ranked ones.
RERANK_WEIGHT = 0.4
#: What a nat of the classifier's weighs, in standard deviations of the score so far.
CLASSIFIER_WEIGHT = 1.0
#: By so much the classifier widens the distances between articles; who weighs scores, here and for
#: drafts, shall find the same ones in an index without it.
_WIDENED = 2.8
_DENSE_KINDS = {
    "dense_window": ChunkKind.WINDOW,
    "dense_text": ChunkKind.TEXT,
    "dense_lead": ChunkKind.LEAD,
    "dense_question": ChunkKind.QUESTION,
}
_KIND_NUMBER = {kind: number for number, kind in enumerate(ChunkKind)}


@dataclass(frozen=True)
class Candidates:
    """Articles that may answer, best first, with what was measured on each of them.

    articles: row numbers. score: final score. signals: raw values per signal, same order, NaN where
    a signal says nothing. pieces: (n, 128) token vectors of the query that are compared, length 1;
    piece_weights: (n,), sum 1. maxsim: (articles, n) best cosine of each piece in the one of the
    article's nearest chunks that fits best, NaN below the re-ranked ones.
    """

    articles: NDArray[np.int64]
    score: Floats
    signals: Mapping[str, Floats]
    maxsim: Floats
    pieces: NDArray[np.float32]
    piece_weights: Floats

    def __len__(self) -> int:
        return len(self.articles)

    def rank(self, signal_prefix: str, position: int) -> int | None:
        """Place of an article among the candidates by its best signal of a family, from 1."""
        names = [n for n in self.signals if n.startswith(signal_prefix)]
        if signal_prefix == "lexical":
            names = [n for n in self.signals if not n.startswith("dense")]
        ranks = [
            1 + int(np.sum(self.signals[name] > self.signals[name][position]))
            for name in names
            if not np.isnan(self.signals[name][position])
        ]
        return min(ranks, default=None)


def retrieve(
    engine: Engine,
    tables: Tables,
    text: str,
    encoded: Encoded | None,
    only: Filter,
    now: datetime,
) -> Candidates:
    """Rank the articles of an index for a (corrected) question.

    encoded: the question's vectors, or None to search lexically only.
    """
    units = {name: analyse(text) for name, analyse in analysers().items()}
    lexical = _lexical_probes(tables.statistics, units)
    probes = list(lexical)
    if encoded is not None:
        probes.append(Probe(DENSE, encoded.vector, DENSE_LIMIT))
    rankings = dict(zip([probe.name for probe in probes], engine.search(probes, only), strict=True))
    articles = _candidate_articles(tables, rankings.values(), now)
    signals = {
        name: _best_scores(tables, articles, rankings[name])
        for name in (probe.name for probe in lexical)
    }
    near = _nearness(tables, articles, encoded)
    signals.update(_dense_signals(tables, len(articles), near))
    fused = sum(
        (WEIGHTS.get(name, 0.0) * standardise(values) for name, values in signals.items()),
        np.zeros(len(articles)),
    )
    order = np.argsort(-fused, kind="stable")
    articles, fused = articles[order], fused[order]
    signals = {name: values[order] for name, values in signals.items()}
    heads = [near.nearest(place) for place in order[:RERANKED].tolist()]
    return _rerank(tables, articles, fused, signals, heads, encoded, units)


def _lexical_probes(
    statistics: Mapping[str, Bm25], units: Mapping[str, Sequence[str]]
) -> list[Probe]:
    probes = []
    for name, bm25 in statistics.items():
        vector = bm25.query(units[analyser_of(name)])
        if vector.indices:
            probes.append(Probe(name, vector, LEXICAL_LIMIT))
    return probes


def _candidate_articles(
    tables: Tables, rankings: Iterable[Ranking], now: datetime
) -> NDArray[np.int64]:
    rows = [row for ranking in rankings for row, _ in ranking]
    articles = np.unique(tables.article_of[rows]) if rows else np.zeros(0, np.int64)
    shown = [row for row in articles.tolist() if tables.articles[row].is_valid_at(now)]
    return np.array(shown, dtype=np.int64)


def _best_scores(tables: Tables, articles: NDArray[np.int64], ranking: Ranking) -> Floats:
    """Best score of each article; those the search did not reach get the lowest score it gave."""
    if not ranking:
        return np.zeros(len(articles))
    rows, scores = zip(*ranking, strict=True)
    best = np.full(len(tables.articles), min(scores))
    np.maximum.at(best, tables.article_of[list(rows)], scores)
    return best[articles]


@dataclass(frozen=True)
class _Nearness:
    """The chunks of candidates, by article and the nearest to the question first; empty without
    the model. rows: of the chunks. places: of their articles among the candidates, ascending.
    similarity: cosines."""

    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    similarity: NDArray[np.float32]

    def nearest(self, place: int) -> NDArray[np.int64]:
        """The chunks of a candidate that are worth a closer look."""
        start, end = np.searchsorted(self.places, [place, place + 1])
        return self.rows[start : min(end, start + _CLOSELY)]


def _nearness(tables: Tables, articles: NDArray[np.int64], encoded: Encoded | None) -> _Nearness:
    if encoded is None or not len(articles):
        none = np.zeros(0, np.int64)
        return _Nearness(none, none, np.zeros(0, np.float32))
    wanted = np.zeros(len(tables.articles), dtype=bool)
    wanted[articles] = True
    rows = np.flatnonzero(wanted[tables.article_of])
    similarity = tables.cosines(rows, encoded.vector)
    places = np.searchsorted(articles, tables.article_of[rows])
    order = np.lexsort((-similarity, places))
    return _Nearness(rows[order], places[order], similarity[order])


def _dense_signals(tables: Tables, articles: int, near: _Nearness) -> dict[str, Floats]:
    """Cosine of the nearest chunk of each kind. articles: how many are candidates."""
    kinds = tables.kind_of[near.rows]
    signals = {}
    for name, kind in _DENSE_KINDS.items():
        chosen = kinds == _KIND_NUMBER[kind]
        if chosen.any():
            best = np.full(articles, -np.inf)
            own, nearest = np.unique(near.places[chosen], return_index=True)
            best[own] = near.similarity[chosen][nearest]
            signals[name] = np.where(np.isinf(best), np.nan, best)
    return signals


def standardise(values: Floats) -> Floats:
    """Zero mean and unit variance over the candidates; absent values become the lowest."""
    if not len(values):
        return values
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros(len(values))
    spread = known.std()
    filled = np.where(np.isnan(values), known.min(), values)
    if spread < 1e-9:
        return np.zeros(len(values))
    return np.asarray((filled - known.mean()) / spread)


def _rerank(
    tables: Tables,
    articles: NDArray[np.int64],
    fused: Floats,
    signals: Mapping[str, Floats],
    heads: Sequence[NDArray[np.int64]],
    encoded: Encoded | None,
    units: Mapping[str, Sequence[str]],
) -> Candidates:
    """heads: for each of the first articles the chunks that are compared closely."""
    pieces, weights = _pieces(tables, encoded)
    maxsim = np.full((len(articles), len(pieces)), np.nan)
    heard = encoded is not None and len(tables.classifier.rows) > 0
    if not len(articles) or not (len(pieces) or heard):
        return Candidates(articles, fused, signals, maxsim, pieces, weights)
    top = len(heads)
    score = fused.copy()
    head = standardise(fused[:top])
    if len(pieces):
        maxsim[:top] = _maxsim(tables, heads, pieces, weights)
        late = standardise(maxsim[:top] @ weights)
        head = RERANK_WEIGHT * late + (1 - RERANK_WEIGHT) * head
    if encoded is not None and heard:
        likely = tables.classifier.log_probabilities(encoded.vector, units, tables.statistics)
        opinion = tables.classifier.opinion(articles[:top], head, likely)
        head = (head + CLASSIFIER_WEIGHT * opinion) / _WIDENED
    # Everything re-ranked stays above everything that was not.
    below = fused[top:].max() if top < len(fused) else -np.inf
    score[:top] = head + (max(0.0, below - head.min() + 1e-6) if np.isfinite(below) else 0.0)
    order = np.argsort(-score, kind="stable")
    return Candidates(
        articles[order],
        score[order],
        {name: values[order] for name, values in signals.items()},
        maxsim[order],
        pieces,
        weights,
    )


def _pieces(tables: Tables, encoded: Encoded | None) -> tuple[NDArray[np.float32], Floats]:
    """The most informative pieces of a question in their order, and their weights."""
    if encoded is None or encoded.tokens is None:
        return np.zeros((0, 0), np.float32), np.zeros(0)
    weights = piece_weights(tables, encoded.words)
    kept = np.sort(np.argsort(-weights, kind="stable")[:MAX_PIECES])
    weights = weights[kept] / max(float(weights[kept].sum()), 1e-9)
    return encoded.tokens[kept].astype(np.float32) / 127.0, weights


def _maxsim(
    tables: Tables,
    heads: Sequence[NDArray[np.int64]],
    query: NDArray[np.float32],
    weights: Floats,
) -> Floats:
    """(articles, pieces): best cosine of each query piece in the one of an article's chunks that
    fits the query best; 0 where none of them has tokens."""
    rows = np.concatenate(heads)
    articles = np.repeat(np.arange(len(heads)), [len(head) for head in heads])
    told = tables.tokens.lengths(rows) > 0
    matches, articles = tables.tokens.matches(query, rows[told]), articles[told]
    order = np.lexsort((-(weights @ matches), articles))
    own, fits_best = np.unique(articles[order], return_index=True)
    best = np.zeros((len(heads), len(query)))
    best[own] = matches.T[order[fits_best]]
    return best


def piece_weights(tables: Tables, words: Sequence[str]) -> Floats:
    """Weight of each piece: its word's information, shared by the word's pieces; sums to 1."""
    bm25 = tables.statistics.get("lemmas")
    if bm25 is None or not words:
        return np.full(len(words), 1.0 / max(1, len(words)))
    raw = []
    for word in words:
        units = lemma_units(word)
        raw.append(min((bm25.information(unit) for unit in units), default=0.1))
    weights = np.maximum(np.array(raw), 0.05)
    return np.asarray(weights / weights.sum())
