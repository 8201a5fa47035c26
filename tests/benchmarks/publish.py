"""Publishing benchmark: a large base with a warm cache, one changed article, the first publish.

    python -m tests.benchmarks.publish --articles FOLDER --json

Everything runs as an operator runs it: `git commit`, then `kb publish` in a process of its own.
Times are seconds and contain the start of that process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING, Any

from kb.model import Audience
from kb.settings import load_settings
from kb.wiring import model_fingerprint, open_library
from tests.benchmarks import fresh
from tests.benchmarks.base import (
    FOLDER,
    SAMPLE,
    commit_all,
    publish_folder,
    publish_repository,
    repository,
    repository_settings,
    scratch_data,
)
from tests.benchmarks.figures import row
from tests.benchmarks.machine import describe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LOOK_EVERY_S = 0.02
_PATIENCE_S = 300


def warm_cache(articles: Path, data: Path, embedder: str) -> dict[str, Any]:
    """Publish twice; the second time every vector is known."""
    publish_folder(articles, data, embedder)
    started = perf_counter()
    published = publish_folder(articles, data, embedder, "--rebuild")
    return {
        "seconds": round(perf_counter() - started, 2),
        "articles": published["articles"],
        "chunks": published["chunks"],
        "embedded": published["embedded"],
    }


def first_publish(repo: Path, data: Path, embedder: str) -> dict[str, Any]:
    """Publish into an empty data folder: no vectors, no unpacked models."""
    started = perf_counter()
    published = publish_repository(repo, data, embedder)
    return {
        "seconds": round(perf_counter() - started, 2),
        "articles": published["articles"],
        "embedded": published["embedded"],
    }


def one_change(repo: Path, data: Path, embedder: str, rounds: int) -> dict[str, Any]:
    """From `git commit` of one changed article to the moment an open library serves it.

    `data` holds a published generation of `repo`.
    """
    settings = load_settings(**repository_settings(repo, data, embedder))
    library = open_library(settings)
    library.reader(Audience.PUBLIC)
    article = min((repo / FOLDER).rglob("*.md"), key=lambda path: path.as_posix())
    taken = []
    for number in range(1, rounds + 1):
        with article.open("a", encoding="utf-8") as file:
            file.write(f"\nOd dziś obowiązuje wydanie numer {number} tej instrukcji.\n")
        started = perf_counter()
        sha = commit_all(repo)
        with _publishing(repo, data, embedder) as publisher:
            never = Event()
            while library.reader(Audience.PUBLIC).manifest.commit != sha:
                if publisher.poll() or perf_counter() - started > _PATIENCE_S:
                    raise RuntimeError(f"The changed article of {sha[:12]} was never served.")
                never.wait(_LOOK_EVERY_S)
            taken.append(round(perf_counter() - started, 2))
    library.close()
    return {"median_s": round(median(taken), 2), "max_s": max(taken), "rounds": taken}


def _publishing(repo: Path, data: Path, embedder: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "kb.cli", "publish"],
        cwd=fresh.ROOT,
        env=fresh.environment(repository_settings(repo, data, embedder)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def run(
    articles: Path | None,
    data_dir: Path,
    embedder: str = "e5-small",
    rounds: int = 5,
    sample: Path = SAMPLE,
) -> dict[str, Any]:
    """Run the benchmark.

    articles: the large base, None leaves it out. data_dir: where vectors and unpacked models are
    kept between runs.
    """
    with tempfile.TemporaryDirectory(prefix="publish-") as scratch:
        root = Path(scratch)
        repo = repository(sample, root / "repo")
        cold = root / "cold"
        results: dict[str, Any] = {
            "first": first_publish(repo, cold, embedder),
            "one_change": one_change(repo, cold, embedder, rounds),
        }
        if articles is not None:
            data = scratch_data(root / "warm", data_dir)
            results["warm_cache"] = warm_cache(articles, data, embedder)
    return {
        "machine": describe(),
        "model": model_fingerprint(load_settings(data_dir=data_dir, embedder=embedder)),
        "results": results,
    }


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    found = result["results"]
    first, change = found["first"], found["one_change"]
    lines = [row("What", "seconds", "articles", "texts embedded"), "|---|---|---|---|"]
    if "warm_cache" in found:
        warm = found["warm_cache"]
        lines.append(row("all vectors known", warm["seconds"], warm["articles"], warm["embedded"]))
    lines += [
        row(
            "first publish of the sample base",
            first["seconds"],
            first["articles"],
            first["embedded"],
        ),
        row(
            f"one changed article, commit to served, median of {len(change['rounds'])}",
            change["median_s"],
            first["articles"],
            "what changed",
        ),
        row("the slowest of them", change["max_s"], first["articles"], "what changed"),
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, help="a folder of Markdown, the large base")
    parser.add_argument("--data-dir", type=Path, default=Path("var"))
    parser.add_argument("--embedder", default="e5-small")
    parser.add_argument("--rounds", type=int, default=5, help="changes of one article")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    result = run(options.articles, options.data_dir, options.embedder, options.rounds)
    print(json.dumps(result, ensure_ascii=False) if options.json else table(result))


if __name__ == "__main__":
    main()
