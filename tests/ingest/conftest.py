"""Real git repositories and small articles for the tests of ingest."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.ingest.article import ParsedArticle, parse_article
from kb.ingest.editorial import Editorial
from kb.ingest.repository import Snapshot
from kb.model import Audience, Commit, Problem, SourceFile

NOON = datetime(2026, 10, 3, 12, 0, tzinfo=UTC)


class Repo:
    """A git repository in a temporary folder; commits are a minute apart."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.minute = 0
        self.git("init", "-q", "-b", "main")

    def git(self, *args: str, author: str = "Anna Nowak") -> str:
        when = f"2026-10-03T12:{self.minute:02}:00+0000"
        options = {
            "user.name": author,
            "user.email": "a@b.example",
            "commit.gpgsign": "false",
            "protocol.file.allow": "always",
        }
        settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        command = ["git", "-C", str(self.path), *settings, *args]
        environment = {
            "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_NOSYSTEM": "1",
            "HOME": str(self.path), "PATH": "/usr/local/bin:/usr/bin:/bin",
        }  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        return done.stdout.strip()

    def write(self, path: str, content: str | bytes) -> None:
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(
        self,
        files: Mapping[str, str | bytes] | None = None,
        author: str = "Anna Nowak",
        message: str = "Zmiana",
    ) -> str:
        self.minute += 1
        for path, content in (files or {}).items():
            self.write(path, content)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, author=author)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    path = tmp_path / "repo"
    path.mkdir()
    return Repo(path)


Parse = Callable[..., tuple[ParsedArticle | None, list[Problem]]]


@pytest.fixture
def parse() -> Parse:
    def parse_text(
        content: str | bytes,
        path: str = "zwroty/koszt.md",
        audience: Audience = Audience.INTERNAL,
        editorial: Editorial | None = None,
    ) -> tuple[ParsedArticle | None, list[Problem]]:
        data = content if isinstance(content, bytes) else content.encode()
        return parse_article(
            SourceFile(path, data, NOON), "c" * 40, editorial or Editorial(), audience, NOON
        )

    return parse_text


Snap = Callable[..., Snapshot]


@pytest.fixture
def snap() -> Snap:
    def make(files: Mapping[str, str], others: frozenset[str] = frozenset()) -> Snapshot:
        sources = tuple(
            SourceFile(path, text.encode(), NOON) for path, text in sorted(files.items())
        )
        return Snapshot(Commit("c" * 40, NOON), "kb/articles", sources, other_paths=others)

    return make
