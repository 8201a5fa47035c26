"""An index that is gone, cut short or of another model: what is said, and what serves on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import kb.reader
from kb.errors import (
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    IndexUnavailable,
)
from kb.ingest.rollback import roll_back
from kb.search.generation import read_manifest
from tests.bases import ARTICLES, NEW, PUBLIC, QUESTION, Base, Clock, new_base

SHARD_FILE = "shard/edge_config.json"


def test_an_index_folder_that_is_deleted_while_it_is_served_is_served_on(
    base: Base, clock: Clock
) -> None:
    with base.library() as library:
        library.reader(PUBLIC)
        for folder in (base.generation(), base.index):
            shutil.rmtree(folder)
            clock.pass_a_second()
            reader = library.reader(PUBLIC)
            assert reader.search(QUESTION).hits[0].slug == "termin-zwrotu"
            assert reader.article("koszt-dostawy").html

        base.commit(NEW)
        base.publish()
        clock.pass_a_second()
        assert library.reader(PUBLIC).article("nowy").html


def test_before_the_first_publish_it_says_how_to_publish(quick_path: Path) -> None:
    base = new_base(quick_path / "b", ARTICLES)
    with base.library() as library:
        with pytest.raises(IndexMissing, match=r"Nothing has been published yet. Run `kb publish`"):
            library.reader(PUBLIC)
        base.publish()
        assert library.reader(PUBLIC).search(QUESTION).hits


def test_an_index_folder_that_is_gone_at_the_start_is_named(base: Base) -> None:
    folder = base.generation()
    shutil.rmtree(folder)

    with pytest.raises(IndexMissing, match=rf"{folder} is gone. Run `kb publish`"):
        base.reader().__enter__()


def test_every_file_that_is_cut_short_missing_or_overwritten_is_named(base: Base) -> None:
    public = base.generation() / "public"
    paths = [*(path for path in public.iterdir() if path.is_file()), public / SHARD_FILE]

    for path in paths:
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        with pytest.raises(IndexCorrupt) as cut:
            base.reader().__enter__()
        assert str(cut.value) == (
            f"{path} has {len(whole) - 1} bytes instead of {len(whole)}. "
            "Run `kb publish --rebuild`."
        )
        path.unlink()
        with pytest.raises(IndexCorrupt, match=rf"{path} is missing. Run `kb publish --rebuild`"):
            base.reader().__enter__()
        path.write_bytes(b"\xee" * len(whole))
        with pytest.raises(IndexCorrupt, match=r" (is damaged|cannot be opened) \("):
            base.reader().__enter__()
        path.write_bytes(whole)

    assert len(paths) >= 8
    assert base.copies() == []
    with base.reader() as reader:
        assert reader.search(QUESTION).hits


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("model", r"with model 'x', this program uses 'fake-64'"),
        ("index_version", r"with index version 'x', this program uses '"),
    ],
)
def test_an_index_of_another_model_or_chunker_is_refused_with_both_names(
    base: Base, key: str, words: str
) -> None:
    path = base.generation() / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), key: "x"}), "utf-8")

    with pytest.raises(IndexMismatch, match=f"{words}.* Run `kb publish` to build it again"):
        base.reader().__enter__()
    with pytest.raises(IndexMismatch):
        roll_back(base.data, base.pointer(), "fake-64")
    assert base.publish(rebuild=True).unchanged is False
    with base.reader() as reader:
        assert reader.search(QUESTION).hits


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"\xff\xfe", IndexCorrupt),
        (b"nie-ma-1\n", IndexMissing),
        (b"a\0b", IndexCorrupt),
        (b"", IndexMissing),
        (b"../..", IndexMissing),
    ],
)
def test_a_damaged_pointer_is_an_index_error_and_a_publish_mends_it(
    base: Base, clock: Clock, content: bytes, error: type[IndexUnavailable]
) -> None:
    with base.library() as serving:
        known = serving.reader(PUBLIC)
        (base.index / "current").write_bytes(content)

        with pytest.raises(error, match="kb publish"):
            base.reader().__enter__()
        clock.pass_a_second()
        assert serving.reader(PUBLIC) is known

        published = base.publish()
        clock.pass_a_second()
        assert serving.reader(PUBLIC).manifest.name == published.generation


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b"null"])
def test_a_damaged_manifest_is_named(base: Base, content: bytes) -> None:
    path = base.generation() / "manifest.json"
    path.write_bytes(content)

    with pytest.raises(IndexCorrupt, match=rf"{path} is damaged .* Run `kb publish --rebuild`"):
        base.reader().__enter__()
    base.publish()
    with base.reader() as reader:
        assert reader.search(QUESTION).hits


def test_a_generation_removed_between_a_look_and_its_opening_is_not_missed(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[Callable[[], object]] = [lambda: base.publish(keep_generations=1)]
    base.commit(NEW)

    def late(data_dir: Path, name: str) -> object:
        if waiting:
            waiting.pop()()
        return read_manifest(data_dir, name)

    monkeypatch.setattr(kb.reader, "read_manifest", late)
    with base.reader() as reader:
        assert reader.article("nowy").html


def test_a_full_disk_does_not_stop_what_is_served(
    base: Base, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with base.library() as library:
        old = library.reader(PUBLIC)
        base.commit(NEW)
        base.publish()
        clock.pass_a_second()
        with monkeypatch.context() as patch:
            patch.setattr("kb.search.edge.copy_tree", full_disk)
            assert library.reader(PUBLIC) is old
            assert "Free some space there" in caplog.text
            with pytest.raises(IndexUnavailable, match=r"cannot be copied to .*No space left"):
                base.reader().__enter__()
        clock.pass_a_second()
        assert library.reader(PUBLIC).article("nowy").html
    assert base.copies() == []


def full_disk(*_: object) -> None:
    raise OSError(28, "No space left on device")
