"""The widget on shops of another origin: open, search, read, close; and where it is not let in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.benchmarks.server import free_port, serving
from tests.browser.conftest import PATIENCE, Watch
from tests.browser.shops import (
    HOSTILE_CSS,
    HOSTILE_SCRIPT,
    Reply,
    page,
    shop,
    strict_policy,
)
from webapp.widget.script import newest

PRODUCT = "/produkt/obrus"
#: The pages inside the frame are examined by themselves.
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "iframes": False,
}

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def replies() -> dict[str, Reply]:
    return {}


@pytest.fixture(scope="module")
def allowed(replies: dict[str, Reply]) -> Iterator[str]:
    """Origin of a shop that may show the widget."""
    with shop(replies) as origin:
        yield origin


@pytest.fixture(scope="module")
def stranger(replies: dict[str, Reply]) -> Iterator[str]:
    """Origin of a shop with the same pages that may not."""
    with shop(replies) as origin:
        yield origin


@pytest.fixture(scope="module")
def site(published: dict[str, object], allowed: str, replies: dict[str, Reply]) -> Iterator[str]:
    """Origin of the help centre, whose own pages may show the widget, too."""
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    with serving(published | {"widget_origins": f"{allowed},{site}"}, 1, port):
        policy = strict_policy(site)
        odd = '<link rel="stylesheet" href="/odd.css"><script src="/odd.js"></script>'
        replies |= {
            PRODUCT: Reply(page(tag(site)), policy=policy),
            "/en": Reply(page(tag(site, language="en", question="return")), policy=policy),
            "/odd": Reply(
                page(tag(site) + tag(site), attributes='dir="rtl"', head=odd,
                     body='<div class="war">war</div>'), policy=policy,
            ),
            "/odd.css": Reply(HOSTILE_CSS, "text/css"),
            "/odd.js": Reply(HOSTILE_SCRIPT, "text/javascript"),
            "/changed": Reply(page(tag(site).replace("sha384-", "sha384-A")), policy=policy),
            "/no-frames": Reply(
                page(tag(site)), policy=policy.replace(f"frame-src {site}", "frame-src 'none'")
            ),
        }  # fmt: skip
        yield site


def tag(site: str, **data: str) -> str:
    attributes = "".join(f' data-{name}="{value}"' for name, value in data.items())
    return (
        f'<script src="{site}/widget-{newest().number}.js" integrity="{newest().integrity}" '
        f'crossorigin="anonymous" async{attributes}></script>'
    )


@contextmanager
def visiting(browser: Browser, site: str, address: str, **options: Any) -> Iterator[Page]:
    """A tab at an address; afterwards it must have complained of nothing, cookies included."""
    context = browser.new_context(locale="pl-PL", **options)
    context.set_default_timeout(PATIENCE)
    tab = context.new_page()
    watch = Watch.over(tab, site)
    own = "{0.scheme}://{0.netloc}/".format(urlsplit(address))
    tab.goto(address)
    yield tab
    cookies = context.cookies()
    context.close()
    assert [fault for fault in watch.faults if f"another host: {own}" not in fault] == []
    assert cookies == []


def button(tab: Page, name: str = "Pomoc") -> Locator:
    return tab.get_by_role("button", name=name, exact=True)


def inside(tab: Page) -> FrameLocator:
    return tab.frame_locator("iframe")


def place(element: Locator) -> dict[str, float]:
    """Left, top, width and height in CSS pixels."""
    found = element.bounding_box()
    assert found
    sides = (found["x"], found["y"], found["width"], found["height"])
    return dict(zip(("x", "y", "width", "height"), sides, strict=True))


def box(tab: Page) -> Locator:
    return inside(tab).locator("#p_question")


def test_a_question_is_asked_answered_and_read_in_the_panel(
    browser: Browser, site: str, allowed: str
) -> None:
    with visiting(browser, site, f"{allowed}{PRODUCT}?id=7#opis") as tab:
        button(tab).click()
        expect(box(tab)).to_be_focused()
        tab.keyboard.type("jak zwrócić towar")
        expect(inside(tab).get_by_role("listbox")).to_be_visible()
        tab.keyboard.press("Enter")
        expect(inside(tab).get_by_role("heading", name="Odpowiedź")).to_be_visible()
        inside(tab).locator(".source a").click()
        expect(inside(tab).locator(".prose")).to_be_visible()
        whole = inside(tab).get_by_role("link", name="Otwórz w pełnym oknie")
        assert (whole.get_attribute("target"), whole.get_attribute("href") or "")[0] == "_blank"
        inside(tab).get_by_role("link", name="Wróć do wyników").click()
        expect(inside(tab).get_by_role("heading", name="Odpowiedź")).to_be_visible()
        assert tab.url == f"{allowed}{PRODUCT}?id=7#opis"


def test_nothing_is_loaded_before_the_button_is_pressed(
    browser: Browser, site: str, allowed: str
) -> None:
    with visiting(browser, site, f"{allowed}{PRODUCT}") as tab:
        expect(button(tab)).to_be_visible()
        loaded = tab.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
        assert [name for name in loaded if name.startswith(site)] == [f"{site}/widget-1.js"]
        assert tab.locator("iframe").count() == 0
        stored = "[localStorage.length, sessionStorage.length, document.cookie]"
        button(tab).click()
        expect(box(tab)).to_be_visible()
        assert tab.evaluate(stored) == [0, 0, ""]


def test_the_page_is_passed_without_its_query(browser: Browser, site: str, allowed: str) -> None:
    with visiting(browser, site, f"{allowed}{PRODUCT}?tajne=1") as tab:
        button(tab).click()
        expect(box(tab)).to_be_visible()
        frame = tab.frames[1]
        assert "strona=%2Fprodukt%2Fobrus&tytul=Obrus+lniany" in frame.url
        assert "tajne" not in frame.url
        assert frame.evaluate("document.referrer") == ""
        tab.evaluate("history.pushState(null, '', '/produkt/serwetka')")
        button(tab).click()
        button(tab).click()
        expect(tab.locator("iframe[src*=serwetka]")).to_be_visible()


def test_a_prepared_question_stands_in_the_box_in_english(
    browser: Browser, site: str, allowed: str
) -> None:
    with visiting(browser, site, f"{allowed}/en") as tab:
        button(tab, "Help").click()
        expect(box(tab)).to_have_value("return")
        expect(box(tab)).to_be_focused()
        expect(inside(tab).locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("where", ["button", "panel", "frame"])
def test_escape_closes_and_gives_the_focus_back(
    browser: Browser, site: str, allowed: str, where: str
) -> None:
    with visiting(browser, site, f"{allowed}{PRODUCT}") as tab:
        button(tab).press("Enter")
        expect(box(tab)).to_be_focused()
        panel = tab.get_by_role("dialog", name="Pomoc")
        expect(panel).to_be_visible()
        expect(button(tab)).to_have_attribute("aria-expanded", "true")
        if where == "button":
            button(tab).focus()
        elif where == "panel":
            tab.get_by_role("button", name="Zamknij").focus()
        tab.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(button(tab)).to_be_focused()
        expect(button(tab)).to_have_attribute("aria-expanded", "false")


def test_escape_closes_the_suggestions_before_the_panel(
    browser: Browser, site: str, allowed: str
) -> None:
    with visiting(browser, site, f"{allowed}{PRODUCT}") as tab:
        button(tab).click()
        expect(box(tab)).to_be_focused()
        tab.keyboard.type("zwrot")
        expect(inside(tab).get_by_role("listbox")).to_be_visible()
        tab.keyboard.press("Escape")
        expect(inside(tab).get_by_role("listbox")).to_be_hidden()
        expect(tab.get_by_role("dialog")).to_be_visible()
        tab.keyboard.press("Escape")
        expect(tab.get_by_role("dialog")).to_be_hidden()


def test_the_tab_key_goes_on_from_the_button_into_the_panel_and_past_it(
    browser: Browser, site: str, allowed: str
) -> None:
    with visiting(browser, site, f"{allowed}{PRODUCT}") as tab:
        tab.locator("#before").focus()
        tab.keyboard.press("Tab")
        expect(button(tab)).to_be_focused()
        tab.keyboard.press("Enter")
        expect(box(tab)).to_be_focused()
        button(tab).focus()
        tab.keyboard.press("Tab")
        expect(tab.get_by_role("button", name="Zamknij")).to_be_focused()
        tab.keyboard.press("Tab")
        expect(tab.locator("iframe")).to_be_focused()


def test_on_a_phone_the_panel_is_the_whole_screen(
    browser: Browser, site: str, allowed: str
) -> None:
    phone = {"width": 360, "height": 640}
    with visiting(browser, site, f"{allowed}{PRODUCT}", viewport=phone, has_touch=True) as tab:
        button(tab).tap()
        expect(box(tab)).to_be_visible()
        whole = {"x": 0, "y": 0} | phone
        assert place(tab.get_by_role("dialog")) == whole
        assert tab.evaluate("document.activeElement.localName") == "podpowiedz-widget"
        before = "document.getElementById('before').matches(':focus')"
        for _ in range(12):
            tab.keyboard.press("Tab")
            assert not tab.evaluate(before), "the page behind is out of reach"
        tab.set_viewport_size({"width": 1280, "height": 720})
        expect(box(tab)).to_be_visible()
        assert place(tab.get_by_role("dialog")) != whole
        tab.get_by_role("button", name="Zamknij").click()
        expect(button(tab)).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(
    browser: Browser, site: str, allowed: str, width: int, scheme: Any
) -> None:
    size = {"width": width, "height": 720}
    policy = {"viewport": size, "color_scheme": scheme, "bypass_csp": True}
    with visiting(browser, site, f"{allowed}{PRODUCT}", **policy) as tab:
        expect(button(tab)).to_be_visible()
        closed = Axe().run(tab, options=AXE).response["violations"]
        button(tab).click()
        expect(box(tab)).to_be_visible()
        opened = Axe().run(tab, options=AXE).response["violations"]
        assert [one["id"] for one in closed + opened] == []


PAGES = (
    "/widget?strona=/produkt&tytul=Obrus",
    "/widget/szukaj?q=jak+zwrocic&strona=/produkt",
    "/widget/szukaj?q=How+do+I+bake+a+cake",
    "/widget/szukaj?q=",
    "/widget/artykul/koszt-zwrotu?q=zwrot",
    "/widget/artykul/nie-ma",
    "/en/widget/search?q=how+to+return+a+parcel",
    "/widget/demo",
    "/en/widget/demo",
    "/prywatnosc",
    "/en/privacy",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_pages(
    browser: Browser, site: str, width: int, scheme: Any
) -> None:
    size = {"width": width, "height": 720}
    with visiting(browser, site, f"{site}/widget", viewport=size, color_scheme=scheme) as tab:
        broken = {}
        for path in PAGES:
            tab.goto(f"{site}{path}")
            found = Axe().run(tab, options=AXE).response["violations"]
            over = tab.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if found or over > 0:
                broken[path] = [one["id"] for one in found], over
        assert broken == {}


def test_a_page_where_everything_is_different_has_one_working_button(
    browser: Browser, site: str, allowed: str
) -> None:
    size = {"width": 1280, "height": 720}
    with visiting(browser, site, f"{allowed}/odd", viewport=size) as tab:
        expect(button(tab)).to_have_count(1)
        at = place(button(tab))
        assert (at["x"] + at["width"], at["y"] + at["height"]) == (1264, 704)
        button(tab).click()
        expect(box(tab)).to_be_focused()
        panel = place(tab.get_by_role("dialog"))
        assert panel["width"] == 416
        top = f"document.elementFromPoint({panel['x'] + 200}, {panel['y'] + 200}).localName"
        assert tab.evaluate(top) == "podpowiedz-widget"
        tab.keyboard.press("Escape")
        expect(button(tab)).to_be_focused()


def test_a_stranger_shows_a_way_out_and_nothing_of_ours(
    browser: Browser, site: str, stranger: str
) -> None:
    context = browser.new_context()
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(f"{stranger}{PRODUCT}")
    button(tab).click()
    way_out = tab.get_by_role("link", name="Otwórz pomoc w nowej karcie")
    expect(way_out).to_have_attribute("href", f"{site}/")
    assert any("KB_WIDGET_ORIGINS" in text and stranger in text for text in said)
    assert any("frame-ancestors" in text for text in said), "the browser itself refused"
    tab.get_by_role("button", name="Zamknij").click()
    expect(button(tab)).to_be_focused()
    context.close()


def test_a_shop_that_forbids_the_frame_gets_the_way_out(
    browser: Browser, site: str, allowed: str
) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{allowed}/no-frames")
    button(tab).click()
    expect(tab.get_by_role("link", name="Otwórz pomoc w nowej karcie")).to_be_visible()
    context.close()


def test_a_changed_script_is_refused_by_the_browser(
    browser: Browser, site: str, allowed: str
) -> None:
    context = browser.new_context()
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(f"{allowed}/changed", wait_until="load")
    assert tab.locator("podpowiedz-widget").count() == 0
    assert any("integrity" in text for text in said)
    context.close()


def test_messages_of_others_move_nothing(browser: Browser, site: str, allowed: str) -> None:
    with visiting(browser, site, f"{allowed}{PRODUCT}") as tab:
        button(tab).click()
        expect(box(tab)).to_be_focused()
        tab.evaluate("window.postMessage({ podpowiedz: 'close' }, '*')")
        tab.evaluate("new Promise(done => setTimeout(done))")
        expect(tab.get_by_role("dialog")).to_be_visible()


def test_the_demonstration_works_on_the_site_itself(browser: Browser, site: str) -> None:
    with visiting(browser, site, f"{site}/widget/demo") as tab:
        button(tab).click()
        expect(box(tab)).to_be_focused()
        assert newest().integrity in tab.locator("#p_tag").inner_text()
