"""Latency benchmark: the whole search in one process, its parts, completions, local mode, memory.

    python -m tests.benchmarks.latency --articles FOLDER [--queries titles.jsonl] --json

The folder of Markdown is published to a scratch folder; then fresh processes with one thread each,
warmed up, search it as a web worker does. Times are milliseconds.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from kb.model import Audience
from kb.settings import load_settings
from kb.wiring import model_fingerprint, open_library
from tests.benchmarks import fresh
from tests.benchmarks.base import publish_folder, read_articles, scratch_data
from tests.benchmarks.figures import memory_mib, percentiles, row, spread
from tests.benchmarks.machine import describe
from tests.benchmarks.queries import columns, prefixes
from tests.benchmarks.retrieval import COLUMNS, read_jsonl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kb.embedding.encoder import Encoded, Encoder
    from kb.reader import Reader

#: What a search must never load (tests/project/test_architecture.py holds it, too).
HEAVY = ("torch", "transformers", "sentence_transformers", "spacy", "llama_index")
_WARM_UP = 50
_COMPLETIONS = 1_000


class TimedEncoder:
    """An encoder that notes how long its last query took."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self.last_ms = 0.0

    def encode_query(self, text: str) -> Encoded:
        started = perf_counter()
        encoded = self._encoder.encode_query(text)
        self.last_ms = (perf_counter() - started) * 1000
        return encoded

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        return self._encoder.encode_passages(texts)


@contextmanager
def public_reader(data_dir: str, embedder: str) -> Iterator[tuple[Reader, TimedEncoder]]:
    """The published base with a timed encoder."""
    library = open_library(load_settings(data_dir=Path(data_dir), embedder=embedder))
    reader = library.reader(Audience.PUBLIC)
    if reader.encoder is None:
        raise RuntimeError("The embedding model cannot be loaded; the log above says why.")
    timed = TimedEncoder(reader.encoder)
    reader.encoder = timed
    yield reader, timed
    library.close()


def measure(data_dir: str, embedder: str, queries: Mapping[str, list[str]]) -> dict[str, Any]:
    """Time every query of every column, and completions."""
    whole: dict[str, list[float]] = {column: [] for column in queries}
    rest: list[float] = []
    embedding: list[float] = []
    with public_reader(data_dir, embedder) as (reader, timed):
        for texts in queries.values():
            for text in texts[:_WARM_UP]:
                reader.search(text)
        for column, texts in queries.items():
            for text in texts:
                started = perf_counter()
                reader.search(text)
                took = (perf_counter() - started) * 1000
                whole[column].append(took)
                embedding.append(timed.last_ms)
                rest.append(took - timed.last_ms)
        completions = []
        for prefix in prefixes(list(reader.index.tables.lexicon.counts), _COMPLETIONS):
            started = perf_counter()
            reader.complete(prefix)
            completions.append((perf_counter() - started) * 1000)
        status = reader.status()
    return {
        "chunks": status.chunks,
        "search": percentiles([took for column in whole.values() for took in column]),
        "without_embedding": percentiles(rest),
        "embedding": percentiles(embedding),
        "completions": percentiles(completions),
        "columns": {column: percentiles(times) for column, times in whole.items()},
    }


def memory(data_dir: str, embedder: str, queries: Sequence[str], searches: int) -> dict[str, Any]:
    """Memory of this process after so many searches, and what it has loaded that it must not."""
    with public_reader(data_dir, embedder) as (reader, _):
        opened = memory_mib()
        for number in range(searches):
            reader.search(queries[number % len(queries)])
        after = memory_mib()
    return {
        "searches": searches,
        "opened_mib": opened["rss"],
        "rss_mib": after["rss"],
        "heavy_modules": sorted(set(HEAVY) & set(sys.modules)),
    }


