"""A visitor who reads English."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.measures import CONTRAST

PAGES = ("/en", "/en/search?q=zwrot", "/en/article/koszt-zwrotu", "/en/category/zwroty", "/en/none")
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_the_language_is_changed_on_the_results_and_the_question_stays(page: Page) -> None:
    page.goto("/szukaj?q=jak+zwrocic")

    page.get_by_role("banner").get_by_role("link", name="English").click()
    page.wait_for_url("**/en/search?q=jak+zwrocic")

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("combobox", name="Your question")).to_have_value("jak zwrocic")
    expect(page.locator(".correction")).to_contain_text("Searching for: jak zwrócić.")

    page.get_by_role("contentinfo").get_by_role("link", name="Polski").click()
    page.wait_for_url("**/szukaj?q=jak+zwrocic")


def test_answers_come_in_english_while_a_question_is_typed(page: Page) -> None:
    page.goto("/en")
    page.get_by_role("combobox", name="How can we help?").focus()
    page.keyboard.insert_text("zwrot pieniędzy")
    panel = page.get_by_role("listbox", name="Suggestions")
    expect(panel).to_be_visible()

    expect(page.get_by_role("status")).to_have_text(
        re.compile(r"^(\d\sresults?|Perhaps you mean \d\sarticles?)$")
    )
    articles = panel.get_by_role("group").last.get_by_role("option")
    expect(articles.first.locator(".in-language")).to_have_text("in Polish")
    expect(articles.first.locator(".option-title")).to_have_attribute("lang", "pl")

    articles.first.click()
    page.wait_for_url("**/en/article/**")
    expect(page.locator(".notice")).to_contain_text("This article is available in Polish only.")
    page.get_by_role("link", name="Ask a person").click()
    expect(page.get_by_role("heading", name="Do you need anything else?")).to_be_in_viewport()


def test_the_conveniences_of_an_article_speak_english(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/en/article/koszt-zwrotu")
    table = page.locator(".scroll").first
    table.evaluate("it => { it.style.width = '100px' }")
    expect(table).to_have_attribute("aria-label", "Table, scrolls sideways")
    expect(table).to_have_attribute("lang", "en")
    expect(table.locator("table")).to_have_attribute("lang", "pl")

    button = page.get_by_role("button", name=re.compile("^Copy a link to the part: ")).first
    button.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Copied")


@pytest.mark.parametrize("width", [320, 1280])
def test_english_pages_fit_the_window_and_can_be_read(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    for path in PAGES:
        page.goto(path)

        assert page.evaluate(WIDER) <= 0, path
        lowest = page.evaluate(CONTRAST)
        assert lowest["ratio"] >= 4.5, f"{path}: {lowest['text']}"
