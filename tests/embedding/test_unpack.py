"""Folders that are made once, whatever happens meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kb.embedding.unpack import unpack_once


def left_beside(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir() if path != target)


def test_a_folder_is_made_once(tmp_path: Path) -> None:
    target = tmp_path / "models" / "m"
    calls: list[Path] = []

    def write(folder: Path) -> None:
        calls.append(folder)
        (folder / "model").write_text("weights")

    assert unpack_once(target, write) == unpack_once(target, write) == target
    assert len(calls) == 1
    assert (target / "model").read_text() == "weights"
    assert left_beside(target) == []


def test_a_crash_leaves_nothing_and_the_next_start_makes_it(tmp_path: Path) -> None:
    target = tmp_path / "m"

    def crash(folder: Path) -> None:
        (folder / "half").write_text("x")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        unpack_once(target, crash)

    assert list(tmp_path.iterdir()) == []
    assert unpack_once(target, lambda folder: None).is_dir()


def test_of_two_that_race_both_get_a_whole_folder(tmp_path: Path) -> None:
    target = tmp_path / "m"
    both_write = threading.Barrier(2, timeout=30)
    made: list[Path] = []

    def write(folder: Path) -> None:
        (folder / "a").write_text("a")
        both_write.wait()
        (folder / "b").write_text("b")

    threads = [
        threading.Thread(target=lambda: made.append(unpack_once(target, write))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [target, target]
    assert sorted(path.name for path in target.iterdir()) == ["a", "b"]
    assert left_beside(target) == []
