"""Articles of one audience → the index of that audience in a generation's folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from kb.embedding.encoder import Encoded, unit
from kb.ingest.classify import classifier_of
from kb.ingest.redirects import Redirects
from kb.ingest.units import index_units, searched_text
from kb.model import Article, Chunk, ChunkKind
from kb.search.addresses import Addresses
from kb.search.classifier import LEXICAL, Classifier
from kb.search.engine import EngineBuilder, Point
from kb.search.foreign import EncodeTexts, foreign_questions
from kb.search.lexical import Bm25, SparseVector, analyser_of, analysers
from kb.search.lexicon import Words, count_forms
from kb.search.sayable import headed, sayable
from kb.search.sentence_vectors import write_sentence_vectors
from kb.search.write_tables import write_tables

#: Which kind of chunk feeds which family of lexical signals.
_LEXICAL_KINDS = {ChunkKind.WINDOW: "", ChunkKind.QUESTION: "question_"}
_RELATED = 4


#: Sentences that a publish embeds for drafts. A first publish of thousands of articles would
#: otherwise take several times as long; a draft embeds what it lacks and remembers it.
MOST_SENTENCES = 20_000


def build_audience(
    folder: Path,
    articles: Sequence[Article],
    encode: EncodeTexts,
    foreign: Path,
    engine: EngineBuilder,
    dimension: int,
    encode_sentences: EncodeTexts | None = None,
    most_sentences: int = MOST_SENTENCES,
    redirects: Redirects | None = None,
    fits: Path | None = None,
) -> int:
    """Write tables and shard below `folder`; return the number of chunks.

    foreign: see kb.search.foreign.foreign_files. encode_sentences: for texts of which only the
    vector is kept; `encode` where it is left out. most_sentences: that letters can say and that
    are embedded, in the order of the articles; the draft engine embeds others when it needs them.
    redirects: what becomes of the audience's former addresses; None for none. fits: folder where
    what is fitted is kept for the next time; None keeps nothing.
    """
    chunks = [chunk for article in articles for chunk in index_units(article)]
    texts = [searched_text(chunk) for chunk in chunks]
    encoded = encode(texts)
    units: dict[str, list[list[str] | None]] = {name: [] for name in signal_names()}
    for chunk, text in zip(chunks, texts, strict=True):
        for name, found in units.items():
            found.append(_units(chunk, text, name))
    statistics = {
        name: Bm25.fit([own for own in found if own is not None]) for name, found in units.items()
    }
    words = _words(articles, chunks, texts)
    centres = _Centres(articles, chunks, encoded)
    write_tables(
        folder,
        articles,
        chunks,
        encoded,
        centres.related(),
        words,
        statistics,
        foreign,
    )
    _classifier(articles, chunks, encoded, units, statistics, fits).write(folder)
    sentences = _sentences(chunks)[:most_sentences]
    # A passage of one sentence is encoded already.
    known = dict(zip(texts, encoded, strict=True))
    alone = [sentence for sentence in sentences if sentence not in known]
    known |= zip(alone, (encode_sentences or encode)(alone), strict=True)
    write_sentence_vectors(folder, sentences, [known[sentence] for sentence in sentences])
    redirects = redirects or Redirects()
    titles = list(redirects.gone.values())
    near = zip(redirects.gone, map(centres.nearest, encode(titles)), strict=True)
    Addresses(redirects.moved, dict(near), redirects.paths).write(folder)
    engine.build(
        str(folder / "shard"),
        _points(articles, chunks, encoded, units, statistics),
        dimension,
        signal_names(),
    )
    return len(chunks)


def _classifier(
    articles: Sequence[Article],
    chunks: Sequence[Chunk],
    encoded: Sequence[Encoded],
    units: Mapping[str, Sequence[list[str] | None]],
    statistics: Mapping[str, Bm25],
    fits: Path | None,
) -> Classifier:
    """What tells the articles apart, learned from their known questions."""
    rows = {article.id: row for row, article in enumerate(articles)}
    asked = [place for place, chunk in enumerate(chunks) if chunk.kind is ChunkKind.QUESTION]
    return classifier_of(
        fits,
        [rows[chunks[place].article_id] for place in asked],
        np.array([encoded[place].vector for place in asked], dtype=np.float32),
        [{analyser_of(name): units[name][place] or [] for name in LEXICAL} for place in asked],
        statistics,
    )


def _words(articles: Sequence[Article], chunks: Sequence[Chunk], texts: Sequence[str]) -> Words:
    """The word forms of what is searched; those of articles that come and go also by themselves."""
    by_article: dict[str, list[str]] = {article.id: [] for article in articles}
    for chunk, text in zip(chunks, texts, strict=True):
        if chunk.kind in _LEXICAL_KINDS:
            by_article[chunk.article_id].append(text)
    limited = {
        row: count_forms(by_article[article.id])
        for row, article in enumerate(articles)
        if article.shown_from or article.shown_until
    }
    words = Words.collect(
        (text for own in by_article.values() for text in own), foreign_questions()
    )
    return replace(words, limited=limited)


def _sentences(chunks: Iterable[Chunk]) -> list[str]:
    """What is embedded of each sentence that a letter can quote, each once."""
    said = {
        headed(chunk.heading_path, sentence): None
        for chunk in chunks
        if chunk.kind is ChunkKind.TEXT
        for sentence, _, _ in sayable(chunk.text)
    }
    return list(said)


def signal_names() -> tuple[str, ...]:
    """Names of the sparse vectors."""
    return tuple(prefix + name for prefix in _LEXICAL_KINDS.values() for name in analysers())


def _units(chunk: Chunk, text: str, signal: str) -> list[str] | None:
    prefix = _LEXICAL_KINDS.get(chunk.kind)
    if prefix is None:
        return None
    own = analyser_of(signal)
    return analysers()[own](text) if prefix + own == signal else None


def _points(
    articles: Sequence[Article],
    chunks: Sequence[Chunk],
    encoded: Sequence[Encoded],
    units: dict[str, list[list[str] | None]],
    statistics: dict[str, Bm25],
) -> Iterator[Point]:
    by_id = {article.id: article for article in articles}
    for row, chunk in enumerate(chunks):
        sparse: dict[str, SparseVector] = {}
        for name, found in units.items():
            own = found[row]
            if own:
                sparse[name] = statistics[name].document(own)
        article = by_id[chunk.article_id]
        yield Point(row, encoded[row].vector, sparse, article.category, article.language)


class _Centres:
    """The articles by what they mean as a whole: the mean of their windows."""

    def __init__(
        self, articles: Sequence[Article], chunks: Iterable[Chunk], encoded: Sequence[Encoded]
    ) -> None:
        self._articles = articles
        position = {article.id: place for place, article in enumerate(articles)}
        dimension = len(encoded[0].vector) if encoded else 0
        sums = np.zeros((len(articles), dimension), dtype=np.float32)
        for chunk, item in zip(chunks, encoded, strict=True):
            if chunk.kind is ChunkKind.WINDOW:
                sums[position[chunk.article_id]] += item.vector
        self._means = unit(sums) if articles else sums

    def related(self) -> dict[str, list[str]]:
        """Slugs of the articles nearest to each, by its id."""
        if len(self._articles) < 2:
            return {}
        centres = unit(self._means - self._means.mean(axis=0))
        found = {}
        for place, article in enumerate(self._articles):
            similarity = centres @ centres[place]
            similarity[place] = -np.inf
            nearest = np.argsort(-similarity)[: min(_RELATED, len(self._articles) - 1)]
            found[article.id] = [self._articles[other].slug for other in nearest.tolist()]
        return found

    def nearest(self, text: Encoded) -> tuple[str, ...]:
        """Slugs of the articles nearest to a text."""
        if not self._articles:
            return ()
        order = np.argsort(-(self._means @ text.vector), kind="stable")[:_RELATED]
        return tuple(self._articles[place].slug for place in order.tolist())
