"""All files of an import or none; what was there stays as it was unless it may be replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.authoring.importing.writing import NewFile, write_files
from kb.cli import main
from kb.errors import AuthoringError
from tests.authoring.base import EXPORTS, files_in, imported, saved, zendesk

OLD = {"zwroty/stary.md": "# Stary\n", "kb.toml": ""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in OLD.items():
        path = tmp_path / "pomoc" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "pomoc"


def test_files_are_written_and_nothing_else_is_left(folder: Path) -> None:
    write_files(folder, [NewFile("a/x.md", b"1", False), NewFile("zwroty/y.md", b"2", True)])

    assert files_in(folder) == {**OLD, "a/x.md": "1", "zwroty/y.md": "2"}
    assert sorted(path.name for path in folder.iterdir()) == ["a", "kb.toml", "zwroty"]


def test_one_file_that_is_there_stops_all(folder: Path) -> None:
    files = [NewFile("a/x.md", b"1", False), NewFile("zwroty/stary.md", b"2", False)]

    with pytest.raises(AuthoringError, match="Nothing was imported"):
        write_files(folder, files)
    assert files_in(folder) == OLD
    assert not (folder / "a").exists()


@pytest.mark.parametrize("fails_at", range(1, 6))
def test_a_disk_that_fills_up_leaves_everything_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    files = [
        NewFile("zwroty/stary.md", b"nowy", True),
        NewFile("a/x.md", b"1", False),
        NewFile("b/y.md", b"2", False),
    ]
    calls = 0
    fsync, link = os.fsync, os.link

    def full() -> None:
        nonlocal calls
        calls += 1
        if calls == fails_at:
            raise OSError(28, "No space left on device")

    def fsync_or_fail(handle: int) -> None:
        full()
        fsync(handle)

    def link_or_fail(source: Path, target: Path) -> None:
        full()
        link(source, target)

    monkeypatch.setattr(os, "fsync", fsync_or_fail)
    monkeypatch.setattr(os, "link", link_or_fail)

    with pytest.raises(AuthoringError, match="No space left"):
        write_files(folder, files)
    assert files_in(folder) == OLD
    assert sorted(path.name for path in folder.iterdir()) == ["kb.toml", "zwroty"]


def test_a_file_system_without_links_is_written_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    write_files(folder, [NewFile("a/x.md", b"1", False)])

    assert files_in(folder)["a/x.md"] == "1"
    with pytest.raises(AuthoringError, match="exists"):
        write_files(folder, [NewFile("a/x.md", b"2", False)])


def test_a_category_that_is_a_link_out_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "obok").mkdir()
    (folder / "a").symlink_to(tmp_path / "obok")

    with pytest.raises(AuthoringError, match="leads out"):
        write_files(folder, [NewFile("b/y.md", b"2", False), NewFile("a/x.md", b"1", False)])
    assert list((tmp_path / "obok").iterdir()) == []
    assert not (folder / "b").exists()


def test_addresses_that_are_taken_get_a_number(folder: Path, tmp_path: Path) -> None:
    export = saved(
        tmp_path, zendesk({"title": "Stary", "body": "a"}, {"title": "Stary", "body": "b"})
    )
    report = imported(export, "zendesk", folder, category="zwroty")

    assert [a.path for a in report.articles] == ["zwroty/stary-2.md", "zwroty/stary-3.md"]
    assert [n.kind for a in report.articles for n in a.notes] == ["slug", "slug"]


def test_an_article_renamed_there_keeps_its_file_here(folder: Path, tmp_path: Path) -> None:
    imported(saved(tmp_path, zendesk({"title": "Dawny", "body": "a"})), "zendesk", folder)
    export = saved(tmp_path, zendesk({"title": "Nowy", "body": "b"}))

    assert "import/dawny.md" in imported(export, "zendesk", folder).articles[0].skipped
    report = imported(export, "zendesk", folder, replace=True)
    assert report.articles[0].path == "import/dawny.md"
    assert "title: Nowy" in files_in(folder)["import/dawny.md"]


def kb(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["import", *arguments], catch_exceptions=False)


def test_the_command_reports_in_words(tmp_path: Path) -> None:
    result = kb(str(EXPORTS / "zendesk.json"), "--from", "zendesk", "--into", str(tmp_path / "p"))

    assert result.exit_code == 0
    assert "zwroty-i-wymiana/ile-trwa-zwrot.md: imported\n" in result.stdout
    assert "  script: 1 script(s) were dropped.\n" in result.stdout
    assert "Wie lange?: NOT IMPORTED. Its language is de" in result.stdout
    assert "5 articles imported" in result.stdout
    assert 'slug = "zwroty-i-wymiana"' in result.stdout


def test_the_command_reports_as_json(tmp_path: Path) -> None:
    import json

    result = kb(
        str(EXPORTS / "zendesk.json"), "--from", "zendesk", "--into", str(tmp_path / "p"),
        "--dry-run", "--format", "json",
    )  # fmt: skip
    document = json.loads(result.stdout)

    assert document["written"] is False
    assert document["articles"][0]["path"] == "zwroty-i-wymiana/ile-trwa-zwrot.md"
    assert {note["kind"] for note in document["articles"][0]["notes"]} >= {"script"}
    assert document["new_categories"] == [{"slug": "zwroty-i-wymiana", "title": "Zwroty i wymiana"}]
    assert not (tmp_path / "p").exists()


def test_importing_nothing_is_a_negative_result(tmp_path: Path) -> None:
    arguments = [str(EXPORTS / "faq.csv"), "--from", "faq-csv", "--into", str(tmp_path / "p")]

    assert kb(*arguments).exit_code == 0
    assert kb(*arguments).exit_code == 1


def test_a_wrong_category_is_wrong_usage(tmp_path: Path) -> None:
    result = kb(
        str(EXPORTS / "faq.csv"), "--from", "faq-csv", "--into", str(tmp_path / "p"),
        "--category", "../x",
    )  # fmt: skip

    assert result.exit_code == 2
    assert not (tmp_path / "p").exists()
