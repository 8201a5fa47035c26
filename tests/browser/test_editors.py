"""The editors' desk in a real browser: under axe, on a phone, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page

from kb.accounts.model import Role
from kb.settings import Settings
from kb.store.ratings import Rating, rate
from kb.store.searches import Search, new_token, record
from kb.wiring import open_store
from tests.benchmarks.server import serving
from tests.browser.desk import now, sign_in, working
from tests.browser.rules import broken_rules, repository_of
from tests.browser.test_desk import SIZES, tab

ASKED = ("czy macie rolety", "czy macie rolety", "macie rolety rzymskie?", "praca w magazynie")


@pytest.fixture(scope="module")
def site(published: dict[str, object]) -> Iterator[str]:
    """A server, an editor's account, and questions that nobody answered."""
    _, given = repository_of(published)
    with serving(given, workers=1) as server:
        settings = Settings(**cast("Any", given))
        with working(settings, ewa=Role.EDITOR):
            fill(settings)
            yield f"http://127.0.0.1:{server.port}/"


def fill(settings: Settings) -> None:
    store = open_store(settings)
    before = now() - timedelta(hours=1)
    record(store, [
        Search(
            token=new_token(), at=before, text=text, language="pl", source="page", answered=False,
            confidence=0.1, top="koszt-zwrotu", results=3,
        )
        for text in ASKED
    ])  # fmt: skip
    bad = Rating(
        key="r", slug="koszt-zwrotu", commit="c", language="pl", helpful=False, reason="unclear"
    )
    rate(store, bad, before)
    store.close()


def scenes(page: Page) -> list[str]:
    """An address of each kind of page."""
    found = ["/redakcja", "/redakcja/artykuly", "/redakcja/braki", "/redakcja/prosby",
             "/redakcja/poprawki", "/redakcja/usuniete",
             "/redakcja/artykul/koszt-zwrotu"]  # fmt: skip
    for path, link in (
        ("/redakcja/braki", ".gap-title a"),
        ("/redakcja/artykul/koszt-zwrotu", "[aria-labelledby=p_history] td a"),
    ):
        page.goto(path)
        found.append(page.locator(link).first.get_attribute("href") or "")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_no_page_of_the_editors_breaks_a_rule(
    browser: Browser, site: str, size: str, scheme: Any
) -> None:
    width, height = SIZES[size]
    view = {"width": width, "height": height}
    for page in tab(browser, site, viewport=view, color_scheme=scheme):
        sign_in(page, "ewa", "/redakcja")

        assert broken_rules(page, scenes(page), opened=True) == {}


def test_a_gap_becomes_a_file_without_scripts(browser: Browser, site: str) -> None:
    for page in tab(browser, site, java_script_enabled=False):
        sign_in(page, "ewa", "/redakcja")
        page.get_by_role("link", name="Czego brakuje").click()
        page.get_by_role("link", name="czy macie rolety", exact=True).click()
        page.get_by_label("Tytuł").fill("Czy sprzedajecie rolety?")
        page.get_by_role("button", name="Przygotuj").click()
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Pobierz plik .md").click()

        assert waiting.value.suggested_filename == "czy-sprzedajecie-rolety.md"
        text = waiting.value.path().read_text("utf-8")
        assert "title: Czy sprzedajecie rolety?" in text
        assert "  - czy macie rolety" in text
