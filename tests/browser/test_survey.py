"""The survey behind a reply's link in a real browser: one press, without scripts or a mouse too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.delivery.survey import Answers, survey
from kb.store.address import address
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message, new_number
from tests.browser.conftest import watched_tab
from tests.browser.test_accessibility import violations
from tests.delivery.conftest import INVITATIONS

WIDTHS = (360, 1280)


@pytest.fixture(scope="module")
def store(published: dict[str, object], site: str) -> Iterator[Store]:
    """The server's own database."""
    opened = Store(address(None, cast("Path", published["data_dir"])), connections=1)
    yield opened
    opened.close()


@pytest.fixture
def token(store: Store) -> str:
    """Of a survey that nobody has answered."""
    now = datetime.now(UTC)
    sent = NewMessage(key=new_number(), language="pl", topic="", text="?")
    number = add_message(store, sent, now).number
    with store.writing() as connection:
        return INVITATIONS.invite(connection, number, "pl", now).address.rpartition("/")[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_state_of_it_breaks_a_rule(
    browser: Browser, site: str, token: str, width: int, scheme: Any
) -> None:
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    for page in watched_tab(context, site):
        broken = {}
        for path in ("", "?ocena=5", "?koniec=1"):
            page.goto(f"/ankieta/{token}{path}")
            broken[path] = violations(page)
        page.goto(f"/ankieta/{token}")
        page.get_by_role("button", name="4 – dobrze").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Dziękujemy za ocenę")
        broken["more"] = violations(page)
        assert {path: found for path, found in broken.items() if found} == {}
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_from_the_link_of_a_letter_it_takes_one_press_without_scripts(
    browser: Browser, site: str, store: Store, token: str
) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="pl-PL")
    page = context.new_page()
    page.goto(f"/ankieta/{token}?ocena=5")
    assert survey(store, token).answers == Answers()

    page.get_by_role("button", name="Wyślij ocenę: 5 – bardzo dobrze").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Dziękujemy za ocenę")
    context.close()
    assert survey(store, token).answers == Answers(csat=5)


def test_by_keys_alone(page: Page, store: Store, token: str) -> None:
    page.goto(f"/ankieta/{token}")
    _press_at(page, page.get_by_role("button", name="2 – źle"), "Enter")
    easy = page.get_by_role("group", name="Czy łatwo było załatwić tę sprawę?")
    _press_at(page, easy.get_by_role("radio").first, "Space")
    _press_at(page, page.get_by_label("Co poprawić?"), "")
    page.keyboard.type("Szybciej.")
    _press_at(page, page.get_by_role("button", name="Wyślij", exact=True), "Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Dziękujemy")
    assert survey(store, token).answers == Answers(csat=2, effort=1, words="Szybciej.")


def _press_at(page: Page, wanted: Any, key: str) -> None:
    """Go on by Tab until an element has the focus, then press a key there."""
    for _ in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()
    if key:
        page.keyboard.press(key)
