"""What surrounds a publish: one publisher at a time, and clear words when the disk fails."""

from __future__ import annotations

import errno
import fcntl
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kb.errors import KbError, PublishBusy, PublishError, PublishQueued

LOCK = "publish.lock"
#: Held by the one publisher that waits for that lock.
QUEUE = "publish.queue.lock"
#: With fewer bytes free, an error of input or output is put down to the disk being full.
_NOTHING = 1 << 20


@contextmanager
def only_publisher(data_dir: Path) -> Iterator[None]:
    """Hold the publisher's lock; the system releases it when the process dies.

    Raises PublishBusy at once if another has it, PublishError if the folder cannot be written.
    """
    with _locked(data_dir, LOCK, fcntl.LOCK_EX | fcntl.LOCK_NB) as alone:
        if not alone:
            raise PublishBusy(
                f"Another publisher is at work on {data_dir}. Wait until it ends; what is served "
                "does not change until then."
            )
        yield


@contextmanager
def next_publisher(data_dir: Path) -> Iterator[None]:
    """Wait for the publisher's lock, then hold it; one waits, and nobody after it needs to.

    Raises PublishQueued when another waits already: that one reads the newest commit when its turn
    has come, hence this one's too. Raises PublishError as `only_publisher` does.
    """
    with ExitStack() as held:
        with _locked(data_dir, QUEUE, fcntl.LOCK_EX | fcntl.LOCK_NB) as first:
            if not first:
                raise PublishQueued(
                    f"Another publisher waits for its turn on {data_dir} already; it takes the "
                    "newest commit, this one's included."
                )
            held.enter_context(_locked(data_dir, LOCK, fcntl.LOCK_EX))
        # Whoever comes from now on waits anew, for the commit is read after this.
        yield


@contextmanager
def _locked(data_dir: Path, name: str, how: int) -> Iterator[bool]:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = (data_dir / name).open("w")
    except OSError as exc:
        raise PublishError(
            f"The data folder {data_dir} cannot be written: {exc}. "
            "Check KB_DATA_DIR and who owns the folder."
        ) from exc
    with lock:
        try:
            fcntl.flock(lock, how)
            held = True
        except BlockingIOError:
            held = False
        yield held


@contextmanager
def disk_errors(data_dir: Path) -> Iterator[None]:
    """Turn the errors of files and of SQLite into PublishError; those of the library pass."""
    try:
        yield
    except KbError:
        raise
    except (OSError, sqlite3.Error) as exc:
        if _is_disk_full(exc, data_dir):
            fault, remedy = f"The disk of {data_dir} is full", "Free some space"
        else:
            fault, remedy = f"The index in {data_dir} could not be built ({exc})", "Mend the cause"
        raise PublishError(
            f"{fault}. The previous generation keeps serving. {remedy} and publish again."
        ) from exc


def _is_disk_full(exc: OSError | sqlite3.Error, data_dir: Path) -> bool:
    if isinstance(exc, OSError) and exc.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if "disk I/O error" in str(exc):  # SQLite's words where it cannot lengthen its shared memory
        return shutil.disk_usage(data_dir).free < _NOTHING
    # SQLite; and NumPy, which tells how much of an array it wrote but gives no error number.
    return "disk is full" in str(exc) or bool(re.search(r"requested and \d+ written", str(exc)))
