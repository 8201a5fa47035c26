"""A real repository of three articles, a real index of it, and the command as a person calls it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.cli import main
from kb.search.sparse import copy_tree

ARTICLES = {
    "kb.toml": """\
name = "Lniany Dom"
[[categories]]
slug = "zwroty"
title = "Zwroty"
[[categories]]
slug = "dostawa"
title = "Dostawa"
[contact]
phone = "22 123 45 67"
email = "pomoc@lnianydom.example"
""",
    "zwroty/termin-zwrotu.md": """\
---
title: Ile mam czasu na zwrot towaru?
audience: public
questions:
  - do kiedy mogę zwrócić zamówienie
---

Na zwrot towaru masz 30 dni od otrzymania przesyłki.

## Jak liczyć termin?

Termin zaczyna się następnego dnia po odbiorze paczki od kuriera.
""",
    "dostawa/koszt-dostawy.md": """\
---
title: Ile kosztuje dostawa?
audience: public
questions:
  - cena wysyłki kurierem
---

Dostawa kurierem kosztuje 14,99 zł, a do Paczkomatu 11,99 zł.
""",
    "procedury/reklamacja-vip.md": """\
---
title: Reklamacja stałego klienta
audience: internal
---

Reklamację stałego klienta rozpatruje kierownik zmiany w 24 godziny.
""",
    "golden.yaml": """\
questions:
  - {q: "do kiedy mogę zwrócić zamówienie", expect: [termin-zwrotu]}
  - {q: "cena wysyłki kurierem", expect: [koszt-dostawy]}
  - {q: "qqq xyzzy vvv", expect: []}
""",
}

NEW = {"zwroty/nowy.md": "---\ntitle: Nowy artykuł\naudience: public\n---\n\nTreść artykułu.\n"}


@dataclass(frozen=True)
class Base:
    """A repository with its data folder, and `kb` with settings that point to them."""

    repo: Path
    data: Path

    @property
    def settings(self) -> dict[str, str]:
        return {
            "KB_CONTENT_REPO": str(self.repo),
            "KB_CONTENT_REF": "main",
            "KB_ARTICLES": "pomoc",
            "KB_DATA_DIR": str(self.data),
            "KB_EMBEDDER": "fake",
        }

    def kb(self, *arguments: str, **settings: str) -> Result:
        """Run `kb` without a terminal; settings go before those of the base."""
        return self.run(arguments, settings)

    def on_terminal(self, *arguments: str) -> Result:
        """Run `kb` as on a terminal that shows bold words."""
        return self.run(arguments, {}, color=True)

    def run(
        self, arguments: Sequence[str], settings: Mapping[str, str], color: bool = False
    ) -> Result:
        environment = {**self.settings, **settings}
        return CliRunner().invoke(
            main, arguments, env=environment, color=color, catch_exceptions=False
        )

    def json(self, *arguments: str, **settings: str) -> Any:
        """The document that `kb … --json` prints."""
        return json.loads(self.kb(*arguments, "--json", **settings).stdout)

    def commit(self, files: Mapping[str, str | bytes], message: str = "Zmiana") -> str:
        """Write files into the folder of articles and commit them; the full SHA."""
        for name, content in files.items():
            path = self.repo / "pomoc" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self._git("add", "-A")
        self._git("commit", "-q", "-m", message)
        return self._git("rev-parse", "HEAD")

    def start(self) -> None:
        """Make the repository with the articles above."""
        self.repo.mkdir()
        self._git("init", "-q", "-b", "main")
        self.commit(ARTICLES)

    def _git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.repo), "-c", "commit.gpgsign=false", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """A published base for all tests; do not change it."""
    made = unpublished_base(tmp_path_factory.mktemp("published"))
    done = made.kb("publish")
    assert done.exit_code == 0, done.output
    return made


@pytest.fixture(scope="session")
def published_twice(tmp_path_factory: pytest.TempPathFactory, published: Base) -> Base:
    """The same with a second generation, which has one article more; do not change it."""
    made = copy_of(published, tmp_path_factory.mktemp("published-twice"))
    made.commit(NEW)
    done = made.kb("publish")
    assert done.exit_code == 0, done.output
    return made


@pytest.fixture
def unpublished(tmp_path: Path) -> Base:
    """A base of one's own of which nothing is published."""
    return unpublished_base(tmp_path)


@pytest.fixture
def base(tmp_path: Path, published: Base) -> Base:
    """A published base of one's own."""
    return copy_of(published, tmp_path)


@pytest.fixture
def base_twice(tmp_path: Path, published_twice: Base) -> Base:
    """A base of one's own with two generations."""
    return copy_of(published_twice, tmp_path)


def unpublished_base(folder: Path) -> Base:
    made = Base(folder / "repo", folder / "var")
    made.start()
    return made


def copy_of(other: Base, folder: Path) -> Base:
    for path in (other.repo, other.data):
        copy_tree(path, folder / path.name)
    return Base(folder / other.repo.name, folder / other.data.name)
