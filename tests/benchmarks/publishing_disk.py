"""A disk that is full: a small file system in memory, with a server that reads from it meanwhile.

Half of the publishers find it full, half meet the moment when something else fills it. A limit on
the size of files, as in publishing_kill, fails one write and leaves room for all others; here the
engine, SQLite, the notes and the copies of the server find nothing left at the same time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import perf_counter, sleep

import pytest

from kb.wiring import run_publish
from tests.benchmarks.publishing_trouble import (
    DONE,
    REFUSED,
    Trouble,
    change_of,
    ended,
    started_base,
)

_SIZE_MIB = 320
#: Exponents of the bytes that are left: 4 KiB to 180 MiB.
_LEFT = (12, 27.5)


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A file system of its own at a folder, made for it; False where none may be mounted."""
    folder.mkdir(parents=True)
    options = ("-t", "tmpfs", "-o", f"size={_SIZE_MIB}m,mode=700", "podpowiedz")
    try:
        mounted = subprocess.run(
            ["mount", *options, folder], check=False, capture_output=True
        ).returncode
    except OSError:
        mounted = 1
    try:
        yield mounted == 0
    finally:
        if mounted == 0:
            subprocess.run(["umount", folder], check=True)


def run(root: Path, others: Trouble, rounds: int) -> None:
    """Count into the outcomes and faults of `others`, by whose chance everything falls."""
    with small_disk(root / "var") as mounted:
        if not mounted:
            others.outcomes["full disk: could not be mounted here"] += 1
            return
        trouble = started_base(root, others.chance)
        trouble.outcomes, trouble.faults = others.outcomes, others.faults
        trouble.commit()
        started = perf_counter()
        ended(trouble.publisher())
        lasts = perf_counter() - started
        for _ in range(rounds):
            _fill_once(trouble, lasts)


def _fill_once(trouble: Trouble, lasts: float) -> None:
    disk = trouble.base.data
    before = trouble.served()
    trouble.commit()
    left = int(2 ** trouble.chance.uniform(*_LEFT))
    meanwhile = trouble.chance.random() < 0.5
    what = "full disk, filled meanwhile" if meanwhile else "full disk"
    publisher = trouble.publisher if trouble.chance.random() < 0.5 else _on_the_disk(trouble)
    with _server(trouble) as read_now:
        if meanwhile:
            pid = publisher()
            sleep(trouble.chance.uniform(0, lasts))
            _fill(disk, left)
        else:
            _fill(disk, left)
            pid = publisher()
        code = ended(pid)
        said = {DONE: "fit", REFUSED: "refused"}.get(code, f"ended with {code}")
        trouble.outcomes[f"{what}: {said}"] += 1
        if code not in (DONE, REFUSED):
            trouble.faults.append(f"{what}, change {trouble.number}: the publisher died ({code})")
        served = read_now()
    if len(set(served)) != 1 or not set(served) <= {before, trouble.number}:
        trouble.faults.append(f"{what}, change {trouble.number}: the server gave {served}")
    (disk / "ballast").unlink()
    trouble.check(what, before)
    trouble.settle(what)


def _fill(disk: Path, left: int) -> None:
    """Leave so many bytes; what is taken meanwhile by others is not given back."""
    with (disk / "ballast").open("wb") as ballast:
        size = 0
        while (free := shutil.disk_usage(disk).free) > left:
            with suppress(OSError):  # who publishes may have taken some of it since
                os.posix_fallocate(ballast.fileno(), size, free - left)
                size += free - left


def _on_the_disk(trouble: Trouble) -> Callable[[], int]:
    """Starts a publisher that builds where it serves from, as for a base too large for memory."""

    def publish() -> None:
        pytest.MonkeyPatch().setattr("kb.search.edge.quick_folder", lambda _: None)
        run_publish(trouble.base.settings())

    return lambda: trouble.fork(publish)


@contextmanager
def _server(trouble: Trouble) -> Iterator[Callable[[], list[int]]]:
    """A process that holds the base open. What it gives is asked once: the change that each
    audience is given, nothing where it fails."""
    (asked, ask), (said, say) = os.pipe(), os.pipe()

    def serve() -> None:
        with trouble.base.library() as library:
            library.readers()
            os.write(say, b".")
            os.read(asked, 1)
            numbers = [change_of(one, trouble.commits) for one in library.readers()]
            os.write(say, " ".join(map(str, numbers)).encode())

    pid = trouble.fork(serve)
    os.close(asked)
    os.close(say)
    os.read(said, 1)

    def read_now() -> list[int]:
        os.write(ask, b".")
        return [int(one) for one in os.read(said, 100).split()]

    try:
        yield read_now
    finally:
        os.close(ask)
        os.close(said)
        ended(pid)
