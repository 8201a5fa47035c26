"""`kb new` makes articles that lack nothing but what the editor fills in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.cli import main
from kb.model import Audience
from tests.authoring.base import errors_of, files_in, problems_of

KINDS = ["faq", "procedure", "incident"]
CONFIG = """\
[folders.procedury]
audience = "internal"
[[categories]]
slug = "zwroty"
title = "Zwroty"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = tmp_path / "pomoc"
    articles.mkdir()
    (articles / "kb.toml").write_text(CONFIG, encoding="utf-8")
    return articles


def kb(folder: Path, *arguments: str) -> Result:
    environment = {"KB_CONTENT_REPO": str(folder.parent), "KB_ARTICLES": folder.name}
    return CliRunner().invoke(main, ["new", *arguments], env=environment, catch_exceptions=False)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_article_fails_the_check_by_its_placeholders_alone(folder: Path, kind: str) -> None:
    result = kb(folder, kind, "Jak zwrócić prezent?", "--category", "zwroty")

    assert result.exit_code == 0, result.stderr
    problems = problems_of(folder)
    assert {problem.rule for problem in problems} == {"placeholder"}
    assert {problem.path for problem in problems} == {"zwroty/jak-zwrocic-prezent.md"}
    assert len(problems) >= 5


@pytest.mark.parametrize("kind", KINDS)
def test_an_article_that_is_filled_in_passes(folder: Path, kind: str) -> None:
    kb(folder, kind, "Jak zwrócić prezent?", "--category", "zwroty")
    path = folder / "zwroty/jak-zwrocic-prezent.md"
    path.write_text(path.read_text("utf-8").replace("[UZUPEŁNIJ:", "(tekst:"), "utf-8")

    assert problems_of(folder) == []


def test_who_reads_it_depends_on_the_kind_unless_said(folder: Path) -> None:
    kb(folder, "faq", "Pierwszy")
    kb(folder, "procedure", "Drugi")
    kb(folder, "faq", "Trzeci", "--audience", "internal")
    files = files_in(folder)

    assert f"audience: {Audience.PUBLIC}" in files["pierwszy.md"]
    assert f"audience: {Audience.INTERNAL}" in files["procedury/drugi.md"]
    assert f"audience: {Audience.INTERNAL}" in files["trzeci.md"]


def test_questions_are_listed_as_given(folder: Path) -> None:
    kb(folder, "faq", "Zwrot", "--question", "kto płaci: ja?", "--question", 'czy "darmowy"')

    text = files_in(folder)["zwrot.md"]
    assert 'questions:\n  - "kto płaci: ja?"\n  - "czy \\"darmowy\\""\n' in text


def test_an_article_that_is_there_is_never_overwritten(folder: Path) -> None:
    kb(folder, "faq", "Zwrot", "--category", "zwroty")
    before = files_in(folder)

    for category in ("zwroty", "inne"):
        result = kb(folder, "procedure", "Zwrot!", "--category", category)
        assert result.exit_code == 2
        assert "zwroty/zwrot.md" in result.stderr
    assert files_in(folder) == before


def test_printing_writes_nothing(folder: Path) -> None:
    before = files_in(folder)
    result = kb(folder, "faq", "Zwrot", "--print")

    assert result.stdout.startswith("---\ntitle: Zwrot\n")
    assert files_in(folder) == before


@pytest.mark.parametrize("category", ["../x", "/etc", "Zwroty", "a/b", "."])
def test_a_category_is_a_folder_inside(folder: Path, category: str) -> None:
    result = kb(folder, "faq", "Zwrot", "--category", category)

    assert result.exit_code == 2
    assert not (folder.parent / "x").exists()


def test_a_category_that_leads_elsewhere_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "obok").mkdir()
    (folder / "zwroty").symlink_to(tmp_path / "obok")

    assert kb(folder, "faq", "Zwrot", "--category", "zwroty").exit_code == 2
    assert list((tmp_path / "obok").iterdir()) == []


@pytest.mark.parametrize("title", ["", "   ", "x" * 301, "\x00"])
def test_a_title_that_cannot_be_one_is_refused(folder: Path, title: str) -> None:
    assert kb(folder, "faq", title).exit_code == 2


def test_a_category_unknown_to_kb_toml_is_pointed_out(folder: Path) -> None:
    result = kb(folder, "faq", "Zwrot", "--category", "nowa")

    assert result.exit_code == 0
    assert "no category nowa" in result.stderr


def test_a_folder_that_cannot_be_written_is_said(folder: Path) -> None:
    missing = kb(folder, "faq", "Zwrot", "--into", str(folder / "nie-ma"))

    assert missing.exit_code == 2
    assert "There is no folder" in missing.stderr


def test_nothing_is_left_of_a_write_that_failed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = kb(folder, "faq", "Zwrot")

    assert result.exit_code == 2
    assert "No space left" in result.stderr
    assert list(files_in(folder)) == ["kb.toml"]


def test_placeholders_stop_publishing(folder: Path) -> None:
    kb(folder, "faq", "Zwrot")

    assert {problem.rule for problem in errors_of(folder)} == {"placeholder"}
