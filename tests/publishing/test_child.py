"""Work in a process of its own: what it says, how it ends, and what stops it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kb.errors import PublishError
from kb.publishing import child
from kb.publishing.child import run_child


def python(program: str) -> tuple[str, ...]:
    return sys.executable, "-c", program


def test_what_it_says_is_added_to_the_file_until_that_is_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "child.log"
    monkeypatch.setattr(child, "_LARGEST_LOG", 8)

    for said in ("jeden", "dwa", "trzy"):
        assert run_child(python(f"print('{said}')"), log, "builder") == 0
        assert log.read_text().split()[-1] == said

    assert log.read_text().split() == ["trzy"]


def test_its_exit_code_and_environment_are_its_own(tmp_path: Path) -> None:
    program = "import os; raise SystemExit(int(os.environ['CODE']))"

    assert run_child(python(program), tmp_path / "log", "builder", {"CODE": "7"}) == 7


def test_what_hangs_or_cannot_be_started_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "_LONGEST_S", 0.2)

    with pytest.raises(PublishError, match="The builder took over"):
        run_child(python("import time; time.sleep(60)"), tmp_path / "log", "builder")
    with pytest.raises(PublishError, match="The builder could not be started"):
        run_child(("/no/such/program",), tmp_path / "log", "builder")
