"""A repository with a story, and databases with a history."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.statistics.conftest import history
from tests.store.conftest import empty, server, sqlite, store

__all__ = ["empty", "history", "server", "sqlite", "store"]


@dataclass(frozen=True)
class Repository:
    """A work tree in which a test commits as a person would."""

    root: Path

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.root), "-c", "commit.gpgsign=false", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, message: str, **files: str) -> str:
        """Write files (`__` stands for a slash) and commit everything; the full SHA."""
        for name, text in files.items():
            path = self.root / f"{name.replace('__', '/')}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def shell(self, *commands: str) -> None:
        """Type commands in the folder of the repository."""
        subprocess.run(
            ["sh", "-eu", "-c", "\n".join(commands)],
            cwd=self.root,
            check=True,
            capture_output=True,
        )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repo")
    made.root.mkdir()
    made.git("init", "-q", "-b", "main")
    return made
