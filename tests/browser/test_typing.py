"""The search box while a question is typed, the conveniences of an article, and life without
JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import watched_tab
from tests.browser.measures import CONTRAST

TYPED = "jak zwrócić"
HOME_LABEL = "W czym możemy pomóc?"
# One of the few questions that the test base knows to be foreign, see tests/bases.py.
FOREIGN = "How do I bake a cake"
ARTICLE = "/artykul/jak-odeslac-towar"
WIDTHS = (320, 360, 1280)

# What quick fingers do: several values, an event after each, in one turn of the browser.
KEYS = """(box, values) => {
  for (const value of values) {
    box.value = value
    box.dispatchEvent(new InputEvent("input", {bubbles: true}))
  }
}"""

# Sum of the layout shifts of a page so far, without those that a person caused.
SHIFTS = """() => new Promise(done => new PerformanceObserver(list =>
    done(list.getEntries().filter(it => !it.hadRecentInput).reduce((sum, it) => sum + it.value, 0))
  ).observe({type: "layout-shift", buffered: true})
  || setTimeout(() => done(0), 300))"""


def box(page: Page) -> Locator:
    """The search box; with JavaScript it is a combobox."""
    return page.locator("input[name=q]")


def panel(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Podpowiedzi")


def options(page: Page) -> Locator:
    return panel(page).get_by_role("option")


def active(page: Page) -> Locator:
    """The option that a screen reader says is chosen."""
    return page.locator(f"[id='{box(page).get_attribute('aria-activedescendant')}']")


def type_question(page: Page, question: str = TYPED, path: str = "/") -> None:
    """Open a page and type into its search box until the panel is there."""
    page.goto(path)
    box(page).focus()
    page.keyboard.insert_text(question)
    expect(panel(page)).to_be_visible()


@pytest.fixture
def bare_page(browser: Browser, site: str) -> Iterator[Page]:
    """A tab in which no script runs."""
    context = browser.new_context(
        base_url=site, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    yield from watched_tab(context, site)


def test_answers_come_while_a_question_is_typed_and_are_counted_aloud(page: Page) -> None:
    type_question(page)

    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(options(page).first).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(
        re.compile(r"^(\d\s(wynik|wyniki|wyników)|Może chodzi o \d\sartykuł(y|ów)?)$")
    )
    assert page.url.endswith("/"), "typing alone leads nowhere"


def test_an_answer_is_chosen_and_opened_with_the_keyboard_alone(page: Page) -> None:
    type_question(page)
    articles = panel(page).get_by_role("group").last.get_by_role("option")
    count = options(page).count()

    page.keyboard.press("ArrowUp")
    expect(active(page)).to_have_attribute("aria-selected", "true")
    assert active(page).inner_text() == options(page).nth(count - 1).inner_text(), "the last one"
    expect(box(page)).to_be_focused()

    page.keyboard.press("ArrowDown")
    assert box(page).get_attribute("aria-activedescendant") is None, "back in the box"
    expect(panel(page).locator("[aria-selected=true]")).to_have_count(0)

    page.keyboard.press("ArrowUp")
    title = articles.last.locator(".option-title").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/artykul/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_completed_question_is_searched(page: Page) -> None:
    type_question(page, "ile kosztuje zwr")
    queries = panel(page).get_by_role("group", name="Pytania").get_by_role("option")

    page.keyboard.press("ArrowDown")
    chosen = queries.first.inner_text().strip()
    assert active(page).inner_text().strip() == chosen
    page.keyboard.press("Enter")
    page.wait_for_url("**/szukaj?*")

    expect(box(page)).to_have_value(chosen)


def test_enter_without_a_choice_asks_what_was_typed(page: Page) -> None:
    type_question(page)

    page.keyboard.press("Enter")
    page.wait_for_url("**/szukaj?*")

    expect(box(page)).to_have_value(TYPED)


def test_escape_closes_the_panel_and_keeps_the_question(page: Page) -> None:
    type_question(page)

    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_have_value(TYPED)

    page.keyboard.press("ArrowDown")
    expect(panel(page)).to_be_visible()

    page.keyboard.press("Tab")
    expect(panel(page)).to_be_hidden()


def test_an_answer_can_be_clicked(page: Page) -> None:
    type_question(page)

    options(page).last.click()
    page.wait_for_url("**/artykul/**")


def test_an_emptied_box_has_no_panel(page: Page) -> None:
    type_question(page)

    box(page).fill("")

    expect(panel(page)).to_be_hidden()


def test_a_foreign_question_is_not_called_answered(page: Page) -> None:
    page.goto("/")
    box(page).focus()
    page.keyboard.insert_text(FOREIGN)

    expect(page.get_by_role("status")).to_have_text(re.compile("^(Brak wyników|Może chodzi o)"))
    expect(panel(page).get_by_role("group", name="Odpowiedzi")).to_have_count(0)


def test_only_the_last_of_quick_keys_is_asked(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")

    box(page).evaluate(KEYS, ["z", "zw", "zwr", "zwro", "zwrot"])
    expect(panel(page)).to_be_visible()

    assert [url.split("?")[1] for url in asked if "/podpowiedzi" in url] == ["q=zwrot"]


def test_a_late_answer_does_not_replace_a_newer_one(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    first = re.compile(r"/podpowiedzi\?q=konto$")
    page.route(first, hold)
    page.goto("/")
    with page.expect_request(first):
        box(page).fill("konto")

    box(page).fill("zwrot pieniędzy")
    expect(panel(page)).to_be_visible()
    newer = options(page).all_inner_texts()
    for route in held:
        route.fulfill(json={"status": "Brak wyników", "groups": []})
    page.evaluate("fetch('/api/v1/complete?q=')")

    assert len(held) == 1
    assert options(page).all_inner_texts() == newer


def test_an_answer_that_cannot_be_read_leaves_a_box_that_works(page: Page) -> None:
    page.route("**/podpowiedzi*", lambda route: route.fulfill(body="<html>"))
    page.goto("/")
    with page.expect_response("**/podpowiedzi*"):
        box(page).fill(TYPED)
    page.evaluate("fetch('/api/v1/complete?q=')")
    expect(panel(page)).to_be_hidden()

    box(page).press("Enter")
    page.wait_for_url("**/szukaj?*")


def test_the_page_does_not_move_when_the_panel_opens(page: Page) -> None:
    page.goto("/")
    below = page.get_by_role("heading", name="Tematy")
    before = below.bounding_box()

    type_question(page)

    assert below.bounding_box() == before


def test_a_slash_leads_to_the_box_but_can_be_typed_in_it(page: Page) -> None:
    page.goto(ARTICLE)

    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("")

    page.keyboard.type("1/2")
    expect(box(page)).to_have_value("1/2")


def test_a_slash_with_a_control_key_belongs_to_the_browser(page: Page) -> None:
    page.goto(ARTICLE)

    page.keyboard.press("Control+/")

    expect(box(page)).not_to_be_focused()


def test_the_back_button_brings_the_question_and_the_place_back(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 480})
    page.goto("/")
    box(page).fill(TYPED)
    expect(panel(page)).to_be_visible()
    box(page).press("Escape")
    link = page.get_by_role("main").get_by_role("list").last.get_by_role("link").last
    link.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 0
    link.click()
    page.wait_for_url("**/artykul/**")

    page.go_back()

    expect(box(page)).to_have_value(TYPED)
    page.wait_for_function("place => Math.abs(scrollY - place) < 8", arg=place)


def test_the_question_comes_back_from_its_results(page: Page) -> None:
    page.goto("/")
    box(page).fill(TYPED)
    box(page).press("Enter")
    page.wait_for_url("**/szukaj?*")

    page.go_back()

    expect(box(page)).to_have_value(TYPED)


def test_the_address_of_a_part_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(ARTICLE)
    heading = page.locator(".prose h2").nth(1)
    button = page.get_by_role("button", name=re.compile("^Kopiuj odnośnik do części")).nth(1)

    button.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Skopiowano")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"{ARTICLE}#{heading.get_attribute('id')}")


def test_the_script_moves_nothing(page: Page) -> None:
    page.goto(ARTICLE)

    assert page.evaluate(SHIFTS) == 0


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
def test_the_panel_can_be_read_by_day_and_by_night(page: Page) -> None:
    type_question(page)
    for _ in range(2):
        lowest = page.evaluate(CONTRAST)
        assert lowest["ratio"] >= 4.5, lowest["text"]
        page.keyboard.press("ArrowUp")
    expect(active(page)).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_open_panel_fits_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    for path in ("/", ARTICLE, f"/szukaj?q={TYPED}"):
        page.goto(path)
        box(page).fill("zwrot pieniędzy")
        expect(panel(page)).to_be_visible()
        area = panel(page).bounding_box()
        assert area is not None
        assert area["x"] >= 0
        assert area["x"] + area["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_can_be_done_without_javascript(bare_page: Page) -> None:
    bare_page.goto("/")
    bare_page.get_by_role("searchbox", name=HOME_LABEL).fill(TYPED)
    bare_page.get_by_role("button", name="Szukaj").click()
    bare_page.wait_for_url("**/szukaj?*")
    expect(bare_page.get_by_role("listbox")).to_have_count(0)

    bare_page.get_by_role("article").get_by_role("link").first.click()
    bare_page.wait_for_url("**/artykul/**")
    expect(bare_page.get_by_role("heading", level=1)).to_be_visible()
    expect(bare_page.locator(".prose")).to_be_visible()
    expect(bare_page.get_by_role("button", name=re.compile("Kopiuj"))).to_have_count(0)


def test_an_example_on_the_home_page_is_a_question_that_gets_articles(bare_page: Page) -> None:
    bare_page.goto("/")
    example = bare_page.get_by_role("list", name="Na przykład").get_by_role("link").first
    title = example.inner_text()

    example.click()
    bare_page.wait_for_url("**/szukaj?*")

    expect(bare_page.get_by_role("searchbox")).to_have_value(title.replace("\u00a0", " "))
    expect(bare_page.locator("main a[href^='/artykul/']").first).to_be_visible()


def test_an_article_prints_without_what_belongs_to_the_screen(page: Page) -> None:
    page.goto(ARTICLE)
    page.emulate_media(media="print")

    for part in (".search", ".bottom", ".crumbs", ".contents", ".copy"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="+48 12 000 00 00").last).to_be_visible()
    written = page.locator(".prose a[href^='/']").first.evaluate(
        "it => getComputedStyle(it, '::after').content"
    )
    assert "/artykul/" in written


def test_a_short_article_prints_on_one_sheet(page: Page) -> None:
    page.goto("/artykul/koszt-zwrotu")

    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
