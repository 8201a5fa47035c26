"""Publishing that is killed, doubled, starved of disk, rewound: what is served stays whole.

    python -m tests.benchmarks.publishing_kill [KILLS] [SEED] [ROUNDS OF OTHER TROUBLE]

Each round commits a change, lets something happen to the publisher, and opens what is served in a
process of its own: pages and search of both audiences must be of one commit, the old or the new.
After each kind of trouble one undisturbed publish must reach the newest commit and leave nothing
behind. Real git, real index, fake vectors; processes are forked, so that chance falls on
publishing and not on the start of Python. A full disk is one of its own, which root may mount.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from kb.ingest.rollback import roll_back
from kb.search.generation import MANIFEST, generations, read_manifest
from kb.wiring import run_publish
from tests.benchmarks import publishing_disk
from tests.benchmarks.figures import row
from tests.benchmarks.publishing_trouble import DONE, KILLED, Trouble, ended, started_base

_MEMORY = Path("/dev/shm")


def _kills(trouble: Trouble, rounds: int) -> None:
    started = perf_counter()
    trouble.commit()
    ended(trouble.publisher())
    lasts = perf_counter() - started
    while trouble.outcomes["killed"] < rounds:
        before = trouble.served()
        trouble.commit()
        pid = trouble.publisher()
        sleep(trouble.chance.uniform(0, lasts))
        os.kill(pid, signal.SIGKILL)
        trouble.outcomes["killed" if ended(pid) == KILLED else "done before the kill"] += 1
        trouble.check("kill -9", before)
    trouble.settle("the kills")


def _doubled(trouble: Trouble, rounds: int) -> None:
    for _ in range(rounds):
        before = trouble.served()
        trouble.commit()
        pids = [trouble.publisher(wait=trouble.chance.random() < 0.5) for _ in range(2)]
        if trouble.chance.random() < 0.5:
            sleep(trouble.chance.uniform(0, 1))
            os.kill(trouble.chance.choice(pids), signal.SIGKILL)
        if 1 in map(ended, pids):
            trouble.faults.append("a second publisher failed otherwise than by being refused")
        trouble.check("two at once", before)
    trouble.settle("two at once")


def _forced(trouble: Trouble, rounds: int) -> None:
    for _ in range(rounds):
        before = trouble.served()
        pid = trouble.publisher()
        trouble.base.git("reset", "-q", "--hard", "HEAD~1")
        rewound = trouble.commits[trouble.base.git("rev-parse", "HEAD")]
        trouble.commit()
        code = ended(pid)
        trouble.outcomes[f"forced push while publishing: {'done' if code == DONE else code}"] += 1
        trouble.check("forced push", before, rewound)
        trouble.settle("a forced push")


def _starved(trouble: Trouble, rounds: int) -> None:
    """No file may grow beyond a size by chance: every write can be the one that fails."""
    for _ in range(rounds):
        before = trouble.served()
        trouble.commit()
        most = int(2 ** trouble.chance.uniform(9, 26))

        def publish(limit: int = most) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            run_publish(trouble.base.settings())

        trouble.outcomes[
            "no room: refused" if ended(trouble.fork(publish)) else "no room: fit"
        ] += 1
        trouble.check("no room", before)
    trouble.settle("no room")


def _rewound(trouble: Trouble, rounds: int) -> None:
    """What is there was written in the future, as after a clock that was set back."""
    for _ in range(rounds):
        newest = trouble.number
        jump = trouble.chance.choice((-1, 1)) * trouble.chance.uniform(60, 10**8)
        for name in generations(trouble.base.data):
            path = trouble.base.index / name / MANIFEST
            moment = path.stat().st_mtime + jump
            os.utime(path, (moment, moment))
        trouble.commit()
        trouble.settle("a clock jump")
        order = [
            trouble.commits[read_manifest(trouble.base.data, name).commit]
            for name in generations(trouble.base.data)
        ]
        if order != sorted(order, reverse=True):
            trouble.faults.append(f"after a clock jump generations are in the order {order}")
        ended(trouble.fork(lambda: roll_back(trouble.base.data, None, "fake-64")))
        if trouble.served() != newest:
            trouble.faults.append(f"after a clock jump the one before is {trouble.served()}")
        trouble.settle("a rollback")
        trouble.outcomes["clock jump: in order"] += 1


def run(kills: int = 200, seed: int = 7, others: int = 20) -> dict[str, Any]:
    """Every kind of trouble on one base. others: rounds of the kinds besides kills."""
    before = set(_MEMORY.glob("podpowiedz-*")) if _MEMORY.is_dir() else set()
    root = Path(tempfile.mkdtemp(prefix="publishing-"))
    try:
        trouble = started_base(root / "base", random.Random(seed))
        _kills(trouble, kills)
        for kind in (_doubled, _forced, _starved, _rewound):
            kind(trouble, others)
        publishing_disk.run(root / "small", trouble, others)
        left = {path.name for path in set(_MEMORY.glob("podpowiedz-*")) - before if path.is_dir()}
        mine = [name for name in left if name.startswith("podpowiedz-") and len(name) == 27]
        if mine:
            trouble.faults.append(f"left in memory: {mine}")
        return {"outcomes": dict(sorted(trouble.outcomes.items())), "faults": trouble.faults}
    finally:
        shutil.rmtree(root, ignore_errors=True)


def table(results: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    lines = [row("What happened", "times"), "|---|---|"]
    lines += [row(what, times) for what, times in results["outcomes"].items()]
    return "\n".join(
        [
            *lines,
            row("**mixed, unreadable, or not mended by the next publish**", len(results["faults"])),
        ]
    )


def main(arguments: list[str]) -> int:
    """Command line; 1 where anything was mixed or needed a hand."""
    numbers = [int(one) for one in arguments if one != "--json"]
    found = run(*numbers)
    if "--json" in arguments:
        print(json.dumps(found))
    else:
        print(table(found), *found["faults"], sep="\n")
    return int(bool(found["faults"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
