"""What every test of the gate stands on."""

from __future__ import annotations

import pytest

from tests.bases import few_foreign_questions


@pytest.fixture(autouse=True)
def _few_foreign_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two questions instead of thousands, in the index and in the names of what is remembered."""
    few_foreign_questions(monkeypatch)
    monkeypatch.setattr("kb.gate.answers.foreign_questions", lambda: ("Who won?",))
