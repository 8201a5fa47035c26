"""A customer with a question, in a real browser."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch
from tests.browser.measures import CONTRAST

PHONE = "+48 12 000 00 00"
TYPED, CORRECTED = "jak zwrocic", "jak zwrócić"
RESULTS = "/szukaj?q=jak+zwrocic"
# One of the few questions that the test base knows to be foreign, see tests/bases.py.
NO_ANSWER = "/szukaj?q=How+do+I+bake+a+cake"
NO_SUCH_PAGE = "/artykul/nie-ma-takiego"
ARTICLE = "/artykul/koszt-zwrotu"
#: Every kind of page; the articles are added where all of them matter.
PAGES = (
    "/", RESULTS, NO_ANSWER, NO_SUCH_PAGE, ARTICLE, "/kategoria/zwroty", "/szukaj?q=",
    "/szukaj?q=" + "x" * 3000,
)  # fmt: skip

# Where the focus is: its place among all elements, and whether a person can see that it is there.
FOCUS = """() => {
  const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect()
  return {
    place: it === document.body ? -1 : [...document.querySelectorAll("*")].indexOf(it),
    name: (it.labels?.[0] ?? it).textContent.trim() || it.tagName,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    shown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
  }
}"""

# Elements that the keyboard must reach: links, fields and buttons that can be seen.
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
  .filter(it => it.type !== "hidden" && it.tabIndex >= 0 && it.checkVisibility()).length"""

# Pixels by which the page is wider than the window, and what sticks out; null when it fits.
TOO_WIDE = """() => {
  const root = document.documentElement, over = root.scrollWidth - root.clientWidth
  if (over <= 0) return null
  const out = [...document.querySelectorAll("main *, header *, footer *")]
    .filter(it => it.getBoundingClientRect().right > root.clientWidth + 1)
  return {over, what: out.slice(0, 3).map(it => it.outerHTML.slice(0, 80))}
}"""


# Addresses that pages link to; the pages are fetched, not opened.
LINKED = """async ([pages, prefix]) => {
  const found = new Set()
  for (const page of pages) {
    const parsed = new DOMParser().parseFromString(await (await fetch(page)).text(), "text/html")
    for (const link of parsed.querySelectorAll(`a[href^="${prefix}"]`))
      found.add(link.getAttribute("href").split("#")[0])
  }
  return [...found].sort()
}"""

# The same for many pages, each put in the place of this one's: opening them takes a minute.
TOO_WIDE_AMONG = f"""async pages => {{
  const measure = {TOO_WIDE}, wide = {{}}
  for (const page of pages) {{
    const parsed = new DOMParser().parseFromString(await (await fetch(page)).text(), "text/html")
    document.querySelector("main").replaceWith(parsed.querySelector("main"))
    const found = measure()
    if (found) wide[page] = found
  }}
  return wide
}}"""


def ask(page: Page, question: str) -> None:
    """Type a question on the home page and press Enter."""
    page.goto("/")
    page.locator("input[name=q]").focus()
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    page.wait_for_url("**/szukaj?*")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS)["name"] == name:
            return
    pytest.fail(f"Tab never reaches {name!r}.")


def tab_stops(page: Page) -> list[dict[str, Any]]:
    """Everything that Tab reaches on a page, until it leaves the page."""
    stops: list[dict[str, Any]] = []
    page.keyboard.press("Tab")
    while (stop := page.evaluate(FOCUS))["place"] >= 0:
        stops.append(stop)
        page.keyboard.press("Tab")
    return stops


def test_the_answer_comes_first_and_says_where_it_is_from(page: Page) -> None:
    ask(page, TYPED)

    answer = page.get_by_role("article")
    expect(page.locator("main h1")).to_have_text("Odpowiedź")
    expect(answer.locator(".passage mark").first).to_be_visible()
    expect(answer.get_by_role("link").first).to_have_attribute("href", re.compile("^/artykul/"))
    expect(answer).to_be_in_viewport()
    others = page.get_by_role("heading", name="Inne artykuły").bounding_box()
    above = answer.bounding_box()
    assert above is not None
    assert others is not None
    assert above["y"] + above["height"] <= others["y"]


def test_a_correction_is_said_and_taken_back_with_the_keyboard(page: Page) -> None:
    ask(page, TYPED)

    expect(page.locator(".correction")).to_contain_text(f"Szukamy: {CORRECTED}.")
    expect(page.locator("input[name=q]")).to_have_value(TYPED)

    tab_to(page, TYPED)
    page.keyboard.press("Enter")
    page.wait_for_url("**dokladnie=1*")

    assert parse_qs(urlsplit(page.url).query)["q"] == [TYPED]
    expect(page.locator(".correction")).to_have_count(0)
    expect(page.locator("input[name=q]")).to_have_value(TYPED)


