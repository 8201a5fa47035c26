"""Everything that `kb check` looks at: each article, and what articles do to each other."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

from kb.check.run import with_levels, without_switched_off
from kb.consistency.check import check_consistency
from kb.ingest.editorial import read_editorial
from kb.ingest.examine import examine, readable
from kb.ingest.load import LoadedBase, load_articles
from kb.ingest.repository import Snapshot
from kb.model import Audience, Problem

#: From so many articles on, what they do to each other is looked for in a second process.
LARGE = 300
T = TypeVar("T")


def check_all(
    snapshot: Snapshot, default_audience: Audience, today: date | None = None
) -> tuple[LoadedBase, list[Problem]]:
    """Load a snapshot and check it by every rule, sorted by path and line.

    Publishing calls `examine` instead: comparing all articles is for their editors. today: for
    dates that are over.
    """
    if len(snapshot.files) >= LARGE and _may_fork():
        with _beside(_between_loaded, snapshot, default_audience) as between:
            base, problems = examine(snapshot, default_audience, thorough=True, today=today)
            problems = [*problems, *between()]
    else:
        base, problems = examine(snapshot, default_audience, thorough=True, today=today)
        problems = [*problems, *_between(snapshot, base)]
    return base, sorted(problems, key=lambda p: (p.path, p.line, p.column, p.rule))


def _between(snapshot: Snapshot, base: LoadedBase) -> list[Problem]:
    """What articles do to each other."""
    sources = {file.path: readable(file.data) for file in snapshot.files}
    found = with_levels(check_consistency(base.articles), base.editorial.check)
    return list(without_switched_off(found, sources))


def _between_loaded(snapshot: Snapshot, default_audience: Audience) -> list[Problem]:
    editorial, _ = read_editorial(snapshot.config)
    return _between(snapshot, load_articles(snapshot, editorial, default_audience))


@contextmanager
def checking_beside(
    snapshot: Snapshot, default_audience: Audience
) -> Iterator[Callable[[], list[Problem]]]:
    """The problems of `check_all`, found in another process while this one does something else.

    The function waits for them. Where a second process would not help, they are found in this one.
    """
    if not _may_fork():
        yield lambda: _problems(snapshot, default_audience)
        return
    with _beside(_problems, snapshot, default_audience) as found:
        yield found


def _problems(snapshot: Snapshot, default_audience: Audience) -> list[Problem]:
    return check_all(snapshot, default_audience)[1]


@contextmanager
def _beside(
    work: Callable[[Snapshot, Audience], T], snapshot: Snapshot, default_audience: Audience
) -> Iterator[Callable[[], T]]:
    """Begin work in another process; the function waits for what it returns."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        begun = pool.submit(work, snapshot, default_audience)

        def found() -> T:
            try:
                return begun.result()
            except BrokenProcessPool:  # killed, for want of memory perhaps
                return work(snapshot, default_audience)

        yield found


def _may_fork() -> bool:
    """Whether there is a second processor, and no thread yet that a copy would lack.

    numpy starts threads where it may have several; only Linux tells them all.
    """
    try:
        return (
            len(os.sched_getaffinity(0)) > 1 and len(list(Path("/proc/self/task").iterdir())) == 1
        )
    except (AttributeError, OSError):
        return False
