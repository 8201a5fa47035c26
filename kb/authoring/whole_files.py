"""Files that appear with all their bytes, or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

#: File systems without hard links say one of these.
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, down to the disk. Raises OSError."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def move_new(ready: Path, target: Path) -> None:
    """Move a finished file to a place where none is. Raises FileExistsError, or another OSError."""
    try:
        # Unlike a rename, a link fails where the target exists.
        os.link(ready, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        ready.rename(target)
    else:
        ready.unlink()


def write_new(target: Path, data: bytes) -> None:
    """Write a file where none is. Raises OSError; then nothing is left behind."""
    with tempfile.TemporaryDirectory(prefix=".kb-", dir=target.parent) as stage:
        ready = Path(stage, target.name)
        write_bytes(ready, data)
        move_new(ready, target)
