"""From a search in vain to a person: the contact form as people use it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import watched_tab

LETTER = "Czy mogę przyjść do salonu z psem?"
IN_VAIN = "/szukaj?q=How+do+I+bake+a+cake"
#: A form that comes sooner is taken for a program's; the server's clock is a real one here.
TOO_SOON_MS = 3000
RECEIPT = re.compile(r"/kontakt/[0-9A-Z]{4}-[0-9A-Z]{4}$")


def context(
    browser: Browser, site: str, *, scripts: bool = True, width: int = 1280
) -> BrowserContext:
    return browser.new_context(
        base_url=site,
        locale="pl-PL",
        viewport={"width": width, "height": 800},
        java_script_enabled=scripts,
    )


@pytest.fixture(params=["with scripts", "without scripts", "on a narrow phone"])
def visitor(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    made = context(
        browser,
        site,
        scripts=request.param != "without scripts",
        width=320 if request.param == "on a narrow phone" else 1280,
    )
    yield from watched_tab(made, site)


def over_the_edge(page: Page) -> int:
    found: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return found


def test_a_search_in_vain_ends_with_a_receipt(visitor: Page) -> None:
    visitor.goto(IN_VAIN)
    visitor.get_by_role("link", name="Napisz do nas").click()
    expect(visitor.get_by_label("Szukano: How do I bake a cake")).to_be_checked()

    visitor.get_by_label("Wiadomość", exact=True).fill(LETTER)
    visitor.get_by_role("button", name="Wyślij").click()
    expect(visitor.get_by_role("heading", name="Wiadomość nie została wysłana")).to_be_visible()
    expect(visitor.get_by_label("Wiadomość", exact=True)).to_have_value(LETTER)
    assert over_the_edge(visitor) <= 0

    visitor.get_by_label("E-mail").fill("jan@poczta.pl")
    visitor.wait_for_timeout(TOO_SOON_MS)
    visitor.get_by_role("button", name="Wyślij").click()
    expect(visitor.get_by_role("heading", name="Wiadomość wysłana")).to_be_visible()
    expect(visitor.locator(".promise")).to_be_visible()
    assert over_the_edge(visitor) <= 0


def test_matching_answers_can_be_asked_for_without_scripts(browser: Browser, site: str) -> None:
    for page in watched_tab(context(browser, site, scripts=False), site):
        page.goto("/kontakt")
        page.get_by_label("Wiadomość", exact=True).fill("Jak zwrócić towar?")
        page.get_by_label("E-mail").fill("jan@poczta.pl")
        page.get_by_role("button", name="Pokaż pasujące odpowiedzi").click()

        answers = page.locator("#p_found li")
        assert 1 <= answers.count() <= 3
        expect(page.get_by_label("E-mail")).to_have_value("jan@poczta.pl")
        page.get_by_role("button", name="To odpowiada na moje pytanie").click()
        expect(page.get_by_role("heading", name="Dziękujemy")).to_be_visible()


def test_matching_answers_come_while_a_message_is_written(page: Page) -> None:
    page.goto("/kontakt")
    box = page.get_by_label("Wiadomość", exact=True)
    expect(page.get_by_role("button", name="Pokaż pasujące odpowiedzi")).to_be_hidden()

    box.press_sequentially("Jak zwrócić towar")
    below = page.get_by_label("E-mail").bounding_box()
    expect(page.locator("#p_found li").first).to_be_visible()

    assert page.locator("#p_found li").count() <= 3
    assert page.get_by_label("E-mail").bounding_box() == below, "nothing jumps when they come"
    expect(page.locator("#p_said")).to_have_text("Pasujące odpowiedzi są pod wiadomością.")
    expect(page.get_by_text("17 z 4000 znaków")).to_be_visible()
    expect(box).to_be_focused()


def test_answers_are_asked_for_once_after_a_pause(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/podpowiedzi" in one.url else None)
    page.goto("/kontakt")

    page.get_by_label("Wiadomość", exact=True).press_sequentially("Jak zwrócić towar", delay=20)
    expect(page.locator("#p_found li").first).to_be_visible()

    assert len(asked) == 1


def test_the_form_can_be_filled_in_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/kontakt?bylo=zwrot")
    page.get_by_label("Czego dotyczy sprawa").focus()
    places = []
    for _ in range(8):
        places.append(page.evaluate("document.activeElement.id"))
        page.keyboard.press("Tab")
    assert places == [
        "p_temat", "p_wiadomosc", "p_email", "p_telefon", "p_bylo_1", "p_imie", "p_zgoda", "",
    ], "the link to the privacy page has no id"  # fmt: skip
    expect(page.locator("#p_send")).to_be_focused()

    page.get_by_label("E-mail").focus()
    page.keyboard.type("jan@")
    page.keyboard.press("Enter")
    expect(page.locator("#p_errors")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Wiadomość", exact=True)).to_be_focused()
    page.keyboard.type(LETTER)
    page.get_by_label("E-mail").focus()
    page.keyboard.press("End")
    page.keyboard.type("poczta.pl")
    page.wait_for_timeout(TOO_SOON_MS)
    page.keyboard.press("Enter")
    page.wait_for_url(RECEIPT)
