"""Generations: what they are made of, and which one is served."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from kb.errors import IndexCorrupt, IndexMismatch, IndexMissing
from kb.search.generation import (
    MANIFEST,
    Manifest,
    current_name,
    generations,
    index_root,
    inputs_hash,
    point_to,
    read_manifest,
    verify,
    write_manifest,
)
from kb.versions import INDEX_VERSION


def made(data_dir: Path, name: str = "abc-1", **changes: object) -> Manifest:
    """A generation of one file."""
    folder = index_root(data_dir) / name
    (folder / "public").mkdir(parents=True)
    (folder / "public" / "base.db").write_bytes(b"x" * 100)
    manifest = Manifest(
        name=name, commit="c" * 40, committed_at="2026-10-03T12:00:00+00:00",
        published_at="2026-10-03T12:00:05+00:00", folder="pomoc", model="fake-64",
        index_version=INDEX_VERSION, inputs="0" * 8, engine="qdrant-edge", articles=1, chunks=3,
        files={"public/base.db": 100},
    )  # fmt: skip
    manifest = replace(manifest, **changes)  # type: ignore[arg-type]
    write_manifest(folder, manifest)
    return manifest


def test_a_description_comes_back_as_it_was_written(tmp_path: Path) -> None:
    manifest = made(tmp_path)

    assert read_manifest(tmp_path, "abc-1") == manifest
    assert verify(tmp_path, manifest, "fake-64") == index_root(tmp_path) / "abc-1"
    assert manifest.published > manifest.committed


def test_before_the_first_publish_nothing_is_current(tmp_path: Path) -> None:
    assert current_name(tmp_path) is None
    assert generations(tmp_path) == []
    with pytest.raises(IndexMissing, match="kb publish"):
        read_manifest(tmp_path, "abc-1")


def test_a_generation_becomes_current_and_nothing_else_is_left(tmp_path: Path) -> None:
    made(tmp_path, "a-1")
    made(tmp_path, "b-1")

    point_to(tmp_path, "a-1")
    assert current_name(tmp_path) == "a-1"
    point_to(tmp_path, "b-1")

    assert current_name(tmp_path) == "b-1"
    assert sorted(p.name for p in index_root(tmp_path).iterdir()) == ["a-1", "b-1", "current"]


def test_readers_see_the_old_name_or_the_new_one_and_nothing_between(tmp_path: Path) -> None:
    index_root(tmp_path).mkdir()
    names = {"a" * 10, "b" * 4000}
    point_to(tmp_path, "a" * 10)
    seen: set[str | None] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(current_name(tmp_path))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(50):
        for name in names:
            point_to(tmp_path, name)
    done.set()
    reader.join()

    assert seen <= names


def test_a_crash_while_pointing_keeps_the_old_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_root(tmp_path).mkdir()
    point_to(tmp_path, "old")

    def crash(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(OSError, match="no space"):
        point_to(tmp_path, "new")

    assert current_name(tmp_path) == "old"


def test_an_empty_pointer_points_to_nothing(tmp_path: Path) -> None:
    index_root(tmp_path).mkdir()
    (index_root(tmp_path) / "current").write_text("\n")

    assert current_name(tmp_path) is None


def test_generations_are_listed_newest_first_and_incomplete_ones_are_not(tmp_path: Path) -> None:
    for number, name in enumerate(["a-1", "b-1", "c-1"]):
        made(tmp_path, name)
        os.utime(index_root(tmp_path) / name, (number, number))
    (index_root(tmp_path) / "half-1").mkdir()

    assert generations(tmp_path) == ["c-1", "b-1", "a-1"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    manifest = made(tmp_path)
    (index_root(tmp_path) / "abc-1" / "public" / "base.db").unlink()

    with pytest.raises(IndexCorrupt, match=r"base\.db is missing.*--rebuild"):
        verify(tmp_path, manifest, "fake-64")


def test_a_file_cut_short_is_named_with_its_sizes(tmp_path: Path) -> None:
    manifest = made(tmp_path)
    (index_root(tmp_path) / "abc-1" / "public" / "base.db").write_bytes(b"x" * 99)

    with pytest.raises(IndexCorrupt, match="99 bytes instead of 100"):
        verify(tmp_path, manifest, "fake-64")


def test_a_deleted_folder_is_missing(tmp_path: Path) -> None:
    point_to_missing = index_root(tmp_path)
    point_to_missing.mkdir()
    point_to(tmp_path, "gone-1")

    with pytest.raises(IndexMissing, match="gone-1"):
        read_manifest(tmp_path, "gone-1")


def test_another_model_is_refused_with_both_names(tmp_path: Path) -> None:
    with pytest.raises(IndexMismatch, match=r"'fake-64'.*'e5'.*kb publish"):
        verify(tmp_path, made(tmp_path), "e5")


def test_another_version_of_chunker_or_analyser_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexMismatch, match="format-0"):
        verify(tmp_path, made(tmp_path, index_version="format-0"), "fake-64")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"7", b"{}", b'{"name": "abc-1"}', b"\xff\xfe", b'{"unknown": 1}'],
)
def test_a_damaged_description_is_corrupt(tmp_path: Path, content: bytes) -> None:
    made(tmp_path)
    (index_root(tmp_path) / "abc-1" / MANIFEST).write_bytes(content)

    with pytest.raises(IndexCorrupt, match=r"manifest\.json is damaged"):
        read_manifest(tmp_path, "abc-1")


def test_a_description_is_plain_json(tmp_path: Path) -> None:
    manifest = made(tmp_path)

    raw = (index_root(tmp_path) / "abc-1" / MANIFEST).read_text("utf-8")

    assert json.loads(raw) == asdict(manifest)


def test_inputs_are_kept_apart_in_their_name() -> None:
    assert inputs_hash("a", "b") == inputs_hash("a", "b")
    assert len({inputs_hash("a", "b"), inputs_hash("b", "a"), inputs_hash("ab")}) == 3
