"""A state of the articles → its answers: an index of the public ones in memory, asked and left."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np

from kb.embedding.cache import VectorCache
from kb.embedding.encoder import Encoded, Encoder, Vector
from kb.errors import QueryError
from kb.gate.answers import Answer, Answers, key_of, read_answers, write_answers
from kb.gate.engine import MemoryBuilder
from kb.gate.question_vectors import QuestionVectors
from kb.gate.touched import Earlier, Version, changed_files, untouched
from kb.ingest.build import build_audience
from kb.ingest.guard import disk_errors
from kb.ingest.publish import Embedding, Progress
from kb.ingest.repository import Snapshot
from kb.ingest.units import index_units, searched_text
from kb.model import Article, Audience
from kb.polish.remembered import remembering
from kb.polish.text import tokenise
from kb.search.engine import Filter
from kb.search.foreign import foreign_files
from kb.search.index import Index
from kb.search.lexical import lemma_units
from kb.search.question import prepare
from kb.search.retrieve import Candidates, retrieve
from kb.search.search import judge

Embed: TypeAlias = Callable[[list[str]], Iterable[Sequence[Encoded]]]

TOP = 5
FOLDER = "gate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What sides are built with. data_dir: its cache is shared with publishing."""

    data_dir: Path
    default_audience: Audience
    embedding: Embedding
    encoder: Callable[[], Encoder]
    progress: Progress


def ask_all(
    bench: Bench,
    snapshot: Snapshot,
    load: Callable[[], Sequence[Article]],
    questions: Iterable[str],
    now: datetime,
    earlier: Earlier | None = None,
) -> Answers:
    """The answers of a snapshot to questions, from what is remembered of it as far as possible.

    load: gives its articles; called only where a question was never asked of them. earlier: the
    state it came from; questions that the changed articles cannot touch keep the answer they had
    there. Raises PublishError (no room on the disk), IndexUnavailable.
    """
    folder = bench.data_dir / FOLDER
    key = key_of(snapshot, bench.embedding.fingerprint, bench.default_audience)
    wanted = list(dict.fromkeys(questions))
    known = read_answers(folder, key, now)
    missing = [one for one in wanted if known is None or one not in known.by_question]
    if known is not None and not missing:
        return known
    articles = [one for one in load() if one.audience is Audience.PUBLIC]
    vectors = QuestionVectors(
        folder / "questions.npz",
        bench.embedding.fingerprint,
        bench.embedding.dimension,
        bench.encoder,
    )
    kept: dict[str, Answer] = {}
    if earlier is not None and (paths := changed_files(earlier.snapshot, snapshot)) is not None:
        old = _versions(bench, earlier.load(paths))
        new = _versions(bench, [one for one in articles if one.source_path in paths])
        changed = {path: (old.get(path), new.get(path)) for path in paths}
        kept = untouched(missing, earlier.answers, changed, vectors)
        missing = [one for one in missing if one not in kept]
    before = known.by_question if known else {}
    asked = _asked(bench, articles, missing, vectors, now) if missing else {}
    vectors.save()
    answers = replace(_shown(articles, now), by_question={**before, **kept, **asked})
    write_answers(folder, key, answers)
    return answers


def _asked(
    bench: Bench,
    articles: Sequence[Article],
    questions: Sequence[str],
    vectors: QuestionVectors,
    now: datetime,
) -> dict[str, Answer]:
    if not articles:
        return dict.fromkeys(questions, Answer(answered=False, confidence=0.0))
    with index_of(bench, articles) as index:
        return {question: _ask(index, vectors, question, now) for question in questions}


def _versions(bench: Bench, articles: Sequence[Article]) -> dict[str, Version]:
    """What is searched of public articles, by the path of their file."""
    found = {}
    with disk_errors(bench.data_dir), closing(_vector_cache(bench)) as cache:
        for article in articles:
            if article.audience is not Audience.PUBLIC:
                continue
            texts = [searched_text(chunk) for chunk in index_units(article)]
            encoded, _ = cache.encode(texts, bench.embedding.fingerprint, bench.embedding.embed)
            found[article.source_path] = Version(
                np.array([one.vector for one in encoded], np.float32),
                frozenset(unit for text in texts for unit in lemma_units(text)),
            )
    return found


