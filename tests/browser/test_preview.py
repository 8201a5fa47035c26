"""Previews in a real browser: under axe, on a phone, and without scripts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser

from kb.accounts.model import Role
from kb.settings import Settings
from tests.benchmarks.server import serving
from tests.browser.desk import sign_in, working
from tests.browser.rules import broken_rules, repository_of
from tests.browser.test_desk import SIZES, tab

BRANCH, SLUG = "inny-koszt", "koszt-zwrotu"


@pytest.fixture(scope="module")
def site(published: dict[str, object]) -> Iterator[str]:
    """A server, an editor's account, and the preview of a branch."""
    repo, given = repository_of(published)
    git(repo, "switch", "-q", "-c", BRANCH, "main")
    article = next(repo.glob(f"pomoc/*/{SLUG}.md"))
    text = article.read_text("utf-8")
    article.write_text(f"{text}\n## Nowa część\n\nTo zdanie jest nowe.\n", "utf-8")
    git(repo, "commit", "-q", "-a", "-m", "Nowa część")
    git(repo, "switch", "-q", "main")
    environment = os.environ | {f"KB_{name.upper()}": str(value) for name, value in given.items()}
    command = [sys.executable, "-m", "kb.cli", "preview", BRANCH]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    desk = working(Settings(**cast("Any", given)), ewa=Role.EDITOR)
    with serving(given, workers=1) as server, desk:
        yield f"http://127.0.0.1:{server.port}/"
    git(repo, "branch", "-q", "-D", BRANCH)


def git(repo: Path, *arguments: str) -> None:
    command = ["git", "-C", str(repo), "-c", "commit.gpgsign=false", *arguments]
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_no_page_of_a_preview_breaks_a_rule(
    browser: Browser, site: str, size: str, scheme: Any
) -> None:
    width, height = SIZES[size]
    view = {"width": width, "height": height}
    for page in tab(browser, site, viewport=view, color_scheme=scheme):
        sign_in(page, "ewa", "/podglad")
        page.get_by_role("link", name=BRANCH).first.click()
        one = page.url
        change = page.locator("main table a").first.get_attribute("href") or ""
        addresses = (
            "/podglad", one, change, f"{one}/wyszukiwanie?pytanie=ile+kosztuje+zwrot",
            f"{one}/odpowiedz", f"{one}/wewnetrzne", f"{one}/strona/",
            f"{one}/strona/artykul/{SLUG}", f"{one}/strona/szukaj?q=ile+kosztuje+zwrot",
        )  # fmt: skip

        assert broken_rules(page, addresses) == {}


def test_a_preview_is_walked_without_scripts(browser: Browser, site: str) -> None:
    for page in tab(browser, site, java_script_enabled=False):
        sign_in(page, "ewa", "/podglad")
        page.get_by_role("link", name=BRANCH).first.click()
        page.get_by_role("link", name="Otwórz strony podglądu").click()
        assert "/strona/" in page.url
        page.locator("main input[name=q]").fill("ile kosztuje zwrot")
        page.locator("main button[type=submit]").first.click()
        assert page.locator(".preview-bar").count() == 1
        assert f"/strona/artykul/{SLUG}" in page.content()
        page.goto(f"{page.url.partition('/strona/')[0]}/strona/artykul/{SLUG}")
        assert "To zdanie jest nowe." in page.content()
        page.get_by_role("link", name="Ta strona teraz").click()
        assert page.url.endswith(f"/artykul/{SLUG}")
        assert "To zdanie jest nowe." not in page.content()
