"""docs/cli.md says what the command says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.cli import main as kb
from tests.project.cli_help import DOCUMENT, main, reference, with_reference


def test_the_document_holds_the_help_of_every_command_and_the_exit_codes() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")

    assert with_reference(document) == document, "Run: python -m tests.project.cli_help --write"
    assert all(f"### kb {name}\n" in document for name in kb.commands)
    assert "### kb token revoke\n" in document, "commands of a group are there too"


def test_an_outdated_document_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    outdated = tmp_path / "cli.md"
    outdated.write_text(document.replace("### kb search", "### kb find"), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["cli_help", "--write"])

    main(outdated)

    assert outdated.read_text(encoding="utf-8") == document


def test_the_reference_is_printed_when_nothing_is_to_be_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["cli_help"])

    main()

    assert capsys.readouterr().out == reference() + "\n"


def test_a_document_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="must contain the lines"):
        with_reference("# No marks\n")
