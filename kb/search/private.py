"""A folder that belongs to one living process, and the removal of those that dead ones left."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class PrivateFolder:
    """A folder under a shared one. Its owner holds a lock, which the system releases on death.

    The number of a process would not do: in a container every restart has the same ones.
    """

    path: Path
    lock: int

    @classmethod
    def create(cls, parent: Path) -> PrivateFolder:
        """Make a folder below `parent`, after removing those whose owners are dead.

        Raises OSError.
        """
        parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(parent):
            for folder in parent.iterdir():
                if folder.is_dir() and not _is_owned(folder):
                    shutil.rmtree(folder, ignore_errors=True)
            path = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=parent))
            lock = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
        return cls(path, lock)

    def remove(self) -> None:
        """Remove the folder and let go of its lock; to be called once."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self.lock)


def _is_owned(folder: Path) -> bool:
    try:
        with (folder / _LOCK).open("r+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


@contextmanager
def _alone_in(parent: Path) -> Iterator[None]:
    """Between making a folder and locking it, nobody may take it for a dead one's."""
    with (parent / f".{_LOCK}").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
