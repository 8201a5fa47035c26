from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.search import quick_folder as module
from kb.search.quick_folder import quick_folder, remove_quick_folder


def test_what_a_killed_process_left_is_found_by_the_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(module, "_MEMORY", memory)
    monkeypatch.setattr(module, "_ENOUGH", 0)
    one, other = tmp_path / "one", tmp_path / "other"
    first = quick_folder(one)
    assert first is not None
    (first / "left").write_text("x")

    assert quick_folder(other) != first
    assert quick_folder(one) == first
    assert list(first.iterdir()) == []
    remove_quick_folder(one)
    assert not first.exists()
    remove_quick_folder(one)


def test_without_room_or_without_such_a_folder_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MEMORY", tmp_path)
    monkeypatch.setattr(module, "_ENOUGH", shutil.disk_usage(tmp_path).total * 2)
    assert quick_folder(tmp_path / "x") is None
    monkeypatch.setattr(module, "_MEMORY", tmp_path / "none")
    assert quick_folder(tmp_path / "x") is None
