"""A folder that two processes make at once, one that is damaged, one that cannot be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.search.made_once import keep_newest, made_once


def content(folder: Path) -> str:
    return (folder / "file").read_text()


def test_who_is_later_leaves_the_folder_of_who_was_quicker(tmp_path: Path) -> None:
    def slow(folder: Path) -> None:
        made_once(tmp_path, "name", lambda quick: (quick / "file").write_text("quick"))
        (folder / "file").write_text("slow")

    assert content(made_once(tmp_path, "name", slow)) == "quick"
    assert [path.name for path in tmp_path.iterdir()] == ["name"]


def test_a_damaged_one_is_made_again(tmp_path: Path) -> None:
    folder = made_once(tmp_path, "name", lambda made: (made / "file").write_text("first"))
    (folder / "file").write_text("fiRst")

    assert content(made_once(tmp_path, "name", lambda made: (made / "file").write_text("new"))) == (
        "new"
    )


def test_a_maker_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fails(folder: Path) -> None:
        (folder / "file").write_text("half")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        made_once(tmp_path, "name", fails)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(OSError, match="file"):
        made_once(tmp_path / "file" / "cache", "name", lambda _: None)


def test_those_used_last_are_kept(tmp_path: Path) -> None:
    for name in ("a-1", "a-2", "a-3", "b-1"):
        made_once(tmp_path, name, lambda made: (made / "file").write_text("x"))
    made_once(tmp_path, "a-1", lambda _: None)

    keep_newest(tmp_path, "a-", 2)

    assert {path.name for path in tmp_path.iterdir()} == {"a-1", "a-3", "b-1"}