def closeness(bench: Bench) -> Callable[[str, str], float]:
    """The cosine of two texts, as the check of drafts asks for it.

    Vectors come from where publishing keeps those of sentences; a model reads only what is missing.
    """

    @cache
    def vector(text: str) -> Vector:
        with disk_errors(bench.data_dir), closing(_vector_cache(bench)) as known:
            (found,), _ = known.encode([text], _bare_name(bench), _bare(bench.embedding.embed))
        return found.vector

    return lambda one, other: float(vector(one) @ vector(other))


def _bare_name(bench: Bench) -> str:
    """The name under which publishing keeps vectors of texts that are never re-ranked."""
    return f"{bench.embedding.fingerprint}/no-tokens"


def _bare(embed: Embed) -> Embed:
    """The same without the vectors of tokens."""
    return lambda texts: ([replace(one, tokens=None) for one in batch] for batch in embed(texts))


def _vector_cache(bench: Bench) -> VectorCache:
    return VectorCache(bench.data_dir / "cache" / "vectors.db")


def _ask(index: Index, encoder: Encoder, question: str, now: datetime) -> Answer:
    """The same decisions as a search makes, without choosing passages and marking words."""
    try:
        prepared = prepare(index.tables.lexicon, question)
    except QueryError:
        return Answer(answered=False, confidence=0.0)
    if not any(True for _ in tokenise(prepared.searched)):
        return Answer(answered=False, confidence=0.0)
    encoded = encoder.encode_query(prepared.searched)
    found = retrieve(index.engine, index.tables, prepared.searched, encoded, Filter(), now)
    confidence, threshold = judge(index, prepared, found, encoded)
    top = [index.tables.articles[row].summary.slug for row in found.articles[:TOP].tolist()]
    return Answer(
        answered=bool(top) and confidence >= threshold,
        confidence=round(confidence, 4),
        top=tuple(top),
        searched=prepared.searched,
        margin=round(abs(confidence - threshold), 4),
        floor=_floor(found),
    )


def _floor(found: Candidates) -> float:
    dense = [values[:TOP] for name, values in found.signals.items() if name.startswith("dense")]
    if not dense or not len(found):
        return 0.0
    return round(float(np.nanmax(np.stack(dense), axis=0).min()), 4)


@contextmanager
def index_of(bench: Bench, articles: Sequence[Article], most_sentences: int = 0) -> Iterator[Index]:
    """The index of articles; its tables lie in a folder that goes with it.

    most_sentences: for letters, see `build_audience`; questions need none. Raises PublishError.
    """
    root, caches = bench.data_dir / FOLDER, bench.data_dir / "cache"
    engine = MemoryBuilder()
    with disk_errors(bench.data_dir):
        root.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".building-", dir=root))
        try:
            with remembering(caches), closing(_vector_cache(bench)) as cache:

                def encode(texts: Sequence[str]) -> list[Encoded]:
                    return cache.encode(texts, bench.embedding.fingerprint, embed)[0]

                def embed(texts: list[str]) -> Iterator[Sequence[Encoded]]:
                    done = 0
                    for batch in bench.embedding.embed(texts):
                        done += len(batch)
                        bench.progress("embedding", done, len(texts))
                        yield batch

                def encode_sentences(texts: Sequence[str]) -> list[Encoded]:
                    return cache.encode(texts, _bare_name(bench), _bare(embed))[0]

                foreign = foreign_files(caches, bench.embedding.fingerprint, encode)
                build_audience(
                    scratch, articles, encode, foreign, engine, bench.embedding.dimension,
                    encode_sentences, most_sentences, fits=caches,
                )  # fmt: skip
                with closing(Index.open(scratch, engine)) as index:
                    yield index
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _shown(articles: Sequence[Article], now: datetime) -> Answers:
    """Which articles there are, and until when the same of them are shown."""
    turns = [
        moment
        for article in articles
        for moment in (article.shown_from, article.shown_until)
        if moment is not None and moment > now
    ]
    return Answers(
        since=now,
        until=min(turns, default=None),
        paths={article.slug: article.source_path for article in articles},
    )
