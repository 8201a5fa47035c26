"""Retrieval benchmark: titles as queries against bodies, with an ablation per query column.

    python -m tests.benchmarks.retrieval --corpus bodies.jsonl.xz --queries titles.jsonl --json

Protocol: only bodies are indexed; a document's score is that of its best chunk; its rank is the
number of documents with a strictly higher score plus half of those with an equal one; a document
without a score is not found.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from kb.embedding.cache import VectorCache
from kb.embedding.encoder import Encoded, Encoder
from kb.ingest.build import build_audience
from kb.ingest.markdown import parse_markdown
from kb.model import Article, Audience
from kb.polish.text import tokenise
from kb.search.edge import EdgeBuilder
from kb.search.engine import DENSE, Filter, Probe
from kb.search.foreign import foreign_files
from kb.search.index import Index
from kb.search.lexical import Bm25, analysers
from kb.search.question import Prepared, prepare
from kb.search.retrieve import retrieve
from kb.settings import load_settings
from kb.wiring import passage_embedding, query_encoder
from tests.benchmarks.machine import describe

NOW = datetime(2026, 11, 21, tzinfo=UTC)
COLUMNS = ("plain", "no_diacritics", "typos")
Scores = NDArray[np.float64]
_EVERYTHING = 100_000


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Read a JSON Lines file, compressed with xz or not."""
    opened: Callable[..., TextIO] = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def body_article(identity: str, text: str) -> Article:
    """An article of which nothing but the body is known."""
    return Article(
        id=identity,
        slug=identity,
        category="",
        title="",
        audience=Audience.PUBLIC,
        language="pl",
        sections=parse_markdown(text).sections,
        html="",
        markdown="",
        source_path="",
        commit="",
        updated_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def build(documents: Sequence[Mapping[str, Any]], folder: Path, data_dir: Path) -> Index:
    """Index the bodies with the product's own builder."""
    settings = load_settings(data_dir=data_dir)
    embedding = passage_embedding(settings)
    cache = VectorCache(data_dir / "cache" / "vectors.db")
    articles = [body_article(str(item["id"]), str(item["text"])) for item in documents]
    engine = EdgeBuilder(folder / "run")

    def encode(texts: Sequence[str]) -> list[Encoded]:
        return cache.encode(texts, embedding.fingerprint, embedding.embed)[0]

    build_audience(
        folder / "base",
        articles,
        encode,
        foreign_files(data_dir / "cache", embedding.fingerprint, encode),
        engine,
        embedding.dimension,
    )
    cache.close()
    return Index.open(folder / "base", engine)


class PlainBm25:
    """BM25 over folded word forms, nothing corrected: what a search without Polish reaches."""

    def __init__(self, documents: Sequence[Mapping[str, Any]]) -> None:
        words = [self._words(str(item["text"])) for item in documents]
        bm25 = Bm25.fit(words)
        self._bm25 = bm25
        self._postings: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for number, units in enumerate(words):
            vector = bm25.document(units)
            for index, value in zip(vector.indices, vector.values, strict=True):
                self._postings[index].append((number, value))

    @staticmethod
    def _words(text: str) -> list[str]:
        return [token.form.casefold() for token in tokenise(text)]

    def scores(self, query: str) -> dict[int, float]:
        """Document number → score."""
        found: dict[int, float] = defaultdict(float)
        for index in self._bm25.query(self._words(query)).indices:
            for number, value in self._postings[index]:
                found[number] += value
        return dict(found)


def rank_of(scores: Scores, relevant: int) -> float | None:
    """Rank from 1 with ties shared; None if the document has no score."""
    own = scores[relevant]
    if np.isnan(own) or own == 0:
        return None
    higher = float(np.sum(scores > own))
    equal = float(np.sum(scores == own)) - 1
    return 1 + higher + equal / 2


def methods(
    index: Index, encoder: Encoder, plain: PlainBm25, query: str
) -> Iterable[tuple[str, Scores]]:
    """Scores of every document under each method, NaN where it is not found."""
    tables, count = index.tables, len(index.tables.articles)
    prepared: Prepared = prepare(tables.lexicon, query)
    encoded = encoder.encode_query(prepared.searched)

    def by_article(pairs: Iterable[tuple[int, float]]) -> Scores:
        best = np.full(count, np.nan)
        for article, score in pairs:
            best[article] = np.fmax(best[article], score)
        return best

    def engine(name: str, vector: Any) -> Scores:
        (ranking,) = index.engine.search([Probe(name, vector, _EVERYTHING)], Filter())
        return by_article((int(tables.article_of[point]), score) for point, score in ranking)

    yield "plain BM25", by_article(plain.scores(query).items())
    for name, analyse in analysers().items():
        vector = tables.statistics[name].query(analyse(prepared.searched))
        yield (
            f"BM25 {name}",
            engine(name, vector) if vector.indices else np.full(count, np.nan),
        )
    yield "dense", engine(DENSE, encoded.vector)
    for name, tokens in (("fused", None), ("re-ranked", encoded.tokens)):
        candidates = retrieve(
            index.engine,
            tables,
            prepared.searched,
            encoded if tokens is not None else _without_tokens(encoded),
            Filter(),
            NOW,
        )
        scores = np.full(count, np.nan)
        # Shifted, because a score of zero means "not found" in the protocol.
        scores[candidates.articles] = candidates.score - candidates.score.min(initial=0.0) + 1.0
        yield name, scores


def _without_tokens(encoded: Encoded) -> Encoded:
    return replace(encoded, tokens=None)


def run(corpus: Path, queries: Path, data_dir: Path, limit: int | None = None) -> dict[str, Any]:
    """Run the benchmark; `limit` takes the first queries only."""
    documents = read_jsonl(corpus)
    asked = read_jsonl(queries)[:limit]
    number = {str(item["id"]): place for place, item in enumerate(documents)}
    with tempfile.TemporaryDirectory(prefix="retrieval-") as scratch:
        index = build(documents, Path(scratch), data_dir)
        encoder = query_encoder(load_settings(data_dir=data_dir))
        plain = PlainBm25(documents)
        ranks: dict[str, dict[str, list[float | None]]] = {
            column: defaultdict(list) for column in COLUMNS
        }
        for done, item in enumerate(asked, 1):
            for column in COLUMNS:
                for name, scores in methods(index, encoder, plain, str(item[column])):
                    ranks[column][name].append(rank_of(scores, number[str(item["id"])]))
            if done % 100 == 0:
                print(f"{done}/{len(asked)} queries", file=sys.stderr)
        index.close()
    return {
        "machine": describe(),
        "model": encoder.fingerprint,
        "documents": len(documents),
        "queries": len(asked),
        "results": {
            column: {name: _figures(found) for name, found in rows.items()}
            for column, rows in ranks.items()
        },
    }


def _figures(ranks: Sequence[float | None]) -> dict[str, float]:
    def share(at: int) -> float:
        return sum(rank is not None and rank <= at for rank in ranks) / max(1, len(ranks))

    reciprocal = [1 / rank for rank in ranks if rank is not None and rank <= 10]
    return {
        "R@1": round(share(1), 4),
        "R@5": round(share(5), 4),
        "MRR@10": round(sum(reciprocal) / max(1, len(ranks)), 4),
    }


def table(result: Mapping[str, Any]) -> str:
    """The ablation as a Markdown table."""
    lines = ["| Method | " + " | ".join(f"{c} R@1 / R@5 / MRR@10" for c in COLUMNS) + " |"]
    lines.append("|---" * (len(COLUMNS) + 1) + "|")
    for name in result["results"][COLUMNS[0]]:
        cells = []
        for column in COLUMNS:
            row = result["results"][column][name]
            cells.append(f"{row['R@1']:.3f} / {row['R@5']:.3f} / **{row['MRR@10']:.3f}**")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--data-dir", type=Path, default=Path("var"))
    parser.add_argument("--limit", type=int, help="first queries only")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    result = run(options.corpus, options.queries, options.data_dir, options.limit)
    print(json.dumps(result, ensure_ascii=False) if options.json else table(result))


if __name__ == "__main__":
    main()
