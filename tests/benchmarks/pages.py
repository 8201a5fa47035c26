"""Pages over HTTP: an article and the home page, warm, with one worker and with two.

    python -m tests.benchmarks.run --only pages

The load generator shares the machine with the server. Times are milliseconds.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.settings import load_settings
from kb.wiring import model_fingerprint
from tests.benchmarks import fresh
from tests.benchmarks.base import (
    SAMPLE,
    publish_repository,
    read_articles,
    repository,
    repository_settings,
    scratch_data,
)
from tests.benchmarks.figures import percentiles, row, spread
from tests.benchmarks.machine import describe
from tests.benchmarks.server import serving

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORKERS = (1, 2)
_CONNECTIONS = 8


def run(
    data_dir: Path, embedder: str = "e5-small", seconds: float = 20, articles: Path = SAMPLE
) -> dict[str, Any]:
    """Ask for each page for so many seconds. data_dir: where vectors and models are kept."""
    slug = min(article.slug for article in read_articles(articles))
    paths = {"article": f"/artykul/{slug}", "home": "/"}
    results: dict[str, Any] = {"connections": _CONNECTIONS}
    with tempfile.TemporaryDirectory(prefix="pages-") as scratch:
        repo = repository(articles, Path(scratch) / "repo")
        data = scratch_data(Path(scratch) / "data", data_dir)
        publish_repository(repo, data, embedder)
        for workers in _WORKERS:
            with serving(repository_settings(repo, data, embedder), workers) as server:
                results[str(workers)] = {
                    name: _phase(server.port, path, seconds) for name, path in paths.items()
                }
    return {
        "machine": describe(),
        "model": model_fingerprint(load_settings(data_dir=data_dir, embedder=embedder)),
        "results": results,
    }


def _phase(port: int, path: str, seconds: float) -> dict[str, Any]:
    asked: dict[str, Any] = {"port": port, "paths": [path], "connections": _CONNECTIONS}
    fresh.call("lean:run", **asked, seconds=seconds / 10)
    found = fresh.call("lean:run", **asked, seconds=seconds)
    latencies = found["latencies_ms"]
    good = latencies.pop("200", [])
    return {
        "requests_per_s": round(len(good) / found["seconds"], 1),
        "errors": sum(map(len, latencies.values())),
        **percentiles(good),
    }


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    found = result["results"]
    lines = [
        f"{found['connections']} connections that are kept open, generator on the same machine.",
        "",
        row("Page", "workers", "requests/s", "p50 ms", "p95 ms", "p99 ms", "errors"),
        "|---" * 7 + "|",
    ]
    for name in ("article", "home"):
        for workers in map(str, _WORKERS):
            phase = found[workers][name]
            lines.append(
                row(name, workers, phase["requests_per_s"], *spread(phase), phase["errors"])
            )
    return "\n".join(lines)