def test_a_question_is_asked_and_its_article_opened_without_a_mouse(page: Page) -> None:
    page.goto("/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Przejdź do treści")).to_be_focused()
    expect(page.get_by_role("link", name="Przejdź do treści")).to_be_in_viewport()
    for _ in ("name of the site", "other language", "search box"):
        page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="W czym możemy pomóc?")).to_be_focused()
    page.keyboard.type(TYPED)
    page.keyboard.press("Enter")
    page.wait_for_url("**/szukaj?*")

    title = page.get_by_role("article").get_by_role("link").inner_text()
    tab_to(page, title)
    page.keyboard.press("Enter")
    page.wait_for_url("**/artykul/**")

    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_the_skip_link_leads_past_the_top_of_the_page(page: Page) -> None:
    page.goto(ARTICLE)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")

    expect(
        page.get_by_role("navigation", name="Gdzie jesteś").get_by_role("link").first
    ).to_be_focused()


@pytest.mark.parametrize("path", ["/", RESULTS, NO_ANSWER, NO_SUCH_PAGE, ARTICLE])
def test_tab_reaches_everything_in_order_and_the_focus_is_seen(page: Page, path: str) -> None:
    page.goto(path)
    stops = tab_stops(page)

    assert len(stops) == page.evaluate(REACHABLE)
    assert [stop["place"] for stop in stops] == sorted(stop["place"] for stop in stops)
    assert [stop["name"] for stop in stops if not (stop["outlined"] and stop["shown"])] == []


def test_an_article_opened_from_a_result_is_scrolled_to_its_place(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 480})
    ask(page, TYPED)

    link = page.locator("main a[href*='/artykul/'][href*='#']").first
    anchor = urlsplit(link.get_attribute("href") or "").fragment
    link.click()
    page.wait_for_url("**/artykul/**")

    assert urlsplit(page.url).fragment == anchor
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()
    assert page.evaluate("scrollY") > 0


def test_a_question_without_an_answer_leads_to_a_person(page: Page) -> None:
    page.goto(NO_ANSWER)

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Nie mamy na\sto odpo"))
    expect(page.get_by_role("article")).to_have_count(0)
    expect(page.get_by_role("link", name=PHONE)).to_have_attribute("href", "tel:+48120000000")
    expect(page.get_by_role("link", name="pomoc@lnianydom.example")).to_be_visible()


def test_an_address_that_leads_nowhere_offers_the_search_and_the_phone(page: Page) -> None:
    response = page.goto(NO_SUCH_PAGE)

    assert response is not None
    assert response.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Nie ma takiej strony")
    expect(page.locator("input[name=q]")).to_have_value("nie ma takiego")
    expect(page.get_by_role("link", name=PHONE)).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_a_telephone_or_a_desktop(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    wide = {}
    for path in PAGES:
        page.goto(path)
        if found := page.evaluate(TOO_WIDE):
            wide[path[:60]] = found

    page.goto(ARTICLE)
    categories = page.evaluate(LINKED, [["/"], "/kategoria/"])
    articles = page.evaluate(LINKED, [categories, "/artykul/"])
    wide |= page.evaluate(TOO_WIDE_AMONG, [*categories, *articles])

    assert len(articles) > 50
    assert wide == {}


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
def test_text_can_be_read_by_day_and_by_night(page: Page, request: pytest.FixtureRequest) -> None:
    dark = request.node.callspec.params["page"] == "dark"
    for path in PAGES:
        page.goto(path)
        lowest = page.evaluate(CONTRAST)

        assert (lowest["paper"] < 0.1) is dark
        assert lowest["count"] > 5
        assert lowest["ratio"] >= 4.5, f"{path[:60]}: {lowest['text']}"


def test_an_inline_script_and_another_host_would_be_noticed(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    watch = Watch.over(page, site)
    page.goto("/")
    assert watch.faults == []

    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"
    )
    page.route("http://elsewhere.example/", lambda route: route.fulfill(body="<p>Hello</p>"))
    page.goto("http://elsewhere.example/")
    context.close()

    assert any("CSP script-src-elem: inline" in fault for fault in watch.faults)
    assert "another host: http://elsewhere.example/" in watch.faults
