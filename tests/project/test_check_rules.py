"""docs/checks.md says what the rules and their tests say."""

from __future__ import annotations

import pytest

from kb.check.catalogue import RULES
from tests.project.check_rules import DOCUMENT, document, main


def test_the_document_is_up_to_date() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")

    assert written == document(), "Run: python -m tests.project.check_rules --write"


def test_it_names_every_rule() -> None:
    assert [rule.name for rule in RULES if f"`{rule.name}`" not in document()] == []


def test_it_is_printed_when_nothing_is_to_be_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["check_rules"])

    main()

    assert capsys.readouterr().out == document()
