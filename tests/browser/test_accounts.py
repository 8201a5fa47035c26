"""Signing in and one's own account in a real browser: by keys alone, without scripts, under axe."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from kb.accounts.accounts import add_account
from kb.accounts.model import Role
from kb.settings import Settings
from kb.wiring import migrate, open_store
from tests.browser.conftest import watched_tab
from tests.browser.test_accessibility import violations

PASSWORD = "trzy zielone lampy"
NEW = "cztery niebieskie okna"
WIDTHS = (360, 1280)


@pytest.fixture(scope="module")
def accounts(published: dict[str, object], site: str) -> None:
    """An admin and an agent of the site."""
    settings = Settings(data_dir=Path(str(published["data_dir"])))
    migrate(settings)
    with closing(open_store(settings)) as store:
        for login, name, role in (
            ("jan", "Jan Żak", Role.ADMIN),
            ("anna", "Anna Nowak", Role.AGENT),
            ("ola", "Ola Kot", Role.AGENT),
        ):
            add_account(store, login, name, role, datetime.now(UTC), password=PASSWORD)


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto("panel/wejscie?dalej=/panel/konto")
    page.get_by_label("Login").fill(login)
    page.get_by_label("Hasło").fill(password)
    page.get_by_role("button", name="Zaloguj").click()


def test_the_whole_way_goes_by_keys_alone(page: Page, accounts: None) -> None:
    page.goto("panel/konto")
    expect(page.get_by_label("Login")).to_be_focused()
    page.keyboard.type("ola")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Twoje konto")).to_be_visible()

    page.get_by_label("Obecne hasło").focus()
    for typed in (PASSWORD, NEW, NEW):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Hasło zmienione.")).to_be_visible()

    page.get_by_role("button", name="Wyloguj").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Logowanie")).to_be_visible()


def test_a_telephone_is_set_up_and_asked_for(page: Page, accounts: None) -> None:
    sign_in(page, "anna")
    page.get_by_role("link", name="Włącz kod").click()
    expect(page.get_by_role("img", name="Kod QR do aplikacji")).to_be_visible()
    assert violations(page) == []
    totp = pyotp.TOTP(page.locator("code").inner_text().replace(" ", ""))
    page.get_by_label("Kod z aplikacji").fill(totp.now())
    page.get_by_label("Twoje hasło").fill(PASSWORD)
    page.get_by_role("button", name="Włącz kod").click()
    paper = page.locator(".desk-codes code").all_inner_texts()
    assert len(paper) == 10
    assert violations(page) == []

    page.get_by_role("button", name="Wyloguj").click()
    sign_in(page, "anna")
    expect(page.get_by_label("Kod")).to_be_focused()
    assert violations(page) == []
    page.get_by_label("Kod").fill(paper[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Twoje konto")).to_be_visible()
    expect(page.get_by_text("Kodów zapasowych zostało: 9.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_accounts_breaks_a_rule(
    browser: Browser, site: str, accounts: None, width: int, scheme: Any
) -> None:
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 800}, color_scheme=scheme,
        locale="pl-PL",
    )  # fmt: skip
    for page in watched_tab(context, site):
        page.goto("panel/wejscie")
        broken = {"sign-in": violations(page)}
        sign_in(page, "jan", "zupełnie inne hasło")
        expect(page.get_by_role("alert")).to_be_visible()
        broken["refused"] = violations(page)
        sign_in(page, "jan")
        for path in ("konto", "konto/kod", "konta", "konta/nowe", "konta/1"):
            page.goto(f"panel/{path}")
            broken[path] = violations(page)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not wide, path
        page.goto("panel/konto")
        page.get_by_label("Obecne hasło").fill("nie to")
        page.get_by_label("Nowe hasło", exact=True).fill(NEW)
        page.get_by_label("Nowe hasło jeszcze raz").fill(NEW)
        page.get_by_role("button", name="Zmień hasło").click()
        broken["wrong"] = violations(page)

        assert {path: found for path, found in broken.items() if found} == {}


def test_everything_works_without_scripts(browser: Browser, site: str, accounts: None) -> None:
    context = browser.new_context(base_url=site, locale="pl-PL", java_script_enabled=False)
    for page in watched_tab(context, site):
        sign_in(page, "jan")
        page.goto("panel/konta/nowe")
        page.get_by_label("Login").fill("ewa.lis")
        page.get_by_label("Imię i nazwisko").fill("Ewa Lis")
        page.get_by_label("Rola").select_option("editor")
        page.get_by_role("button", name="Dodaj konto").click()
        given = page.locator("code.desk-secret").inner_text()
        page.get_by_role("button", name="Wyloguj").click()

        sign_in(page, "ewa.lis", given)

        expect(page.get_by_text("To hasło nadał administrator.")).to_be_visible()
