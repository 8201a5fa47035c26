"""Every kind of page, in every width and theme, through the accessibility checker axe."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import watched_tab
from tests.browser.measures import NO_FETCH
from tests.browser.test_contact import TOO_SOON_MS
from tests.browser.test_site import STARTS, Walk

WIDTHS = (360, 768, 1280)
#: Every kind of page and each of its states that an address brings about.
PAGES = (
    "/",
    "/szukaj?q=jak+zwrocic",
    "/szukaj?q=How+do+I+bake+a+cake",
    "/szukaj?q=",
    "/szukaj?q=Who+won+the+cup&bylo=How+do+I+bake+a+cake",
    "/szukaj?q=jak+zwrocic&nie=aaaaaaaaaaaaaaaaaaaaaa",
    "/artykul/koszt-zwrotu",
    "/artykul/jak-odeslac-towar",
    "/kategoria/zwroty",
    "/artykul/nie-ma-takiego",
    "/en",
    "/en/search?q=how+to+return+a+parcel",
    "/en/article/koszt-zwrotu",
    "/en/category/zwroty",
    "/en/nothing-here",
)
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands: rule, and the first elements that break it."""
    found: list[dict[str, Any]] = Axe().run(page, options=_RULES).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_breaks_a_rule(browser: Browser, site: str, width: int, scheme: Any) -> None:
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    for page in watched_tab(context, site):
        broken = {}
        for path in PAGES:
            page.goto(path)
            if found := violations(page):
                broken[path] = found
        assert broken == {}


def test_no_page_of_the_whole_site_breaks_a_rule(page: Page, site: str) -> None:
    walk = Walk(site)
    walk.run(urljoin(site, start) for start in STARTS)
    broken = {}
    for address in walk.pages:
        page.goto(address)
        if found := violations(page):
            broken[address] = found

    assert len(walk.pages) > 142, "71 pages in two languages"
    assert broken == {}


def test_the_open_panel_breaks_no_rule(page: Page) -> None:
    page.goto("/")
    page.locator("input[name=q]").press_sequentially("jak zwrócić")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")

    assert violations(page) == []


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
def test_no_state_of_the_contact_form_breaks_a_rule(page: Page) -> None:
    page.goto("/kontakt?bylo=zwrot")
    page.get_by_label("E-mail").fill("jan@")
    page.get_by_role("button", name="Wyślij").click()
    expect(page.locator("#p_errors")).to_be_focused()
    assert violations(page) == []

    page.get_by_label("Wiadomość", exact=True).press_sequentially("Jak zwrócić towar?")
    expect(page.locator("#p_found li").first).to_be_visible()
    assert violations(page) == []

    page.get_by_label("E-mail").fill("jan@poczta.pl")
    page.wait_for_timeout(TOO_SOON_MS)
    page.get_by_role("button", name="Wyślij").click()
    expect(page.get_by_role("heading", name="Wiadomość wysłana")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_twice_as_large_letters_fit(page: Page, path: str) -> None:
    """Zoom to 200 % on a desktop is a window of half its width with twice the letters."""
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(path)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    over = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over <= 0


@pytest.mark.parametrize("path", ["/szukaj?q=jak+zwrocic", "/artykul/koszt-zwrotu"])
def test_the_question_what_was_wrong_breaks_no_rule(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_role("button", name="Nie", exact=True).click()
    expect(page.get_by_label("Inny powód")).to_be_visible()
    assert violations(page) == []

    page.get_by_role("button", name="Wyślij").click()
    expect(page.get_by_role("heading", name="Dziękujemy.")).to_be_visible()
    assert violations(page) == []


def test_a_page_about_a_rating_breaks_no_rule(page: Page) -> None:
    page.goto("/artykul/koszt-zwrotu")
    page.evaluate(NO_FETCH)
    page.get_by_role("button", name="Nie", exact=True).click()
    page.wait_for_url("**/ocena?*")

    assert violations(page) == []


def test_a_fault_would_be_found(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.querySelector('input[name=q]').labels[0].remove()")

    assert any(one.startswith("label:") for one in violations(page))
