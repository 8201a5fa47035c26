"""The desk in a real browser: from a search in vain to a reply in the customer's mailbox.

By the mouse, by keys alone, without scripts, and under axe in both themes on a phone and a desktop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.accounts.model import Role
from kb.settings import Settings
from tests.benchmarks.server import serving
from tests.browser.conftest import watched_tab
from tests.browser.desk import Desk, sign_in, working
from tests.browser.test_accessibility import violations
from tests.browser.test_contact import IN_VAIN, TOO_SOON_MS
from tests.delivery.sink import Sink
from tests.delivery.sink import serving as mail_server

LETTER = "Dzień dobry, ile mam czasu na zwrot towaru?\nAnna Kowal"
COMPLAINT = "Paczka przyszła uszkodzona. Składam reklamację i oddaję sprawę do sądu!"
GAP = "Czy naprawiacie rowery górskie?"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
NUMBER = re.compile(r"/panel/sprawa/([0-9A-Z]{4}-[0-9A-Z]{4})")


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    with mail_server(Sink()) as running:
        yield running


@pytest.fixture(scope="module")
def settings(published: dict[str, object], sink: Sink) -> dict[str, object]:
    """Of a server that sends letters to the sink."""
    return {
        **published,
        "smtp_host": "127.0.0.1",
        "smtp_port": sink.port,
        "smtp_tls": "none",
        "smtp_from": "pomoc@sklep.example",
        "public_url": "https://pomoc.sklep.example",
    }


@pytest.fixture(scope="module")
def site(settings: dict[str, object]) -> Iterator[str]:
    with serving(settings, workers=1) as server:
        yield f"http://127.0.0.1:{server.port}/"


@pytest.fixture(scope="module")
def desk(settings: dict[str, object], site: str) -> Iterator[Desk]:
    with working(Settings(**cast("Any", settings)), anna=Role.AGENT, piotr=Role.LEAD) as made:
        yield made


def tab(browser: Browser, site: str, **options: Any) -> Iterator[Page]:
    given = {"base_url": site, "locale": "pl-PL", "viewport": {"width": 1280, "height": 800}}
    yield from watched_tab(browser.new_context(**given | options), site)


def text_box(page: Page) -> Any:
    return page.get_by_label("Odpowiedź do klienta")


def sideways(page: Page) -> int:
    found: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return found


def test_from_a_search_in_vain_to_a_vote_about_the_reply(
    browser: Browser, site: str, desk: Desk, sink: Sink, page: Page
) -> None:
    page.goto(IN_VAIN)
    page.get_by_role("link", name="Napisz do nas").click()
    page.get_by_label("Wiadomość", exact=True).fill(LETTER)
    page.get_by_label("E-mail").fill("anna.kowal@poczta.example")
    page.wait_for_timeout(TOO_SOON_MS)
    page.get_by_role("button", name="Wyślij").click()
    expect(page.get_by_role("heading", name="Wiadomość wysłana")).to_be_visible()
    desk.work()

    for agent in tab(browser, site):
        sign_in(agent, "anna")
        row = agent.locator(".case", has_text="ile mam czasu na zwrot towaru")
        row.get_by_role("link").click()
        expect(agent.locator(".thread")).to_contain_text("How do I bake a cake")
        box = text_box(agent)
        proposed = box.input_value()
        assert re.search(r"\d+ dni", proposed)
        expect(agent.locator(".sentence-unsupported")).to_have_count(0)

        box.fill(re.sub(r"\d+ dni", "977 dni", proposed))
        expect(agent.locator(".sentence-unsupported").first).to_contain_text("977")
        expect(agent.locator("#p_said")).to_contain_text("Bez źródła")
        box.fill(proposed)
        expect(agent.locator(".sentence-unsupported")).to_have_count(0)

        box.press("Control+Enter")
        expect(agent.get_by_text("Odpowiedź zatwierdzona.")).to_be_visible()
        agent.get_by_role("button", name="Cofnij").click()
        desk.send()
        assert sink.letters == [], "what was taken back is not sent"
        text_box(agent).press("Control+Enter")
        expect(agent.get_by_text("Odpowiedź zatwierdzona.")).to_be_visible()
    desk.send()

    (mail,) = sink.mails
    assert mail["To"] == "anna.kowal@poczta.example"
    body = mail.get_body(("plain",))
    assert body is not None
    words = body.get_content()
    assert " ".join(proposed.split()) in " ".join(words.split())
    assert "Anna Żak" in words
    (link, *_) = re.findall(r"https://pomoc\.sklep\.example(/ankieta/\S+)", words)
    page.goto(urlsplit(link).path)
    page.get_by_role("button", name="4 – dobrze").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dziękujemy za ocenę")


def test_an_unedited_draft_is_approved_from_the_list_in_three_keys(
    browser: Browser, site: str, desk: Desk
) -> None:
    desk.write("Ile kosztuje dostawa kurierem?")
    desk.work()
    for page in tab(browser, site):
        sign_in(page, "anna")
        page.locator(".case-link").first.focus()
        page.keyboard.press("Enter")
        expect(text_box(page)).to_be_visible()

        page.keyboard.press("Control+Enter")

        expect(page.get_by_text("Odpowiedź zatwierdzona.")).to_be_visible()


def test_arrows_go_through_the_list(browser: Browser, site: str, desk: Desk) -> None:
    for text in ("Pierwsza sprawa?", "Druga sprawa?"):
        desk.write(text)
    for page in tab(browser, site):
        sign_in(page, "anna")
        links = page.locator(".case-link")
        links.first.focus()
        page.keyboard.press("ArrowDown")
        expect(links.nth(1)).to_be_focused()
        page.keyboard.press("ArrowUp")
        expect(links.first).to_be_focused()


def test_a_page_that_waits_for_its_draft_shows_it_by_itself(
    browser: Browser, site: str, desk: Desk
) -> None:
    number = desk.write(LETTER)
    for page in tab(browser, site):
        sign_in(page, "anna", f"/panel/sprawa/{number}")
        expect(page.get_by_text("Szkic się przygotowuje")).to_be_visible()
        desk.work()

        expect(text_box(page)).to_be_visible(timeout=30_000)


def test_a_passage_is_found_put_in_and_supports_its_sentence(
    browser: Browser, site: str, desk: Desk
) -> None:
    number = desk.write(LETTER)
    desk.work()
    for page in tab(browser, site):
        sign_in(page, "anna", f"/panel/sprawa/{number}")
        page.get_by_text("Wstaw zwrot albo fragment artykułu").click()
        page.get_by_label("Szukaj w artykułach").fill("ile kosztuje dostawa kurierem")
        page.get_by_label("Szukaj w artykułach").press("Enter")
        page.get_by_role("button", name="Wstaw").first.click()
        page.wait_for_timeout(600)
        expect(page.locator(".outdated")).to_have_count(0)

        expect(page.locator(".sentence-unsupported")).to_have_count(0)
        assert violations(page) == []
        page.get_by_role("button", name=re.compile("Zatwierdź")).click()
        expect(page.get_by_text("Odpowiedź zatwierdzona.")).to_be_visible()


def test_a_number_shows_its_passage(browser: Browser, site: str, desk: Desk) -> None:
    number = desk.write(LETTER)
    desk.work()
    for page in tab(browser, site):
        sign_in(page, "anna", f"/panel/sprawa/{number}")
        page.locator(".cite").first.focus()

        expect(page.locator(".passage-source.shown")).to_have_count(1)
        expect(page.locator(".passage-source.shown a")).to_have_attribute(
            "href", re.compile("/artykul/")
        )


def test_the_whole_way_goes_without_scripts(
    browser: Browser, site: str, desk: Desk, sink: Sink
) -> None:
    number = desk.write(LETTER)
    desk.work()
    desk.send()
    sink.letters.clear()
    for page in tab(browser, site, java_script_enabled=False):
        sign_in(page, "anna")
        page.goto(f"/panel/sprawa/{number}")
        box = text_box(page)
        written = f"{box.input_value()}\n\nPaczkę odbierzemy sami."
        box.fill(written)
        page.get_by_role("button", name="Sprawdź zdania").click()
        expect(page.locator(".sentence-unsupported")).to_contain_text("Paczkę odbierzemy sami.")
        assert text_box(page).input_value() == written

        page.get_by_role("button", name=re.compile("Zatwierdź")).click()
        expect(page.get_by_role("alert")).to_contain_text("Niczego nie wysłano.")
        page.get_by_label(re.compile("Potwierdzam to zdanie")).check()
        page.get_by_role("button", name=re.compile("Zatwierdź")).click()
        expect(page.get_by_text("Odpowiedź zatwierdzona.")).to_be_visible()
    desk.send()

    (mail,) = sink.mails
    assert "Paczkę odbierzemy sami." in str(mail.get_content())


def test_the_keys_of_approval_mean_nothing_in_another_form(
    browser: Browser, site: str, desk: Desk
) -> None:
    number = desk.write(LETTER)
    desk.work()
    for page in tab(browser, site):
        sign_in(page, "anna", f"/panel/sprawa/{number}")
        page.get_by_text("Notatka, odłożenie").click()
        note = page.get_by_label("Notatka wewnętrzna, klient jej nie zobaczy")
        note.fill("Oddzwonić.")
        note.press("Control+Enter")
        page.wait_for_timeout(500)

        expect(note).to_have_value("Oddzwonić.")
        expect(page.get_by_text("Odpowiedź zatwierdzona.")).to_have_count(0)


def test_enter_on_a_tick_approves_nothing(browser: Browser, site: str, desk: Desk) -> None:
    number = desk.write(LETTER)
    desk.work()
    for page in tab(browser, site):
        sign_in(page, "anna", f"/panel/sprawa/{number}")
        text_box(page).fill("Paczkę odbierzemy sami.")
        tick = page.get_by_label(re.compile("Potwierdzam to zdanie"))
        tick.check()
        tick.press("Enter")
        page.wait_for_load_state()

        expect(text_box(page)).to_have_value("Paczkę odbierzemy sami.")
        expect(page.get_by_label(re.compile("Potwierdzam to zdanie"))).to_be_checked()
        expect(page.get_by_text("Odpowiedź zatwierdzona.")).to_have_count(0)


@pytest.fixture(scope="module")
def scenes(desk: Desk) -> dict[str, str]:
    """Addresses of the desk's pages and of their states."""
    plain = desk.write(LETTER, name="Anna Kowal", searched=("zwrot bez paragonu",))
    complaint = desk.write(COMPLAINT)
    gap = desk.write(f"{LETTER}\n{GAP}")
    desk.work()
    waits = desk.write("Jeszcze bez szkicu")
    return {
        "inbox": "/panel",
        "nothing": "/panel?q=nic-takiego",
        "conversation": f"/panel/sprawa/{plain}",
        "complaint": f"/panel/sprawa/{complaint}",
        "gap": f"/panel/sprawa/{gap}",
        "waits": f"/panel/sprawa/{waits}",
        "new": "/panel/nowa",
        "passages": f"/panel/sprawa/{plain}/szukaj?pytanie=zwrot",
        "unknown": "/panel/sprawa/0000-0000",
        "statistics": "/panel/statystyki",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_no_page_of_the_desk_breaks_a_rule(
    browser: Browser, site: str, scenes: dict[str, str], size: str, scheme: Any
) -> None:
    width, height = SIZES[size]
    view = {"width": width, "height": height}
    for page in tab(browser, site, viewport=view, color_scheme=scheme):
        sign_in(page, "anna")
        broken: dict[str, object] = {}
        for name, path in scenes.items():
            page.goto(path)
            broken[name] = violations(page)
            page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
            broken[f"{name}, all open"] = violations(page)
            broken[f"{name}, sideways"] = max(0, sideways(page))
        page.goto(scenes["conversation"])
        text_box(page).fill("Zwrot przyjmiemy po 977 dniach.")
        expect(page.locator(".sentence-unsupported")).to_be_visible()
        broken["unsupported"] = violations(page)
        page.get_by_role("button", name=re.compile("Zatwierdź")).click()
        expect(page.get_by_role("alert")).to_be_visible()
        broken["refused"] = violations(page)
        broken["refused, sideways"] = max(0, sideways(page))

        assert {name: found for name, found in broken.items() if found} == {}
