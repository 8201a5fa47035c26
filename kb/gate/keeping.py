"""Files of a cache: replaced at once, and never worth an error."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def keep(path: Path, data: bytes) -> None:
    """Replace a file at once; where the disk does not allow it, nothing is kept."""
    scratch = ""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(scratch).replace(path)
        return
    if scratch:
        Path(scratch).unlink(missing_ok=True)


def forget_oldest(folder: Path, pattern: str, kept: int) -> None:
    """Remove all but the newest files."""
    with suppress(OSError):
        files = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in files[kept:]:
            old.unlink(missing_ok=True)
