"""A visit in a browser: rating, failing twice, ticking steps, and what is recorded of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bases import Base, few_foreign_questions, new_base
from tests.benchmarks.server import serving
from tests.browser.conftest import watched_tab
from tests.browser.measures import NO_FETCH

ARTICLE = "/artykul/jak-odeslac-towar"
UNKNOWN = ("How do I bake a cake", "Who won the world cup")
TRY_AGAIN = "Zapytaj innymi słowami albo skontaktuj się z nami."
ACTIVE = "document.activeElement.id"


def test_a_rating_is_given_in_place_and_keeps_the_focus(page: Page) -> None:
    page.goto(ARTICLE)
    page.get_by_role("button", name="Nie", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Dziękujemy. Pomóż nam to poprawić.")).to_be_visible()
    assert page.evaluate(ACTIVE) == "p_rating"

    page.get_by_label("Odpowiedź jest niejasna").check()
    page.get_by_label("Co poprawić?").fill("Gdzie jest formularz?")
    page.get_by_role("button", name="Wyślij").press("Enter")

    expect(page.get_by_text("Pomoże nam poprawić artykuł.")).to_be_visible()
    assert page.evaluate(ACTIVE) == "p_rating"
    assert urlsplit(page.url).path == ARTICLE


def test_a_yes_needs_one_press(page: Page) -> None:
    page.goto("/szukaj?q=jak+zwrocic+towar")
    page.get_by_role("button", name="Tak", exact=True).click()

    expect(page.get_by_role("heading", name="Dziękujemy.")).to_be_visible()
    assert urlsplit(page.url).path == "/szukaj"


def test_a_rating_that_cannot_be_sent_in_place_is_sent_as_a_page(page: Page) -> None:
    page.goto(ARTICLE)
    page.evaluate(NO_FETCH)
    page.get_by_role("button", name="Tak", exact=True).click()

    expect(page.get_by_role("heading", name="Ocena artykułu")).to_be_visible()


def test_without_scripts_a_rating_has_pages_of_its_own(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    for page in watched_tab(context, site):
        page.goto(ARTICLE)
        page.get_by_role("button", name="Nie", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ocena artykułu")
        page.get_by_label("Nie o to pytam").check()
        page.get_by_role("button", name="Wyślij").click()
        expect(page.get_by_text("Ocena jest zapisana.")).to_be_visible()
        page.get_by_role("link", name="Jak odesłać towar do sklepu?").click()
        assert urlsplit(page.url).path == ARTICLE


def test_who_fails_twice_is_led_to_a_person(page: Page) -> None:
    page.goto(f"/szukaj?q={UNKNOWN[0]}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nie mamy na to odpowiedzi.")
    expect(page.get_by_text(TRY_AGAIN)).to_be_visible()

    page.get_by_role("combobox", name="Twoje pytanie").fill(UNKNOWN[1])
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Szukaj", exact=True).click()

    expect(page.get_by_role("heading").nth(1)).to_have_text("Porozmawiaj z człowiekiem")
    expect(page.get_by_text(TRY_AGAIN)).to_have_count(0)
    assert parse_qs(urlsplit(page.url).query)["bylo"] == [UNKNOWN[0]]
    carried = page.locator("input[name=bylo]").evaluate_all("them => them.map(it => it.value)")
    assert carried == list(UNKNOWN)


def test_a_rejected_answer_leaves_the_visitor_in_the_box(page: Page) -> None:
    page.goto("/szukaj?q=jak+zwrocic+towar")
    page.get_by_role("link", name="To nie to, szukam czegoś innego").click()

    expect(page.get_by_text("Napisz innymi słowami, czego szukasz.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Twoje pytanie")).to_be_focused()
    assert page.locator("input[name=bylo]").input_value() == "jak zwrocic towar"


def test_steps_are_ticked_with_the_keyboard_and_forgotten(page: Page) -> None:
    page.goto(ARTICLE)
    second = page.get_by_role("checkbox", name="Krok 2 zrobiony")
    second.focus()
    page.keyboard.press("Space")
    expect(second).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="Krok 3 zrobiony")).to_be_focused()

    page.reload()

    expect(second).not_to_be_checked()


def test_ticked_steps_are_printed_empty(page: Page) -> None:
    page.goto(ARTICLE)
    first = page.get_by_role("checkbox", name="Krok 1 zrobiony")
    first.check()
    page.emulate_media(media="print")

    step = first.locator("xpath=..")
    assert step.evaluate("it => getComputedStyle(it, '::before').content") == "counter(list-item)"
    assert first.evaluate("it => getComputedStyle(it).borderTopWidth") != "0px"
    assert first.evaluate("it => getComputedStyle(it).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_without_scripts_steps_have_no_boxes(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    for page in watched_tab(context, site):
        page.goto(ARTICLE)
        expect(page.get_by_role("checkbox")).to_have_count(0)


def test_on_a_phone_the_contents_are_folded(page: Page) -> None:
    page.goto(ARTICLE)
    expect(page.locator("details.fold")).not_to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    link = page.locator("details.fold a").first
    expect(link).not_to_be_visible()

    page.get_by_text("Na tej stronie").locator("visible=true").click()
    link.click()

    assert urlsplit(page.url).fragment


@pytest.fixture(scope="module")
def base(quick_folder: Path) -> Iterator[Base]:
    """A published base of a few articles."""
    with pytest.MonkeyPatch.context() as patch:
        few_foreign_questions(patch)
        made = new_base(quick_folder / "visit")
        made.publish()
    yield made
    shutil.rmtree(made.root)


def test_a_click_is_recorded_and_its_token_leaves_the_address(browser: Browser, base: Base) -> None:
    with serving({"data_dir": base.data, "embedder": "fake"}, workers=1) as server:
        site = f"http://127.0.0.1:{server.port}/"
        for page in watched_tab(browser.new_context(base_url=site), site):
            page.goto("/szukaj?q=zwrot+towaru")
            link = page.locator("main a[href^='/artykul/']").first
            slug = urlsplit(link.get_attribute("href") or "").path.rpartition("/")[2]
            link.click()
            page.wait_for_url(lambda url: "z=" not in url)
    # The server has stopped, so what waited has been written.
    with sqlite3.connect(base.data / "podpowiedz.sqlite3") as database:
        found = database.execute("SELECT text, source, clicked FROM searches").fetchall()
    assert found == [("zwrot towaru", "page", slug)]


def test_without_a_database_everything_but_the_rating_works(browser: Browser, base: Base) -> None:
    settings = {
        "data_dir": base.data, "embedder": "fake", "database_url": "postgresql://x@127.0.0.1:1/x",
    }  # fmt: skip
    with serving(settings, workers=1) as server:
        site = f"http://127.0.0.1:{server.port}/"
        context = browser.new_context(base_url=site, java_script_enabled=False)
        for page in watched_tab(context, site):
            page.goto("/szukaj?q=zwrot+towaru")
            page.locator("main a[href^='/artykul/']").first.click()
            page.get_by_role("button", name="Tak", exact=True).click()
            expect(page.get_by_text("Nie udało się zapisać oceny")).to_be_visible()
            expect(page.get_by_role("button", name="Tak", exact=True)).to_be_visible()
