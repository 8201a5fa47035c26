"""HTTP benchmark: `kb serve` under load, first alone, then while `kb publish` runs in a loop.

    python -m tests.benchmarks.http --seconds 60 --json

The sample base is served from a git repository of its own. One probe article states its edition;
every publish commits a new edition, so an answer whose passage and commit disagree is a mixed one.
The load generator shares the machine with the server. Times are milliseconds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from kb.settings import load_settings
from kb.wiring import model_fingerprint
from tests.benchmarks import fresh
from tests.benchmarks.base import (
    FOLDER,
    SAMPLE,
    commit_all,
    publish_repository,
    repository,
    repository_settings,
    scratch_data,
)
from tests.benchmarks.figures import memory_mib, percentiles, row
from tests.benchmarks.machine import describe
from tests.benchmarks.queries import distinct_queries
from tests.benchmarks.server import serving

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DISTINCT = 2_000
_REQUESTS = 100_000
_GENERATORS = 2
#: One request in so many asks for the probe article.
_PROBE_EVERY = 20
_PROBE_QUESTION = "wydanie numer księgi kontrolnej zbioru"
_PROBE = """\
---
title: Wydanie księgi kontrolnej zbioru
audience: public
language: pl
---

Księga kontrolna zbioru. Wydanie numer {edition}. Księga kontrolna mówi, które wydanie jest podane.
"""


@dataclass
class Editor:
    """Commits editions of the probe article and publishes each of them."""

    repo: Path
    data: Path
    embedder: str
    editions: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    stop: Event = field(default_factory=Event)

    def publish(self) -> None:
        """Commit the next edition and publish it."""
        number = len(self.editions) + 1
        probe = self.repo / FOLDER / "kontrolna.md"
        probe.write_text(_PROBE.format(edition=number), "utf-8")
        self.editions[commit_all(self.repo)] = number
        publish_repository(self.repo, self.data, self.embedder, "--rebuild")

    def publish_until_stopped(self) -> None:
        """Publish one edition after the other."""
        while not self.stop.is_set():
            try:
                self.publish()
            except (RuntimeError, OSError, subprocess.CalledProcessError) as exc:
                self.failures.append(str(exc))

    def mixed(self, seen: Sequence[Sequence[Any]]) -> int:
        """How many answers of (commit, edition, answers) do not belong together."""
        return sum(
            answers
            for commit, number, answers in seen
            if commit not in self.editions or number not in (None, self.editions[commit])
        )


def load(
    port: int,
    queries: Sequence[str],
    seconds: float,
    connections: int,
    rate: float | None,
    requests: int = _REQUESTS,
) -> dict[str, Any]:
    """Run the load generators and add up what they saw."""
    processes = [
        fresh.start(
            "load:run",
            port=port,
            queries=queries[part::_GENERATORS],
            connections=max(1, connections // _GENERATORS),
            seconds=seconds,
            requests=requests // _GENERATORS,
            rate=rate / _GENERATORS if rate else None,
        )
        for part in range(_GENERATORS)
    ]
    parts = [fresh.result(process) for process in processes]
    latencies = [value for part in parts for value in part["latencies_ms"]]
    errors = [error for part in parts for error in part["errors"]]
    took = max(part["seconds"] for part in parts)
    return {
        "requests": len(latencies),
        "distinct": min(len(set(queries)), len(latencies)),
        "seconds": round(took, 1),
        "requests_per_s": round(len(latencies) / took, 1),
        "errors": len(errors),
        "error_examples": errors[:5],
        **percentiles(latencies),
        "editions": [pair for part in parts for pair in part["editions"]],
    }


def run(
    data_dir: Path,
    embedder: str = "e5-small",
    seconds: float = 60,
    connections: int = 8,
    rate: float | None = None,
    distinct: int = _DISTINCT,
    articles: Path = SAMPLE,
    workers: int = 2,
    requests: int = _REQUESTS,
) -> dict[str, Any]:
    """Run both phases. data_dir: where vectors and unpacked models are kept between runs."""
    with tempfile.TemporaryDirectory(prefix="http-") as scratch:
        repo = repository(articles, Path(scratch) / "repo")
        data = scratch_data(Path(scratch) / "data", data_dir)
        editor = Editor(repo, data, embedder)
        editor.publish()
        asked = _with_probe(distinct_queries(articles / "golden.yaml", distinct))
        settings = repository_settings(repo, data, embedder)
        with serving(settings, workers) as server:
            load(server.port, asked, seconds / 6, connections, None, requests)
            alone = load(server.port, asked, seconds, connections, rate, requests)
            memory = [memory_mib(pid) for pid in server.workers()]
            before = len(editor.editions)
            thread = Thread(target=editor.publish_until_stopped)
            thread.start()
            try:
                busy = load(server.port, asked, seconds, connections, rate, requests)
            finally:
                editor.stop.set()
                thread.join()
            memory_after = [memory_mib(pid) for pid in server.workers()]
            published = len(editor.editions) - before
    return {
        "machine": describe(),
        "model": model_fingerprint(load_settings(data_dir=data_dir, embedder=embedder)),
        "results": {
            "workers": workers,
            "connections": connections,
            "rate": rate,
            "alone": _phase(alone, editor),
            "publishing": _phase(busy, editor)
            | {"publishes": published, "failed_publishes": editor.failures},
            "worker_memory_mib": memory,
            "worker_memory_publishing_mib": memory_after,
        },
    }


def _with_probe(queries: list[str]) -> list[str]:
    # In pairs, because every generator takes each second query.
    step = _PROBE_EVERY * _GENERATORS
    mixed = []
    for at in range(0, len(queries), step):
        mixed += [*queries[at : at + step], *[_PROBE_QUESTION] * _GENERATORS]
    return mixed


def _phase(loaded: dict[str, Any], editor: Editor) -> dict[str, Any]:
    seen = loaded.pop("editions")
    return loaded | {
        "mixed": editor.mixed(seen),
        "commits_seen": len({commit for commit, _, _ in seen}),
        "editions_checked": sum(answers for _, number, answers in seen if number is not None),
    }


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    found = result["results"]
    lines = [
        f"{found['workers']} workers, {found['connections']} connections, "
        + (f"{found['rate']} requests/s by the clock" if found["rate"] else "closed loop")
        + f", {found['alone']['distinct']} distinct queries, generator on the same machine.",
        "",
        row("Phase", "requests/s", "requests", "p50 ms", "p95 ms", "p99 ms", "errors", "mixed"),
        "|---" * 8 + "|",
    ]
    names = {"alone": "serving", "publishing": "serving while publishing in a loop"}
    for key, name in names.items():
        phase = found[key]
        times = (f"{phase[p]:.1f}" for p in ("p50", "p95", "p99"))
        lines.append(
            row(
                name,
                phase["requests_per_s"],
                phase["requests"],
                *times,
                phase["errors"],
                phase["mixed"],
            )
        )
    publishing = found["publishing"]
    lines += [
        "",
        (
            f"{publishing['publishes']} publishes ran beside the second phase, "
            f"{len(publishing['failed_publishes'])} failed; answers came from "
            f"{publishing['commits_seen']} of their commits."
        ),
        "",
        (
            f"Memory of each worker, MiB: {_held(found['worker_memory_mib'])} after the first "
            f"phase, {_held(found['worker_memory_publishing_mib'])} after the second."
        ),
    ]
    return "\n".join(lines)


def _held(workers: Sequence[Mapping[str, float]]) -> str:
    return ", ".join(f"{m['rss']} (shared pages divided: {m['pss']})" for m in workers)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("var"))
    parser.add_argument("--embedder", default="e5-small")
    parser.add_argument("--seconds", type=float, default=60, help="of each phase")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rate", type=float, help="requests/s by the clock; default: closed loop")
    parser.add_argument("--distinct", type=int, default=_DISTINCT, help="different queries")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    result = run(
        options.data_dir,
        options.embedder,
        options.seconds,
        options.connections,
        options.rate,
        options.distinct,
    )
    print(json.dumps(result, ensure_ascii=False) if options.json else table(result))


if __name__ == "__main__":
    main()
