"""An editor's whole way, as docs/redaktor.md tells it: from an empty folder to a live article, a
preview, and back.

The commands are the real ones, the hook publishes, a server with its worker serves.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.accounts.accounts import add_account
from kb.accounts.model import Role
from kb.settings import Settings
from kb.wiring import migrate, open_store
from tests.benchmarks import fresh
from tests.benchmarks.server import free_port, serving
from tests.browser.desk import PASSWORD, sign_in

_PATIENCE_S = 60
_KB_TOML = """\
name = "Lniany Dom"

[contact]
email = "pomoc@lnianydom.example"
phone = "+48 12 000 00 00"
"""
_ARTICLE = """\
---
title: Ile mam czasu na zwrot?
audience: public
questions:
  - do kiedy mogę oddać rzecz
owner: Zespół obsługi klienta
review_by: 2099-11-30
legal_as_of: 2026-11-30
---

Na zwrot bez podania przyczyny masz 30 dni od dnia, w którym paczka do Ciebie dotarła.

1. Zgłoś zwrot na swoim koncie.
2. Odeślij rzecz w ciągu 14 dni od zgłoszenia zwrotu.

## Co zrobić, gdy się nie udało?

Zadzwoń pod +48 12 000 00 00 od poniedziałku do piątku, 8:00–18:00. Konsultant odpowie od razu.
"""
_SLUG = "ile-mam-czasu-na-zwrot"


class Editor:
    """Somebody at a terminal, in a folder that is empty at first."""

    def __init__(self, folder: Path, settings: Mapping[str, object]) -> None:
        self.folder = folder
        self._environment = fresh.environment(settings) | {
            "GIT_AUTHOR_NAME": "Ewa Lis", "GIT_AUTHOR_EMAIL": "ewa@example.pl",
            "GIT_COMMITTER_NAME": "Ewa Lis", "GIT_COMMITTER_EMAIL": "ewa@example.pl",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }  # fmt: skip

    def run(self, *command: str, code: int = 0) -> str:
        """What a command says; its exit code must be `code`."""
        done = subprocess.run(
            command, cwd=self.folder, env=self._environment, capture_output=True, text=True,
            timeout=_PATIENCE_S, check=False,
        )  # fmt: skip
        said = done.stdout + done.stderr
        assert done.returncode == code, f"{command}: {done.returncode}\n{said}"
        return said

    def kb(self, *arguments: str, code: int = 0) -> str:
        return self.run(sys.executable, "-m", "kb.cli", *arguments, code=code)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    folder = tmp_path / "pomoc"
    folder.mkdir()
    return Editor(folder, settings_of(tmp_path))


def settings_of(tmp_path: Path) -> dict[str, object]:
    return {
        "content_repo": tmp_path / "pomoc", "articles": ".", "data_dir": tmp_path / "data",
        "content_ref": "main", "embedder": "fake", "rate_limit": 0,
    }  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A server with its worker, and an editor's account."""
    settings = settings_of(tmp_path)
    known = Settings(**settings)  # type: ignore[arg-type]
    migrate(known)
    with closing(open_store(known)) as store:
        now = datetime.now(UTC)
        add_account(store, "ewa", "Ewa Lis", Role.EDITOR, now, password=PASSWORD)
    port = free_port()
    with serving(settings | {"worker": True}, workers=1, port=port):
        yield f"http://127.0.0.1:{port}"


def comes(page: Page, address: str, is_so: Callable[[str], bool]) -> None:
    """Open a page again and again until it is so, as an impatient person does."""
    end = monotonic() + _PATIENCE_S
    while True:
        page.goto(address)
        text = page.locator("main").inner_text().replace("\xa0", " ")
        if is_so(text):
            return
        assert monotonic() < end, text
        Event().wait(0.3)


def test_from_an_empty_folder_to_a_live_article_a_preview_and_back(
    editor: Editor, request: pytest.FixtureRequest, browser: Browser
) -> None:
    editor.run("git", "init", "-q", "-b", "main")
    editor.write("kb.toml", _KB_TOML)

    editor.kb("new", "faq", "Ile mam czasu na zwrot?", "--category", "zwroty")
    assert f"zwroty/{_SLUG}.md:5" in editor.kb("check", "--worktree", code=1)
    editor.write(f"zwroty/{_SLUG}.md", _ARTICLE)
    assert "0 błędów" in editor.kb("check", "--worktree", "--language", "pl").replace("\xa0", " ")

    editor.kb("hooks", "install")
    site = request.getfixturevalue("site")
    editor.run("git", "add", ".")
    editor.run("git", "commit", "-q", "-m", "Ile mam czasu na zwrot")
    page = browser.new_context(base_url=site, locale="pl-PL").new_page()
    address = f"/artykul/{_SLUG}"
    comes(page, address, lambda text: "30 dni" in text)

    sign_in(page, "ewa", "/redakcja")
    expect(page.locator("main")).to_contain_text("Ile mam czasu na zwrot")
    expect(page.locator("main")).to_contain_text("Ewa Lis")

    editor.run("git", "switch", "-q", "-c", "terminy")
    editor.write(f"zwroty/{_SLUG}.md", _ARTICLE.replace("masz 30 dni", "masz 45 dni"))
    editor.run("git", "commit", "-q", "-a", "-m", "Zwrot w 45 dni")
    page.goto("/podglad")
    row = page.get_by_role("row").filter(has_text="terminy")
    row.get_by_role("button", name="Zbuduj podgląd").click()
    comes(page, "/podglad", lambda text: "gotowy" in text)
    page.get_by_role("row").filter(has_text="terminy").get_by_role("link").first.click()
    page.get_by_role("link", name="Ile mam czasu na zwrot?", exact=True).click()
    expect(page.locator("main ins", has_text="45").first).to_be_visible()
    expect(page.locator("main del", has_text="30").first).to_be_visible()
    page.goto(address)
    comes(page, address, lambda text: "30 dni" in text)

    editor.run("git", "switch", "-q", "main")
    editor.run("git", "merge", "-q", "terminy")
    comes(page, address, lambda text: "45 dni" in text)
    editor.run("git", "revert", "--no-edit", "HEAD")
    comes(page, address, lambda text: "30 dni" in text)
    page.goto(f"/redakcja/artykul/{_SLUG}")
    expect(page.locator("main")).to_contain_text('Revert "Zwrot w 45 dni"')
