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

from kb.check.run import with_levels, without_switched_off
from kb.consistency.check import check_consistency
from kb.ingest.examine import examine, readable
from kb.ingest.load import LoadedBase
from kb.ingest.repository import Snapshot
from kb.model import Audience, Problem


def check_all(
    snapshot: Snapshot, default_audience: Audience, today: date | None = None
) -> tuple[LoadedBase, list[Problem]]:
    """Load a snapshot and check it by every rule, sorted by path and line.

    Publishing calls `examine` instead: comparing all articles is for their editors. today: for
    dates that are over.
    """
    base, problems = examine(snapshot, default_audience, thorough=True, today=today)
    sources = {file.path: readable(file.data) for file in snapshot.files}
    between = with_levels(check_consistency(base.articles), base.editorial.check)
    problems = [*problems, *without_switched_off(between, sources)]
    return base, sorted(problems, key=lambda p: (p.path, p.line, p.column, p.rule))


@contextmanager
def checking_beside(
    snapshot: Snapshot, default_audience: Audience
) -> Iterator[Callable[[], list[Problem]]]:
    """The problems of `check_all`, found in another process while this one does something else.

    The function waits for them. Where a second process would not help, they are found in this one.
    """
    if not _may_fork():
        yield lambda: check_all(snapshot, default_audience)[1]
        return
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        beside = pool.submit(_problems, snapshot, default_audience)

        def found() -> list[Problem]:
            try:
                return beside.result()
            except BrokenProcessPool:  # killed, for want of memory perhaps
                return check_all(snapshot, default_audience)[1]

        yield found


def _problems(snapshot: Snapshot, default_audience: Audience) -> list[Problem]:
    return check_all(snapshot, default_audience)[1]


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
