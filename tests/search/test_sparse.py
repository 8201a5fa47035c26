"""Copies of folders keep the holes of their files."""

from __future__ import annotations

import os
from pathlib import Path

from kb.search.sparse import copy_tree

MIB = 1 << 20


def test_a_copy_has_the_same_bytes_and_no_more_blocks(tmp_path: Path) -> None:
    source = tmp_path / "source" / "segments"
    source.mkdir(parents=True)
    with (source / "page.dat").open("wb") as file:
        file.write(b"start")
        file.seek(3 * MIB)
        file.write(b"middle")
        file.truncate(32 * MIB)
    (source / "empty").touch()
    (source / "full").write_bytes(os.urandom(3 * MIB + 1))
    with (source / "hole").open("wb") as file:
        file.truncate(MIB)

    copy_tree(tmp_path / "source", tmp_path / "target")

    for path in source.iterdir():
        copy = tmp_path / "target" / "segments" / path.name
        assert copy.read_bytes() == path.read_bytes()
        assert copy.stat().st_blocks <= path.stat().st_blocks + 16
