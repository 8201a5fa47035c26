"""Folders of files that are made once for what they are made of, and shared by many indexes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zlib import crc32

_CHECKSUM = "crc32"


def made_once(cache: Path, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` below `cache`; `make` writes its files if it is not there or damaged.

    Raises OSError where the folder cannot be written.
    """
    folder = cache / name
    if _is_whole(folder):
        with suppress(OSError):
            folder.touch()  # so that its age tells when it was used last
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".making-", dir=cache))
    try:
        make(scratch)
        (scratch / _CHECKSUM).write_text(_checksum(scratch), "ascii")
        if not _is_whole(folder):  # a preview that is built meanwhile may have made it
            shutil.rmtree(folder, ignore_errors=True)
            _take_place(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return folder


def _take_place(scratch: Path, folder: Path) -> None:
    try:
        scratch.rename(folder)
    except OSError:
        if not _is_whole(folder):  # else another one was quicker
            raise


def keep_newest(cache: Path, prefix: str, most: int) -> None:
    """Remove all but the folders that were used last, of those whose names begin alike."""
    used: list[tuple[float, Path]] = []
    for folder in cache.glob(f"{prefix}*"):
        with suppress(OSError):  # another process removes it just now
            used.append((folder.stat().st_mtime, folder))
    for _, folder in sorted(used, reverse=True)[most:]:
        shutil.rmtree(folder, ignore_errors=True)


def _is_whole(folder: Path) -> bool:
    try:
        return (folder / _CHECKSUM).read_text("ascii") == _checksum(folder)
    except (OSError, UnicodeDecodeError):
        return False


def _checksum(folder: Path) -> str:
    total = 0
    for file in sorted(folder.iterdir()):
        if file.name != _CHECKSUM:
            total = crc32(file.read_bytes(), crc32(file.name.encode(), total))
    return f"{total:08x}"
