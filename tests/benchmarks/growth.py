"""Growth benchmark: the same searches in 1, 3 and 10 times the corpus.

    python -m tests.benchmarks.growth --articles FOLDER --json

A copy has every third word replaced by another word of the corpus of the same length, so copies are
no duplicates and are cut into the same chunks. Their vectors are not computed by the model: they
are the original's with noise added, and their token vectors are the original's own. That changes
what is found, not what finding costs. Times are milliseconds of the search without the query's
embedding.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from kb.embedding.cache import VectorCache
from kb.ingest.build import build_audience
from kb.ingest.units import index_units, searched_text
from kb.search.edge import EdgeBuilder
from kb.search.engine import DENSE, Engine, EngineInfo, Filter, Probe, Ranking
from kb.search.foreign import EncodeTexts, foreign_files
from kb.search.index import Index
from kb.search.search import search
from kb.settings import load_settings
from kb.wiring import model_fingerprint, passage_embedding, query_encoder
from tests.benchmarks import fresh
from tests.benchmarks.base import read_articles
from tests.benchmarks.copies import grown
from tests.benchmarks.figures import disk_mib, memory_mib, percentiles, row
from tests.benchmarks.latency import TimedEncoder, read_queries
from tests.benchmarks.machine import describe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kb.ingest.publish import Embedding

FACTORS = (1, 3, 10)
_WARM_UP = 20
_EXPLANATION = (
    "Dense and sparse are shares of the search without the query's embedding. Vectors of the "
    "copies are those of the originals with noise, their token vectors the originals' own; a third "
    "of the copies' longer words is replaced."
)


class SplitEngine:
    """An engine that is asked one probe at a time and adds up dense and sparse milliseconds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.dense_ms = 0.0
        self.sparse_ms = 0.0

    def search(self, probes: Sequence[Probe], only: Filter) -> list[Ranking]:
        rankings = []
        for probe in probes:
            started = perf_counter()
            rankings += self._engine.search([probe], only)
            took = (perf_counter() - started) * 1000
            if probe.name == DENSE:
                self.dense_ms += took
            else:
                self.sparse_ms += took
        return rankings

    def info(self) -> EngineInfo:
        return self._engine.info()

    def close(self) -> None:
        self._engine.close()


def cached_encoder(data_dir: Path, embedding: Embedding) -> tuple[EncodeTexts, VectorCache]:
    """The product's embedding behind its cache of vectors."""
    cache = VectorCache(data_dir / "cache" / "vectors.db")
    return (
        lambda texts: cache.encode(texts, embedding.fingerprint, embedding.embed)[0],
        cache,
    )


def build(articles: str, data_dir: str, embedder: str, factor: int, folder: str) -> dict[str, Any]:
    """Build the index of `factor` times a folder of articles with the product's own builder."""
    settings = load_settings(data_dir=Path(data_dir), embedder=embedder)
    embedding = passage_embedding(settings)
    encode, cache = cached_encoder(settings.data_dir, embedding)
    originals = read_articles(Path(articles))
    encode([searched_text(chunk) for article in originals for chunk in index_units(article)])
    everything, encode_known = grown(originals, factor, encode)
    foreign = foreign_files(settings.data_dir / "cache", embedding.fingerprint, encode)
    base, engine = Path(folder), EdgeBuilder(Path(folder).parent / "run")
    started = perf_counter()
    chunks = build_audience(base, everything, encode_known, foreign, engine, embedding.dimension)
    took = perf_counter() - started
    cache.close()
    return {"articles": len(everything), "chunks": chunks, "build_s": round(took, 1)}


