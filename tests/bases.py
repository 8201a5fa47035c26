"""A content repository and what is published from it, for tests of the whole path.

Everything is real (git, SQLite, the embedded vector engine) except the model: the fake encoder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import kb.reader
from kb.model import Audience, Published
from kb.reader import Library, Reader
from kb.search.sparse import copy_tree
from kb.settings import Settings
from kb.wiring import open_library, run_publish

#: A word that stands in one internal article and nowhere else.
SECRET = "zgredolinka"

PUBLIC = Audience.PUBLIC
#: Answered by zwroty/termin-zwrotu.md.
QUESTION = "do kiedy mogę zwrócić zamówienie"

ARTICLES: Mapping[str, str] = {
    "kb.toml": 'name = "Lniany Dom"\n[[categories]]\nslug = "zwroty"\ntitle = "Zwroty"\n',
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
---

Dostawa kurierem kosztuje 14,99 zł, a do Paczkomatu 11,99 zł.
""",
    "procedury/reklamacja-vip.md": f"""\
---
title: Reklamacja stałego klienta
audience: internal
---

Kierownik zmiany wpisuje hasło {SECRET} i rozpatruje reklamację w 24 godziny.
""",
}


class Clock:
    """The time that the library sees."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_a_second(self) -> None:
        self.now += 1.0


@dataclass(frozen=True)
class Base:
    """A repository with its data folder."""

    root: Path

    @property
    def repo(self) -> Path:
        return self.root / "repo"

    @property
    def data(self) -> Path:
        return self.root / "var"

    @property
    def index(self) -> Path:
        return self.data / "index"

    def settings(self, **others: Any) -> Settings:
        """Settings that point here; `others` go before them."""
        own = {
            "content_repo": self.repo,
            "content_ref": "main",
            "articles": "pomoc",
            "data_dir": self.data,
            "embedder": "fake",
        }
        return Settings(**{**own, **others})

    def environment(self) -> dict[str, str]:
        """The same as variables, for another process."""
        given = self.settings().model_dump(include=self.settings().model_fields_set, mode="json")
        return {**os.environ, **{f"KB_{name.upper()}": str(given[name]) for name in given}}

    def commit(self, files: Mapping[str, str | bytes | None]) -> str:
        """Write files into the folder of articles (None removes one), commit; the full SHA."""
        for name, content in files.items():
            path = self.repo / "pomoc" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Zmiana")
        return self.git("rev-parse", "HEAD")

    def git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.repo), "-c", "commit.gpgsign=false", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def publish(self, worktree: bool = False, rebuild: bool = False, **others: Any) -> Published:
        """Publish what is committed."""
        return run_publish(self.settings(**others), worktree, rebuild)

    def pointer(self) -> str:
        """Name of the current generation."""
        return (self.index / "current").read_text("utf-8").strip()

    def generation(self) -> Path:
        """Folder of the current generation."""
        return self.index / self.pointer()

    def left_behind(self) -> list[str]:
        """What lies in the index folder besides generations and the pointer."""
        return [path.name for path in self.index.iterdir() if path.name.startswith(".")]

    def copies(self) -> list[str]:
        """The private copies that lie in the data folder."""
        return [path.name for path in (self.data / "run").glob("*") if path.is_dir()]

    @contextmanager
    def library(self, **others: Any) -> Iterator[Library]:
        """The published base, as a server holds it."""
        library = open_library(self.settings(**others))
        try:
            yield library
        finally:
            library.close()

    @contextmanager
    def reader(self, audience: Audience = Audience.PUBLIC, **others: Any) -> Iterator[Reader]:
        """The current generation, opened afresh."""
        with self.library(**others) as library:
            yield library.reader(audience)


def new_base(root: Path, files: Mapping[str, str | bytes | None] | None = None) -> Base:
    """A repository with the articles above, or with those given."""
    base = Base(root)
    base.repo.mkdir(parents=True)
    base.git("init", "-q", "-b", "main")
    base.commit(ARTICLES if files is None else files)
    return base


def article(title: str, text: str = "Treść artykułu.", **keys: str) -> str:
    """A public article; `keys` are further lines of its front matter."""
    head = "".join(f"{key}: {value}\n" for key, value in {"audience": "public", **keys}.items())
    return f"---\ntitle: {title}\n{head}---\n\n{text}\n"


#: One article more.
NEW: Mapping[str, str] = {"zwroty/nowy.md": article("Nowy artykuł")}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the library, which passes only when it is told to."""
    made = Clock()
    monkeypatch.setattr(kb.reader, "monotonic", made)
    return made


@pytest.fixture(scope="session")
def quick_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory where there is room: publishing waits for the disk most of its time."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 << 30:
        with tempfile.TemporaryDirectory(prefix="podpowiedz-", dir=memory) as folder:
            yield Path(folder)
    else:
        yield tmp_path_factory.mktemp("quick")


def few_foreign_questions(patch: pytest.MonkeyPatch) -> None:
    """Thousands of them would be most of the work of publishing a base of three articles.

    These are English, so that no word of an article corrects them.
    """
    few = ("Who won the world cup?", "How do I bake a cake?", "Where is the town hall?")
    for module in ("kb.search.foreign", "kb.ingest.build", "kb.ingest.publish"):
        patch.setattr(f"{module}.foreign_questions", lambda: few)


@pytest.fixture
def quick_path(quick_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of one's own in it, where publishing is quick."""
    few_foreign_questions(monkeypatch)
    path = Path(tempfile.mkdtemp(dir=quick_folder))
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="session")
def served(quick_folder: Path) -> Base:
    """A published base for all tests; do not change it."""
    made = new_base(quick_folder / "served")
    with pytest.MonkeyPatch.context() as patch:
        few_foreign_questions(patch)
        made.publish()
    return made


@pytest.fixture
def base(quick_path: Path, served: Base) -> Base:
    """A published base of one's own."""
    copy_tree(served.root, quick_path / "base")
    return Base(quick_path / "base")
