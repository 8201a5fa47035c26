"""Publishing that is killed, doubled, starved of disk, rewound: what is served stays whole.

    python -m tests.benchmarks.publishing_kill [KILLS] [SEED] [ROUNDS OF OTHER TROUBLE]

Each round commits a change, lets something happen to the publisher, and opens what is served in a
process of its own: pages and search of both audiences must be of one commit, the old or the new.
After each kind of trouble one undisturbed publish must reach the newest commit and leave nothing
behind. Real git, real index, fake vectors; processes are forked, so that chance falls on
publishing and not on the start of Python.
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
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import pytest

from kb.errors import PublishBusy, PublishError, PublishQueued
from kb.ingest.rollback import roll_back
from kb.model import Audience
from kb.search.generation import MANIFEST, generations, read_manifest
from kb.wiring import run_publish
from tests.bases import Base, article, few_foreign_questions, new_base
from tests.benchmarks.figures import row

KILLED, DONE, REFUSED = -signal.SIGKILL, 0, 3
_ARTICLES = 12
_MEMORY = Path("/dev/shm")


def _text(number: int, place: int) -> str:
    return article(f"Artykuł {place}", f"Wydanie {number} zasad obowiązuje w sklepie {place}.")


@dataclass
class Trouble:
    """A base and what happens to it. commits: full SHA → number of its change."""

    base: Base
    chance: random.Random
    commits: dict[str, int] = field(default_factory=dict)
    number: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def commit(self) -> str:
        """Change every article; the full SHA."""
        self.number += 1
        files: dict[str, str | bytes | None] = {
            f"a/artykul-{place}.md": _text(self.number, place) for place in range(_ARTICLES)
        }
        files["wewnetrzne/tajne.md"] = article(
            "Tajne", f"Wydanie {self.number} procedury.", audience="internal"
        )
        sha = self.base.commit(files)
        self.commits[sha] = self.number
        return sha

    def fork(self, work: Callable[[], object]) -> int:
        """Start work in a process of its own; its id. It ends with DONE, REFUSED or 1."""
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            os.setpgid(0, 0)
            few_foreign_questions(pytest.MonkeyPatch())
            work()
            code = DONE
        except (PublishBusy, PublishQueued, PublishError) as error:
            print(error, file=sys.stderr)
            code = REFUSED
        finally:
            os._exit(code)

    def publisher(self, wait: bool = False) -> int:
        return self.fork(lambda: run_publish(self.base.settings(), wait=wait))

    def served(self) -> int | None:
        """The change that is served, None where it is a mixture or cannot be opened."""
        read, write = os.pipe()
        pid = self.fork(lambda: os.write(write, b"%d" % _served(self.base, self.commits)))
        os.close(write)
        code = _code(pid)
        said = os.read(read, 20)
        os.close(read)
        return int(said) if code == DONE and said else None

    def check(self, what: str, *before: int | None) -> None:
        """Count what is served after some trouble; a fault unless it is whole.

        before: the changes that may be served besides the newest one.
        """
        found = self.served()
        if found == self.number:
            self.outcomes[f"{what}: new commit"] += 1
        elif found is not None and found in before:
            self.outcomes[f"{what}: old commit"] += 1
        else:
            self.faults.append(f"{what}, change {self.number}: {found} is served, before {before}")

    def settle(self, what: str) -> None:
        """One undisturbed publish: the newest commit, and nothing left behind."""
        code = _code(self.publisher(wait=True))
        found = self.served()
        left = [*self.base.left_behind(), *self.base.copies()]
        if code != DONE or found != self.number or left:
            self.faults.append(f"after {what}: code {code}, {found} of {self.number}, left {left}")


def _served(base: Base, commits: Mapping[str, int]) -> int:
    """The one change of which everything is that a library gives. Raises what is wrong."""
    numbers = set()
    for audience in Audience:
        with base.reader(audience) as reader:
            numbers.add(commits[reader.manifest.commit])
            result = reader.search("wydanie zasad procedury", limit=20)
            numbers.add(commits[result.commit])
            for item in reader.articles():
                page = reader.article(item.slug)
                numbers.add(commits[page.commit])
                numbers.add(int(page.html.partition("Wydanie")[2].split()[0].strip("\u00a0")))
            texts = [hit.passage.text for hit in result.hits]
            numbers |= {int(text.partition("Wydanie ")[2].split()[0]) for text in texts}
    (number,) = numbers
    return number


def _code(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _kills(trouble: Trouble, rounds: int) -> None:
    started = perf_counter()
    trouble.commit()
    _code(trouble.publisher())
    lasts = perf_counter() - started
    while trouble.outcomes["killed"] < rounds:
        before = trouble.served()
        trouble.commit()
        pid = trouble.publisher()
        sleep(trouble.chance.uniform(0, lasts))
        os.kill(pid, signal.SIGKILL)
        trouble.outcomes["killed" if _code(pid) == KILLED else "done before the kill"] += 1
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
        if 1 in map(_code, pids):
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
        code = _code(pid)
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
            "no room: refused" if _code(trouble.fork(publish)) else "no room: fit"
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
        _code(trouble.fork(lambda: roll_back(trouble.base.data, None, "fake-64")))
        if trouble.served() != newest:
            trouble.faults.append(f"after a clock jump the one before is {trouble.served()}")
        trouble.settle("a rollback")
        trouble.outcomes["clock jump: in order"] += 1


def run(kills: int = 200, seed: int = 7, others: int = 20) -> dict[str, Any]:
    """Every kind of trouble on one base. others: rounds of the kinds besides kills."""
    before = set(_MEMORY.glob("podpowiedz-*")) if _MEMORY.is_dir() else set()
    root = Path(tempfile.mkdtemp(prefix="publishing-"))
    try:
        trouble = Trouble(
            new_base(root / "base", {"kb.toml": 'name = "Sklep"\n'}), random.Random(seed)
        )
        trouble.commits[trouble.base.git("rev-parse", "HEAD")] = 0
        _kills(trouble, kills)
        for kind in (_doubled, _forced, _starved, _rewound):
            kind(trouble, others)
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
