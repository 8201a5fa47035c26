"""Documents say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kb
from kb.settings import Settings
from tests.project.imports import ROOT
from tests.project.settings_table import README, main, table, with_table

DOCUMENTS = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def test_the_readme_lists_every_setting_with_its_default_and_meaning() -> None:
    document = README.read_text(encoding="utf-8")

    assert with_table(document) == document, "Run: python -m tests.project.settings_table --write"


def test_every_setting_says_what_it_means() -> None:
    silent = [name for name, field in Settings.model_fields.items() if not field.description]

    assert silent == []


def test_an_outdated_table_is_noticed_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = README.read_text(encoding="utf-8")
    readme = tmp_path / "README.md"
    readme.write_text(document.replace("| `KB_THREADS` | `4` |", "| `KB_THREADS` | `8` |"))
    assert with_table(readme.read_text(encoding="utf-8")) != readme.read_text(encoding="utf-8")

    monkeypatch.setattr("sys.argv", ["settings_table", "--write"])
    main(readme)

    assert readme.read_text(encoding="utf-8") == document


def test_the_table_is_printed_when_nothing_is_to_be_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["settings_table"])
    main()

    assert capsys.readouterr().out == table() + "\n"


def test_a_document_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="must contain the lines"):
        with_table("# No marks\n")


def test_the_newest_version_in_the_changelog_is_the_version_of_the_library() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, flags=re.MULTILINE)

    assert released[0] == kb.__version__


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_a_document_links_to_exist(document: Path) -> None:
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    dead = [target for target in targets if not (document.parent / target).exists()]

    assert dead == []


def test_the_tree_in_the_readme_names_only_what_is_there() -> None:
    section = README.read_text(encoding="utf-8").split("## Where things are", 1)[1]
    named = re.findall(r"^- `([^`]+)`", section, flags=re.MULTILINE)

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_make_help_lists_every_command_of_the_readme() -> None:
    commands = set(re.findall(r"`make ([a-z]+)", README.read_text(encoding="utf-8")))
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert commands
    assert commands <= targets