def measure(folder: str, data_dir: str, embedder: str, queries: Sequence[str]) -> dict[str, Any]:
    """Open an index and search it, in a fresh process."""
    base = Path(folder)
    encoder = TimedEncoder(query_encoder(load_settings(data_dir=Path(data_dir), embedder=embedder)))
    started = perf_counter()
    index = Index.open(base, EdgeBuilder(base.parent / "run"))
    opened = perf_counter() - started
    split = SplitEngine(index.engine)
    index = Index(index.tables, split)

    def ask(query: str) -> float:
        began = perf_counter()
        search(index, encoder, query, limit=5, only=Filter(), now=datetime.now(UTC), commit="")
        return (perf_counter() - began) * 1000 - encoder.last_ms

    for query in queries[:_WARM_UP]:
        ask(query)
    split.dense_ms = split.sparse_ms = 0.0
    times = [ask(query) for query in queries]
    total = max(sum(times), 1e-6)
    index.close()
    return {
        "search": percentiles(times),
        "dense_share": round(split.dense_ms / total, 3),
        "sparse_share": round(split.sparse_ms / total, 3),
        "open_s": round(opened, 2),
        "disk_mib": disk_mib(base),
        "rss_mib": memory_mib()["rss"],
    }


def run(
    articles: Path,
    queries: Path | None,
    data_dir: Path,
    embedder: str = "e5-small",
    factors: Sequence[int] = FACTORS,
    limit: int = 200,
) -> dict[str, Any]:
    """Run the benchmark; `limit` queries of each column are asked."""
    asked = read_queries(articles, queries, limit)
    mixed = [text for texts in zip(*asked.values(), strict=True) for text in texts]
    common: dict[str, Any] = {"data_dir": str(data_dir.absolute()), "embedder": embedder}
    sizes: dict[str, Any] = {}
    for factor in factors:
        with tempfile.TemporaryDirectory(prefix=f"growth-{factor}-") as scratch:
            folder = str(Path(scratch) / "base")
            built = fresh.call(
                "growth:build",
                **common,
                articles=str(articles.absolute()),
                factor=factor,
                folder=folder,
            )
            searched = fresh.call("growth:measure", **common, folder=folder, queries=mixed)
            sizes[str(factor)] = built | searched
    smallest, largest = sizes[str(factors[0])], sizes[str(factors[-1])]
    return {
        "machine": describe(),
        "model": model_fingerprint(load_settings(data_dir=data_dir, embedder=embedder)),
        "results": {
            "sizes": sizes,
            "corpus_growth": round(largest["chunks"] / smallest["chunks"], 2),
            "p50_growth": _growth(smallest, largest, "p50"),
            "p95_growth": _growth(smallest, largest, "p95"),
        },
    }


def _growth(smallest: Mapping[str, Any], largest: Mapping[str, Any], figure: str) -> float:
    return round(float(largest["search"][figure] / max(smallest["search"][figure], 1e-6)), 2)


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    found = result["results"]
    columns = ("articles", "chunks", "p50 ms", "p95 ms", "dense", "sparse", "open s", "disk MiB",
               "memory MiB", "build s")  # fmt: skip
    lines = [row("×", *columns), "|---" * (len(columns) + 1) + "|"]
    for factor, size in found["sizes"].items():
        lines.append(
            row(
                factor,
                size["articles"],
                size["chunks"],
                f"{size['search']['p50']:.1f}",
                f"{size['search']['p95']:.1f}",
                f"{size['dense_share']:.0%}",
                f"{size['sparse_share']:.0%}",
                size["open_s"],
                size["disk_mib"],
                size["rss_mib"],
                size["build_s"],
            )
        )
    slower = max(found["p50_growth"], found["p95_growth"]) < found["corpus_growth"]
    growth = (
        f"{found['corpus_growth']} times the chunks cost {found['p50_growth']} times the median "
        f"and {found['p95_growth']} times the p95: search time grows "
        f"{'slower than' if slower else '**not slower than**'} the corpus."
    )
    return "\n".join([*lines, "", growth, "", _EXPLANATION])


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, required=True, help="a folder of Markdown")
    parser.add_argument("--queries", type=Path, help="JSON Lines; default: the articles' titles")
    parser.add_argument("--data-dir", type=Path, default=Path("var"))
    parser.add_argument("--embedder", default="e5-small")
    parser.add_argument("--factors", type=int, nargs="+", default=list(FACTORS))
    parser.add_argument("--limit", type=int, default=200, help="queries of each column")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    result = run(
        options.articles,
        options.queries,
        options.data_dir,
        options.embedder,
        options.factors,
        options.limit,
    )
    print(json.dumps(result, ensure_ascii=False) if options.json else table(result))


if __name__ == "__main__":
    main()
