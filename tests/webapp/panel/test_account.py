"""One's own account."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb.accounts import accounts
from kb.accounts.model import Role
from kb.store.database import Store
from tests.webapp.panel.conftest import PASSWORD, Clock, PanelClient, SignIn

NEW = "cztery niebieskie okna"


def words(page: str) -> str:
    return page.replace("\u00a0", " ").replace("\u2060", "")


@pytest.fixture
def anna(sign_in: SignIn) -> PanelClient:
    return sign_in(Role.AGENT, "anna", password=PASSWORD)


def other_browser(anna: PanelClient) -> PanelClient:
    """The same person elsewhere."""
    other = anna.application.test_client()
    assert isinstance(other, PanelClient)
    other.get("/panel/wejscie")
    assert other.send("/panel/wejscie", login="anna", haslo=PASSWORD).status_code == 303
    return other


def test_a_new_password_is_taken_and_other_sessions_end(anna: PanelClient) -> None:
    other = other_browser(anna)

    answer = anna.send("/panel/konto/haslo", stare=PASSWORD, nowe=NEW, powtorzone=NEW)

    assert answer.location == "/panel/konto?zrobione=haslo"
    assert "Hasło zmienione." in words(anna.get(answer.location).get_data(as_text=True))
    assert other.get("/panel/konto").status_code == 303


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"stare": "x", "nowe": NEW, "powtorzone": NEW}, "Hasło się nie zgadza."),
        ({"stare": PASSWORD, "nowe": NEW, "powtorzone": "x"}, "Hasła się różnią."),
        ({"stare": PASSWORD, "nowe": PASSWORD, "powtorzone": PASSWORD}, "To jest obecne hasło."),
        ({"stare": PASSWORD, "nowe": "x", "powtorzone": "x"}, "co najmniej 12 znaków"),
        ({"stare": PASSWORD, "nowe": "x" * 12, "powtorzone": "x" * 12}, "łatwo odgadnąć"),
        ({}, "Hasło się nie zgadza."),
    ],
)
def test_what_is_wrong_with_a_new_password_is_told_and_nothing_changes(
    anna: PanelClient, fields: dict[str, str], told: str
) -> None:
    answer = anna.send("/panel/konto/haslo", **fields)

    assert answer.status_code == 422
    assert told in words(answer.get_data(as_text=True))
    assert anna.get("/panel/konto").status_code == 200
    other_browser(anna)


def test_the_password_is_asked_for_so_often_and_no_more(anna: PanelClient) -> None:
    for _ in range(8):
        anna.send("/panel/konto/haslo", stare="x", nowe=NEW, powtorzone=NEW)

    answer = anna.send("/panel/konto/haslo", stare=PASSWORD, nowe=NEW, powtorzone=NEW)

    assert "Zbyt wiele nieudanych prób." in words(answer.get_data(as_text=True))


def test_the_language_of_the_panel_is_the_accounts(anna: PanelClient) -> None:
    assert '<html lang="pl">' in anna.get("/panel/konto").get_data(as_text=True)

    anna.send("/panel/konto/jezyk", jezyk="en")

    plain, cookie = FlaskClient(anna.application, anna.application.response_class), "panel"
    plain.set_cookie(cookie, anna.get_cookie(cookie).value)  # type: ignore[union-attr]
    assert '<html lang="en">' in plain.get("/panel/konto").get_data(as_text=True)
    assert anna.send("/panel/konto/jezyk", jezyk="pl").status_code == 303
    assert anna.send("/panel/konto/jezyk", jezyk="de").status_code == 422


def test_other_sessions_can_be_ended(anna: PanelClient) -> None:
    other = other_browser(anna)

    assert anna.send("/panel/konto/sesje").status_code == 303

    assert other.get("/panel/konto").status_code == 303
    assert anna.get("/panel/konto").status_code == 200


def test_a_password_that_somebody_else_gave_is_changed_before_anything_else(
    sign_in: SignIn, store: Store, clock: Clock
) -> None:
    admin = sign_in(Role.ADMIN, "jan", password=PASSWORD)
    assert admin.account
    accounts.set_password(store, admin.account.id, "nadane przez kogoś", clock(), temporary=True)
    browser = admin.application.test_client()
    assert isinstance(browser, PanelClient)
    browser.get("/panel/wejscie")
    browser.send("/panel/wejscie", login="jan", haslo="nadane przez kogoś")

    assert browser.get("/panel/konta").location == "/panel/konto"
    assert browser.get("/panel/konta", headers={"Accept": "application/json"}).status_code == 403
    assert "To hasło nadał administrator." in words(
        browser.get("/panel/konto").get_data(as_text=True)
    )

    browser.send("/panel/konto/haslo", stare="nadane przez kogoś", nowe=NEW, powtorzone=NEW)

    assert browser.get("/panel/konta").status_code == 200


def test_who_has_no_password_is_told_where_to_go(sign_in: SignIn) -> None:
    page = words(sign_in(Role.EDITOR).get("/panel/konto").get_data(as_text=True))

    assert "Logujesz się kontem firmowym." in page
    assert "Nowe hasło" not in page
