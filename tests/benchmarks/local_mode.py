"""The same hybrid queries through Qdrant Edge and through qdrant-client's local mode.

Both hold the same points, built by the product's own adapters, and get the same dense and sparse
probes with the same limits; see tests.benchmarks.latency.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from qdrant_client import QdrantClient

from kb.ingest.publish import publish
from kb.ingest.repository import read_worktree
from kb.model import Audience
from kb.search.engine import Engine, EngineInfo, Filter, Probe, Ranking
from kb.search.generation import index_root
from kb.search.index import Index
from kb.search.question import prepare
from kb.search.retrieve import retrieve
from kb.search.server import ServerBuilder
from kb.settings import load_settings
from kb.wiring import passage_embedding
from tests.benchmarks.base import scratch_data
from tests.benchmarks.figures import percentiles

if TYPE_CHECKING:
    from collections.abc import Sequence


class RecordingEngine:
    """An engine that keeps every list of probes it was asked with and the milliseconds it took."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.asked: list[Sequence[Probe]] = []
        self.took_ms: list[float] = []

    def search(self, probes: Sequence[Probe], only: Filter) -> list[Ranking]:
        started = perf_counter()
        rankings = self._engine.search(probes, only)
        self.took_ms.append((perf_counter() - started) * 1000)
        self.asked.append(probes)
        return rankings

    def info(self) -> EngineInfo:
        return self._engine.info()

    def close(self) -> None:
        self._engine.close()


def measure(data_dir: str, embedder: str, articles: str, queries: Sequence[str]) -> dict[str, Any]:
    """Time both engines on the public articles of a folder that is published in `data_dir`."""
    from tests.benchmarks.latency import public_reader

    with public_reader(data_dir, embedder) as (reader, encoder):
        edge = RecordingEngine(reader.index.engine)
        for text in queries:
            searched = prepare(reader.index.tables.lexicon, text).searched
            retrieve(
                edge,
                reader.index.tables,
                searched,
                encoder.encode_query(searched),
                Filter(),
                datetime.now(UTC),
            )
        points = edge.info().points
    with tempfile.TemporaryDirectory(prefix="local-mode-") as scratch:
        index = _build_local(Path(scratch) / "data", Path(data_dir), embedder, Path(articles))
        local = RecordingEngine(index.engine)
        if local.info().points != points:
            raise RuntimeError(f"{local.info().points} points in local mode, {points} in Edge.")
        for probes in edge.asked:
            local.search(probes, Filter())
        index.close()
    times = {"edge": percentiles(edge.took_ms), "local": percentiles(local.took_ms)}
    ratio = times["local"]["p50"] / max(times["edge"]["p50"], 1e-6)
    return {**times, "points": points, "engine_ratio": round(ratio, 1)}


def _build_local(data: Path, shared: Path, embedder: str, articles: Path) -> Index:
    """Publish the folder once more into memory; vectors come from the cache."""
    settings = load_settings(data_dir=scratch_data(data, shared), embedder=embedder)
    engine = ServerBuilder(lambda: QdrantClient(":memory:"))
    published = publish(
        lambda: read_worktree(articles),
        settings.data_dir,
        Audience.PUBLIC,
        passage_embedding(settings),
        engine,
        "qdrant-local",
        keep=1,
    )
    folder = index_root(settings.data_dir) / published.generation
    return Index.open(folder / Audience.PUBLIC, engine)
