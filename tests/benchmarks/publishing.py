"""Publishing as editors meet it: how soon a commit is served, and what trouble does to it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks import fresh, publishing_kill, publishing_live
from tests.benchmarks.base import SAMPLE


def run(
    data_dir: Path,
    embedder: str = "e5-small",
    commits: int = 50,
    kills: int = 200,
    others: int = 20,
    sample: Path = SAMPLE,
) -> dict[str, Any]:
    """Both; the second in a process of its own, because it forks."""
    live = publishing_live.run(data_dir, embedder, commits, sample)
    live["results"] = {"live": live["results"], "trouble": trouble(kills, others)}
    return live


def trouble(kills: int, others: int, seed: int = 7) -> dict[str, Any]:
    """What publishing_kill counted. Raises RuntimeError when it did not end."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.publishing_kill",
        *map(str, (kills, seed, others)),
    ]
    done = subprocess.run(
        [*command, "--json"],
        cwd=fresh.ROOT,
        env=fresh.environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {**found, "failed": len(found["faults"])}


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    found = result["results"]
    return "\n".join(
        [
            publishing_live.table({"results": found["live"]}),
            "",
            publishing_kill.table(found["trouble"]),
        ]
    )