def read_queries(articles: Path, queries: Path | None, limit: int | None) -> dict[str, list[str]]:
    """Columns of queries: those of a file, or made from the titles of the articles themselves."""
    if queries is not None:
        asked = read_jsonl(queries)[:limit]
        return {column: [str(item[column]) for item in asked] for column in COLUMNS}
    titles = [article.title for article in read_articles(articles)]
    random.Random(1).shuffle(titles)
    return columns(titles[:limit])


def run(
    articles: Path,
    queries: Path | None,
    data_dir: Path,
    embedder: str = "e5-small",
    limit: int | None = 1_000,
    searches: int = 1_000,
    local: int = 200,
) -> dict[str, Any]:
    """Run the benchmark.

    data_dir: where vectors and unpacked models are kept between runs; nothing else is written
    there. limit: queries of each column; searches: before memory is read; local: queries through
    qdrant-client's local mode.
    """
    asked = read_queries(articles, queries, limit)
    mixed = [text for texts in zip(*asked.values(), strict=True) for text in texts]
    with tempfile.TemporaryDirectory(prefix="latency-") as scratch:
        data = scratch_data(Path(scratch) / "data", data_dir)
        published = publish_folder(articles, data, embedder)
        base: dict[str, Any] = {"data_dir": str(data), "embedder": embedder}
        found = fresh.call("latency:measure", **base, queries=asked)
        held = fresh.call("latency:memory", **base, queries=mixed, searches=searches)
        compared = fresh.call(
            "local_mode:measure", **base, articles=str(articles.absolute()), queries=mixed[:local]
        )
    found["memory"] = held
    found["local_mode"] = compared | {
        "search_ratio": round(compared["local"]["p50"] / max(found["search"]["p50"], 1e-6), 1)
    }
    return {
        "machine": describe(),
        "model": model_fingerprint(load_settings(data_dir=data_dir, embedder=embedder)),
        "articles": published["articles"],
        "results": found,
    }


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    found = result["results"]
    local = found["local_mode"]
    held = found["memory"]
    return "\n".join(
        [
            (
                f"{result['articles']} articles, {found['chunks']} chunks, one thread, warm, "
                f"{found['search']['count']} searches."
            ),
            "",
            row("Milliseconds", "p50", "p95", "p99"),
            "|---|---|---|---|",
            row("whole search", *spread(found["search"])),
            *(row(f"– {name}", *spread(times)) for name, times in found["columns"].items()),
            row("the query's embedding", *spread(found["embedding"])),
            row("everything else", *spread(found["without_embedding"])),
            row("completions", *spread(found["completions"])),
            row("the engine's part alone: Qdrant Edge", *spread(local["edge"])),
            row("the same through qdrant-client's local mode", *spread(local["local"])),
            "",
            (
                f"Local mode against Edge: {local['engine_ratio']} times the time of the same "
                f"hybrid query; {local['search_ratio']} times that of our whole search."
            ),
            "",
            (
                f"A process after {held['searches']} searches holds {held['rss_mib']} MiB "
                f"({held['opened_mib']} MiB just opened) and has loaded "
                f"{', '.join(held['heavy_modules']) or 'none'} of {', '.join(HEAVY)}."
            ),
        ]
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, required=True, help="a folder of Markdown")
    parser.add_argument("--queries", type=Path, help="JSON Lines; default: the articles' titles")
    parser.add_argument("--data-dir", type=Path, default=Path("var"))
    parser.add_argument("--embedder", default="e5-small")
    parser.add_argument("--limit", type=int, default=1_000, help="queries of each column")
    parser.add_argument("--searches", type=int, default=1_000, help="before memory is read")
    parser.add_argument("--local", type=int, default=200, help="queries through local mode")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    result = run(
        options.articles,
        options.queries,
        options.data_dir,
        options.embedder,
        options.limit,
        options.searches,
        options.local,
    )
    print(json.dumps(result, ensure_ascii=False) if options.json else table(result))


if __name__ == "__main__":
    main()
