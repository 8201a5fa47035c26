"""Publishing onto a full disk, with a failing engine or a damaged cache: the old base serves."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kb.ingest.generations
import kb.ingest.publish
from kb.embedding.cache import VectorCache
from kb.embedding.fake import FakeEncoder
from kb.errors import IndexUnavailable, PublishError
from kb.model import Audience
from kb.search.edge import EdgeBuilder
from kb.search.generation import generations
from tests.bases import NEW, Base, few_foreign_questions


def full(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def sqlite_full(*_: Any, **__: Any) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def numpy_full(*_: Any, **__: Any) -> None:
    raise OSError("199680 requested and 53184 written")


@pytest.mark.parametrize(
    ("owner", "name", "fault"),
    [
        (VectorCache, "_insert", sqlite_full),
        (np, "save", numpy_full),
        (os, "fsync", full),
        (kb.ingest.publish, "write_manifest", full),
        (kb.ingest.generations, "point_to", full),
        (EdgeBuilder, "build", full),
    ],
    ids=["cache", "vectors", "flush", "manifest", "pointer", "engine"],
)
def test_a_full_disk_is_named_and_nothing_half_written_stays(
    base: Base,
    monkeypatch: pytest.MonkeyPatch,
    owner: Any,
    name: str,
    fault: Callable[..., None],
) -> None:
    served = base.pointer()
    base.commit(NEW)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, fault)
        with pytest.raises(
            PublishError, match=r"^The disk of .* is full.* Free some space"
        ) as told:
            base.publish()

    assert str(base.data) in str(told.value)
    assert "The previous generation keeps serving" in str(told.value)
    assert [base.pointer(), *base.left_behind()] == [served]
    assert generations(base.data) == [served]
    assert base.publish().articles == 4


def test_a_disk_that_fills_up_at_any_moment_leaves_the_old_base_serving(
    served: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_foreign_questions(monkeypatch)
    with small_disk(tmp_path / "disk", monkeypatch) as leave_free:
        base = Base(tmp_path / "disk" / "base")
        shutil.copytree(served.repo, base.repo)
        base.publish()
        current = base.pointer()
        base.commit(NEW)
        with base.library() as library:
            library.reader(Audience.PUBLIC)
            for kilobytes in (0, 8, 64, 512, 4_000, 16_000, 32_000, 60_000):
                leave_free(kilobytes)
                with pytest.raises(PublishError, match=r"is full|cannot be written"):
                    base.publish()
                assert base.pointer() == current
                assert generations(base.data) == [current]
                found = library.reader(Audience.PUBLIC).search("ile kosztuje dostawa")
                assert found.hits[0].slug == "koszt-dostawy"
            with pytest.raises(IndexUnavailable, match=r"cannot be copied .* Free some space"):
                base.reader().__enter__()
            leave_free(None)
            assert base.publish().articles == 4
        with base.reader() as reader:
            assert reader.article("nowy").html


@contextmanager
def small_disk(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[int | None], None]]:
    """A disk of 400 MB, and how to leave so many kilobytes free on it (None: all).

    A real one where this user may mount one; elsewhere the figure that the system gives is false.
    """
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    ballast = folder / "ballast"

    def fill(kilobytes: int | None) -> None:
        ballast.unlink(missing_ok=True)
        free = shutil.disk_usage(folder).free
        if kilobytes is not None:
            with ballast.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, free - kilobytes * 1024)

    def pretend(kilobytes: int | None) -> None:
        usage = (400 << 20, 0, (400 << 20) if kilobytes is None else kilobytes * 1024)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(*usage))

    try:
        yield fill if mounted else pretend
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def test_an_engine_that_fails_is_named_and_the_old_base_serves(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = base.pointer()
    base.commit(NEW)

    def fail(*_: Any) -> None:
        raise RuntimeError("segment 3")

    monkeypatch.setattr("kb.search.edge._fill", fail)
    with pytest.raises(PublishError, match=r"could not build .*segment 3.* keeps serving"):
        base.publish()

    assert [base.pointer(), *base.left_behind()] == [served]


def test_a_model_that_cannot_be_read_is_not_taken_for_a_full_disk(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    base.commit(NEW)

    def fail(*_: Any) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file", "model.bin")

    monkeypatch.setattr(FakeEncoder, "encode_passages", fail)
    with pytest.raises(PublishError, match=r"could not be built .*model\.bin") as told:
        base.publish()
    assert "full" not in str(told.value)


def overwrite(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def other_columns(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("create table vectors (key blob primary key, x text)")
    db.close()


DAMAGES: dict[str, Callable[[Path], None]] = {
    "no database": lambda path: overwrite(path, b"to nie jest baza" * 1000),
    "cut short": lambda path: os.truncate(path, path.stat().st_size // 2),
    "emptied": lambda path: os.truncate(path, 0),
    "overwritten in the middle": lambda path: overwrite(
        path, (data := path.read_bytes())[:4096] + b"\xff" * (len(data) - 4096)
    ),
    "other columns": other_columns,
    "deleted": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_costs_time_and_changes_no_answer(base: Base, damage: str) -> None:
    with base.reader() as reader:
        before = reader.search("do kiedy mogę zwrócić").hits
    DAMAGES[damage](base.data / "cache" / "vectors.db")

    published = base.publish(rebuild=True)

    assert published.embedded > 0
    with base.reader() as reader:
        assert reader.search("do kiedy mogę zwrócić").hits == before


def test_a_generation_that_was_damaged_is_built_again_though_nothing_changed(base: Base) -> None:
    damaged = base.pointer()
    os.truncate(base.generation() / "public" / "base.db", 100)

    published = base.publish()

    assert (published.unchanged, published.embedded) == (False, 0)
    assert base.pointer() != damaged
    with base.reader() as reader:
        assert reader.article("koszt-dostawy").html


def test_an_index_folder_that_was_deleted_is_built_again(base: Base) -> None:
    shutil.rmtree(base.index)

    assert base.publish().unchanged is False
    with base.reader() as reader:
        assert reader.article("koszt-dostawy").html
