"""Searches of polite visitors while others hold slow connections, or ask five times too much.

    python -m tests.benchmarks.run --only slow overload

Polite visitors search twice a second, each search from an address of its own. Times are
milliseconds from when a search was due.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kb.settings import load_settings
from kb.wiring import model_fingerprint
from tests.benchmarks import fresh
from tests.benchmarks.base import (
    SAMPLE,
    publish_repository,
    repository,
    repository_settings,
    scratch_data,
)
from tests.benchmarks.figures import memory_mib, percentiles, row, spread
from tests.benchmarks.machine import describe
from tests.benchmarks.queries import distinct_queries
from tests.benchmarks.server import Server, serving

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SLOW_SOCKETS = 200
_FACTOR = 5
_POLITE_RATE = 2.0
_DISTINCT = 400
_EXPECTED = frozenset({"200", "429", "503"})
#: Addresses of polite visitors; of a crowd; of one that asks too much.
_POLITE = [f"198.18.{part}.{last}" for part in range(8) for last in range(1, 255)]
_CROWD = [f"100.64.{part}.{last}" for part in range(16) for last in range(1, 255)]
_ONE = ["203.0.113.9"]


def slow(
    data_dir: Path, embedder: str = "e5-small", seconds: float = 60, articles: Path = SAMPLE
) -> dict[str, Any]:
    """Polite searches alone, then beside slow connections."""
    with _server(data_dir, embedder, articles) as (server, paths):
        quiet = _polite(server, paths, seconds)
        before = _memory(server)
        others = fresh.start(
            "lean:dribble", port=server.port, sockets=SLOW_SOCKETS, seconds=seconds + 2
        )
        beside = _polite(server, paths, seconds)
        after = _memory(server)
        dribbled = fresh.result(others)
    results = {"sockets": SLOW_SOCKETS, "quiet": quiet, "slow": beside, "dribbled": dribbled}
    return _section(data_dir, embedder, results | _growth(quiet, before, slow=(beside, after)))


def overload(
    data_dir: Path, embedder: str = "e5-small", seconds: float = 60, articles: Path = SAMPLE
) -> dict[str, Any]:
    """Polite searches alone, then while one address, then a crowd, asks five times the capacity."""
    with _server(data_dir, embedder, articles) as (server, paths):
        full = _flood(server, paths, seconds / 4, None, _CROWD)
        capacity = len(fresh.result(full)["latencies_ms"].get("200", ())) / (seconds / 4)
        quiet = _polite(server, paths, seconds)
        before = _memory(server)
        results: dict[str, Any] = {"capacity_per_s": round(capacity, 1), "quiet": quiet}
        measured = {}
        for name, addresses in (("one", _ONE), ("crowd", _CROWD)):
            flood = _flood(server, paths, seconds, _FACTOR * max(capacity, 1), addresses)
            results[name] = _polite(server, paths, seconds)
            measured[name] = (results[name], _memory(server))
            results[f"{name}_flood"] = _answers(fresh.result(flood))
    return _section(data_dir, embedder, results | _growth(quiet, before, **measured))


@contextmanager
def _server(data_dir: Path, embedder: str, articles: Path) -> Iterator[tuple[Server, list[str]]]:
    with tempfile.TemporaryDirectory(prefix="overload-") as scratch:
        repo = repository(articles, Path(scratch) / "repo")
        data = scratch_data(Path(scratch) / "data", data_dir)
        publish_repository(repo, data, embedder)
        asked = distinct_queries(articles / "golden.yaml", _DISTINCT)
        # Addresses stand in X-Forwarded-For, as behind a proxy.
        settings = repository_settings(repo, data, embedder) | {"proxy_hops": 1}
        with serving(settings, 2) as server:
            yield server, [f"/szukaj?q={quote(query)}" for query in asked]


def _polite(server: Server, paths: Sequence[str], seconds: float) -> dict[str, Any]:
    return _answers(
        fresh.call(
            "lean:run",
            port=server.port,
            paths=list(paths),
            connections=8,
            seconds=seconds,
            rate=_POLITE_RATE,
            addresses=_POLITE,
        )
    )


def _flood(
    server: Server,
    paths: Sequence[str],
    seconds: float,
    rate: float | None,
    addresses: Sequence[str],
) -> Any:
    return fresh.start(
        "lean:run",
        port=server.port,
        paths=list(paths),
        connections=64 if rate else 8,
        seconds=seconds,
        rate=rate,
        addresses=list(addresses),
    )


def _answers(found: Mapping[str, Any]) -> dict[str, Any]:
    by_status = found["latencies_ms"]
    return {
        "statuses": {status: len(values) for status, values in sorted(by_status.items())},
        "unexpected": sum(len(by_status[status]) for status in set(by_status) - _EXPECTED),
        **percentiles(by_status.get("200", [])),
    }


def _memory(server: Server) -> float:
    return sum(memory_mib(pid)["rss"] for pid in server.workers())


def _growth(
    quiet: Mapping[str, Any], before: float, **phases: tuple[Mapping[str, Any], float]
) -> dict[str, float]:
    ratios = {}
    for name, (found, after) in phases.items():
        ratios[f"{name}_p95_ratio"] = round(found["p95"] / max(quiet["p95"], 1e-9), 2)
        ratios[f"{name}_memory_ratio"] = round(after / before, 3)
    return ratios


def _section(data_dir: Path, embedder: str, results: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "machine": describe(),
        "model": model_fingerprint(load_settings(data_dir=data_dir, embedder=embedder)),
        "results": dict(results),
    }


def _rows(found: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    yield row("Polite searches", "answers", "p50 ms", "p95 ms", "p99 ms", "p95 ×", "memory ×")
    yield "|---" * 7 + "|"
    for key, name in names.items():
        ratios = (found.get(f"{key}_{part}_ratio", "") for part in ("p95", "memory"))
        yield row(name, _said(found[key]), *spread(found[key]), *ratios)


def _said(answers: Mapping[str, Any]) -> str:
    return ", ".join(f"{number} × {status}" for status, number in answers["statuses"].items())


def slow_table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    found = result["results"]
    slow_name = f"beside {found['sockets']} connections of 1 byte a second"
    return "\n".join(_rows(found, {"quiet": "alone", "slow": slow_name}))


def overload_table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    found = result["results"]
    names = {
        "quiet": "alone",
        "one": f"one address asks {_FACTOR} times the capacity",
        "crowd": "a crowd of addresses does",
    }
    flood = (
        f"Capacity: {found['capacity_per_s']} searches/s. The one address was answered "
        f"{_said(found['one_flood'])}, the crowd {_said(found['crowd_flood'])}."
    )
    return "\n".join([flood, "", *_rows(found, names)])
