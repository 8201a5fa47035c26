"""Copying files with their holes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder; what was never written in a file is not written in its copy either.

    Qdrant Edge reserves 32 MiB per file of a segment and writes a few kilobytes of it: copied as
    they seem to be, the shards of a small base are half a gigabyte and take seconds.
    """
    shutil.copytree(source, target, copy_function=_copy_file)


def _copy_file(source: str, target: str) -> None:
    with open(source, "rb") as read, open(target, "wb") as write:  # noqa: PTH123 - shutil's strings
        size = os.fstat(read.fileno()).st_size
        end = 0
        while (start := _next_data(read.fileno(), end)) is not None:
            end = os.lseek(read.fileno(), start, os.SEEK_HOLE)
            os.lseek(read.fileno(), start, os.SEEK_SET)
            os.lseek(write.fileno(), start, os.SEEK_SET)
            _copy_range(read.fileno(), write.fileno(), end - start)
        write.truncate(size)


def _next_data(descriptor: int, at: int) -> int | None:
    try:
        return os.lseek(descriptor, at, os.SEEK_DATA)
    except OSError:  # ENXIO: only a hole is left
        return None


def _copy_range(read: int, write: int, length: int) -> None:
    while length and (part := os.read(read, min(length, 1 << 20))):
        length -= os.write(write, part)
