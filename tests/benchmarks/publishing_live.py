"""From `git commit` to served, with the server and the worker running and visitors reading.

    python -m tests.benchmarks.publishing_live [COMMITS]

The repository's own hook publishes, as `kb hooks install` sets it up. Visitors read the changed
article as JSON, as a page and in a search all the while, each over one connection that is kept.
Every answer names its commit or holds the number of the change, and both must fit.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from os import getloadavg
from pathlib import Path
from statistics import median
from threading import Event, Lock, Thread
from time import perf_counter
from typing import Any

from kb.ingest.git import run_git
from kb.publishing.hooks import install
from tests.benchmarks.base import (
    FOLDER,
    SAMPLE,
    commit_all,
    publish_repository,
    repository,
    repository_settings,
    scratch_data,
)
from tests.benchmarks.figures import row
from tests.benchmarks.fresh import ROOT
from tests.benchmarks.machine import describe
from tests.benchmarks.server import serving

_PATIENCE_S, _PAUSE_S = 60, 0.05
_NUMBER = re.compile(r"wydanie(?:\s|&nbsp;)+numer(?:\s|&nbsp;)+(\d+)")
_READS = ("/api/v1/articles/{slug}", "/artykul/{slug}", "/api/v1/search?q=wydanie+numer")


@dataclass
class Watched:
    """What the visitors saw. numbers: commit → number of its change. seen: number → when it was
    first served, by `perf_counter`. until: the same, last."""

    numbers: dict[str, int] = field(default_factory=dict)
    seen: dict[int, float] = field(default_factory=dict)
    until: dict[int, float] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    changed: Lock = field(default_factory=Lock)
    stopped: Event = field(default_factory=Event)

    def note(self, number: int, before: int, asked_at: float) -> None:
        """An answer that holds a change."""
        now = perf_counter()
        with self.changed:
            self.requests += 1
            if number < before:
                self.faults["went back on one connection"] += 1
            self.seen.setdefault(number, now)
            self.until[number] = max(self.until.get(number, 0.0), asked_at)

    def fault(self, what: str) -> None:
        with self.changed:
            self.requests += 1
            self.faults[what] += 1


def _visit(port: int, slug: str, path: str, watched: Watched) -> None:
    before, connection = 0, HTTPConnection("127.0.0.1", port, timeout=30)
    address = path.format(slug=slug)
    while not watched.stopped.wait(_PAUSE_S):
        asked_at = perf_counter()
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            said = answer.read().decode("utf-8")
        except (OSError, HTTPException) as error:
            watched.fault(f"{address.partition('?')[0]}: {type(error).__name__}")
            connection.close()
            continue
        if answer.status != 200:
            watched.fault(f"{address.partition('?')[0]}: {answer.status}")
            continue
        number = _number(said, address, watched)
        if number is not None:
            watched.note(number, before, asked_at)
            before = max(before, number)
    connection.close()


def _number(said: str, address: str, watched: Watched) -> int | None:
    """The change that an answer is of; a fault where its parts are of two."""
    found = {int(one) for one in _NUMBER.findall(said)}
    if address.startswith("/api/"):
        named = watched.numbers.get(json.loads(said)["commit"])
        if named is None:
            watched.fault("a commit that nobody made")
            return None
        found.add(named)
    if len(found) != 1:
        watched.fault(f"of several commits: {sorted(found)}")
        return None
    return found.pop()


@contextmanager
def _visitors(port: int, slug: str, each: int, watched: Watched) -> Iterator[None]:
    threads = [
        Thread(target=_visit, args=(port, slug, path, watched))
        for path in _READS
        for _ in range(each)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        watched.stopped.set()
        for thread in threads:
            thread.join()


def run(
    data_dir: Path,
    embedder: str = "e5-small",
    commits: int = 50,
    sample: Path = SAMPLE,
    workers: int = 2,
    each: int = 1,
) -> dict[str, Any]:
    """Commit one change after the other, each when the one before is served.

    data_dir: where vectors and unpacked models are kept between runs. each: visitors of each kind.
    """
    watched, taken = Watched(), []
    with tempfile.TemporaryDirectory(prefix="publishing-") as scratch:
        root = Path(scratch)
        repo = repository(sample, root / "repo")
        branch = run_git(repo, "symbolic-ref", "--short", "HEAD").decode().strip()
        article = min((repo / FOLDER).rglob("*.md"), key=lambda path: path.as_posix())
        text = article.read_text("utf-8")

        def commit(number: int) -> str:
            line = f"Od dziś obowiązuje wydanie numer {number} tej instrukcji."
            article.write_text(f"{text}\n{line}\n", "utf-8")
            sha = commit_all(repo, f"Wydanie {number}")
            watched.numbers[sha] = number
            return sha

        data = scratch_data(root / "data", data_dir)
        settings = repository_settings(repo, data, embedder) | {"content_ref": branch}
        commit(1)
        publish_repository(repo, data, embedder)
        given = {f"KB_{name.upper()}": str(value) for name, value in settings.items()}
        install(repo, data, given | {"PYTHONPATH": str(ROOT)})
        load = getloadavg()[0]
        with (
            serving({**settings, "worker": True, "publish_poll_s": 5}, workers) as server,
            _visitors(server.port, article.stem, each, watched),
        ):
            for number in range(2, commits + 2):
                started = perf_counter()
                commit(number)
                never = Event()
                while number not in watched.seen:
                    if perf_counter() - started > _PATIENCE_S:
                        raise RuntimeError(f"Change {number} was never served.")
                    never.wait(0.01)
                taken.append(round(watched.seen[number] - started, 2))
                # Editors do not commit at the very moment when something goes live.
                never.wait(0.5)
    overlaps = [
        round(max(0.0, watched.until[number] - watched.seen[number + 1]) * 1000)
        for number in range(1, commits + 1)
        if number in watched.until
    ]
    return {
        "machine": describe(),
        "model": embedder,
        "results": {
            "commits": commits,
            "median_s": round(median(taken), 2),
            "max_s": max(taken),
            "taken_s": taken,
            "requests": watched.requests,
            "faults": dict(watched.faults),
            "failed": sum(watched.faults.values()),
            "both_ms": max(overlaps, default=0),
            "load_before": round(load, 2),
        },
    }


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    found = result["results"]
    faults = ", ".join(f"{what}: {n}" for what, n in found["faults"].items()) or "none"
    return "\n".join([
        row("What", "measured"),
        "|---|---|",
        row(f"commit → served, median of {found['commits']}", f"{found['median_s']} s"),
        row("the slowest", f"{found['max_s']} s"),
        row("requests meanwhile", found["requests"]),
        row("failed, of two commits, or gone back on a connection", faults),
        row("longest time in which one worker had the old commit still", f"{found['both_ms']} ms"),
        row("load of the machine before", found["load_before"]),
    ])  # fmt: skip


if __name__ == "__main__":
    print(table(run(ROOT / "var", commits=int(sys.argv[1]) if len(sys.argv) > 1 else 50)))
