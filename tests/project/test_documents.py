"""Documents say what the code does."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

import kb
from kb.evaluate.golden import read_golden
from kb.ingest.editorial import read_editorial
from kb.ingest.editorial_schema import EditorialSchema
from kb.settings import Settings
from tests.project.imports import ROOT
from tests.project.settings_table import README, main, table, with_table

DOCUMENTS = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
FENCED = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
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
    targets = LINK.findall(FENCED.sub("", document.read_text(encoding="utf-8")))
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


def test_the_example_of_kb_toml_is_valid_and_has_every_key() -> None:
    document = (ROOT / "docs/editors.md").read_text(encoding="utf-8")
    example = document.split("<!-- kb.toml: ", 1)[1].split("```toml\n", 1)[1].split("```", 1)[0]
    written = tomllib.loads(example)

    _, problems = read_editorial(example.encode())

    assert problems == []
    assert sorted(missing_keys(EditorialSchema, written)) == []


def test_the_example_of_golden_questions_is_valid() -> None:
    document = (ROOT / "docs/editors.md").read_text(encoding="utf-8")
    example = document.split("`golden.yaml`", 1)[1].split("```yaml\n", 1)[1].split("```", 1)[0]

    questions = read_golden(f"questions:\n{example}".encode())

    assert [question.answerable for question in questions] == [True, False]


def missing_keys(schema: type[BaseModel], written: dict[str, Any], path: str = "") -> Iterator[str]:
    """The keys that a schema has and a document has not."""
    for name, field in schema.model_fields.items():
        if name not in written:
            yield f"{path}{name}"
            continue
        value = written[name]
        for part in value.values() if name == "folders" else [value]:
            one = part[0] if isinstance(part, list) and part else part
            for model in models_in(field.annotation):
                yield from missing_keys(model, one, f"{path}{name}.")


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def test_the_table_of_the_web_application_names_every_module_and_no_other() -> None:
    document = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    section = document.split("## The web application", 1)[1].split("\n## ", 1)[0]
    written = re.findall(r"`([^`]+)`", section)
    named = {part for name in written for part in name.split("/") if part}
    parts = [ROOT / "webapp", ROOT / "webapp/public"]
    modules = {path.stem for part in parts for path in part.glob("*.py") if path.stem[0] != "_"}
    folders = {path.parent.name for path in (ROOT / "webapp").glob("*/__init__.py")}

    assert (modules | folders) - named == set()
    assert named - modules - folders <= {
        "webapp",
        "create_app",
        "templates",
        "static",
        "translations",
    }
