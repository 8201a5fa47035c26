"""Folders of generations on their way: made durable, made current, and removed."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from kb.errors import IndexUnavailable
from kb.model import Audience
from kb.search.engine import EngineBuilder
from kb.search.generation import POINTER, current_name, generations, index_root, point_to, sync

_log = logging.getLogger(__name__)
_FLUSHES = 16


def free_name(root: Path, base: str) -> str:
    """A name that was never used, so that a server notices a rebuilt generation as a new one."""
    name = f"{base}-{token_hex(3)}"
    return free_name(root, base) if (root / name).exists() else name


def make_durable(folder: Path) -> dict[str, int]:
    """Flush every file and folder to the disk; return relative path → size of the files."""
    paths = sorted(folder.rglob("*"))
    # Side by side they wait for the disk together.
    with ThreadPoolExecutor(_FLUSHES) as pool:
        for _ in pool.map(sync, paths):
            pass
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size for path in paths if path.is_file()
    }


def make_current(data_dir: Path, name: str, engine: EngineBuilder) -> None:
    """Swap the pointer; a generation that could not become current is not kept."""
    try:
        point_to(data_dir, name)
    except OSError:
        if current_name(data_dir) != name:
            _drop(index_root(data_dir) / name, engine)
        raise


def prune(data_dir: Path, current: str, keep: int, engine: EngineBuilder) -> None:
    """Remove generations beyond the newest `keep`. The publish has succeeded: nothing is raised."""
    others = [name for name in generations(data_dir) if name != current]
    for name in others[keep - 1 :]:
        try:
            _drop(index_root(data_dir) / name, engine)
        except IndexUnavailable:
            _log.exception("the old generation %s could not be removed", name)


def remove_leftovers(data_dir: Path, engine: EngineBuilder) -> None:
    """Remove what killed publishers left; only the holder of the lock may do it."""
    root = index_root(data_dir)
    for scratch in root.glob(".building-*"):
        for generation in scratch.iterdir():
            _drop(generation, engine)
        shutil.rmtree(scratch, ignore_errors=True)
    for pointer in root.glob(f".{POINTER}-*"):
        pointer.unlink(missing_ok=True)


def drop_on_error(generation: Path, engine: EngineBuilder) -> Callable[..., None]:
    """What a `with` calls on its way out: remove a generation that was not finished."""

    def leave(kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            with suppress(IndexUnavailable):  # the error under way says more
                _drop(generation, engine)

    return leave


def _drop(generation: Path, engine: EngineBuilder) -> None:
    for audience in Audience:
        engine.drop(str(generation / audience / "shard"))
    shutil.rmtree(generation, ignore_errors=True)
