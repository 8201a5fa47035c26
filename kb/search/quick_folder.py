"""A folder in memory, to build in what is copied to the disk when it is done.

The vector engine writes its many files durably one after the other, which on a busy disk takes ten
times as long as the work itself. What it has built is copied and made durable once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - the name is made of ours, and the folder is for us alone
#: Containers give 64 MiB, which the engine could fill.
_ENOUGH = 256 << 20


def quick_folder(target: Path) -> Path | None:
    """An empty folder in memory for what belongs to `target`; None where there is no room.

    It has one name for each target, so that whoever removes the target finds what a killed process
    left here, see `remove_quick_folder`.
    """
    folder = _folder_of(target)
    try:
        if shutil.disk_usage(_MEMORY).free < _ENOUGH:
            return None
        remove_quick_folder(target)
        folder.mkdir(mode=0o700)
    except OSError:
        return None
    return folder


def remove_quick_folder(target: Path) -> None:
    """Remove what is left in memory for a target."""
    shutil.rmtree(_folder_of(target), ignore_errors=True)


def _folder_of(target: Path) -> Path:
    name = f"{os.getuid()}\0{target.absolute()}"
    return _MEMORY / f"podpowiedz-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
