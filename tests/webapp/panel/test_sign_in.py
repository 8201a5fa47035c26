"""Signing in and out."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.accounts.accounts import add_account
from kb.accounts.model import Role
from kb.store.database import Store
from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary
from tests.webapp.panel.conftest import NOW, PASSWORD, PanelClient


def add(store: Store, role: Role = Role.AGENT) -> None:
    add_account(store, "anna", "Anna Nowak", role, NOW, password=PASSWORD)


def cookie(client: PanelClient) -> str:
    found = client.get_cookie("panel")
    return found.value if found else ""


def test_who_knows_the_password_is_at_the_inbox(nobody: PanelClient, store: Store) -> None:
    add(store)
    nobody.get("/panel/wejscie")

    response = nobody.send("/panel/wejscie", login="Anna ", haslo=PASSWORD)

    assert (response.status_code, response.location) == (303, "/panel")
    page = nobody.get("/panel/konto").get_data(as_text=True)
    assert "Anna Nowak" in page


def test_the_session_has_a_new_name_after_the_sign_in(nobody: PanelClient, store: Store) -> None:
    add(store)
    nobody.get("/panel/wejscie")
    before = cookie(nobody)

    nobody.send("/panel/wejscie", login="anna", haslo=PASSWORD)

    assert cookie(nobody) not in {"", before}


def test_the_way_goes_on_to_where_it_was_meant_to(nobody: PanelClient, store: Store) -> None:
    add(store)
    nobody.get("/panel/wejscie")

    response = nobody.send("/panel/wejscie", login="anna", haslo=PASSWORD, dalej="/panel/konto?x=1")

    assert response.location == "/panel/konto?x=1"


def test_an_editor_begins_at_the_editors_desk(nobody: PanelClient, store: Store) -> None:
    add(store, Role.EDITOR)
    nobody.get("/panel/wejscie")

    response = nobody.send("/panel/wejscie", login="anna", haslo=PASSWORD)

    assert response.location == "/redakcja"


def test_wrong_password_and_unknown_login_are_told_in_the_same_words(
    nobody: PanelClient, store: Store
) -> None:
    add(store)
    nobody.get("/panel/wejscie")

    wrong = nobody.send("/panel/wejscie", login="anna", haslo="nie to hasło")
    unknown = nobody.send("/panel/wejscie", login="olaf", haslo=PASSWORD)

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    told = "Login albo hasło się nie zgadza."
    assert told in wrong.get_data(as_text=True).replace("\u00a0", " ")
    assert told in unknown.get_data(as_text=True).replace("\u00a0", " ")


def test_a_sign_in_without_the_token_of_its_form_is_refused(app: Flask, store: Store) -> None:
    add(store)

    response = app.test_client().post("/panel/wejscie", data={"login": "anna", "haslo": PASSWORD})

    assert response.status_code == 403


def test_who_signs_out_is_out_everywhere_the_cookie_was(agent: PanelClient) -> None:
    name = cookie(agent)
    assert agent.send("/panel/wyjscie").location == "/panel/wejscie"

    agent.set_cookie("panel", name)

    assert agent.get("/panel/konto").status_code == 303


def test_what_is_asked_too_often_waits_in_words(nobody: PanelClient, store: Store) -> None:
    add(store)
    nobody.get("/panel/wejscie")
    for _ in range(8):
        nobody.send("/panel/wejscie", login="anna", haslo="nie to hasło")

    answer = nobody.send("/panel/wejscie", login="anna", haslo=PASSWORD)

    assert answer.status_code == 422
    told = "Zbyt wiele nieudanych prób. Spróbuj ponownie za 15 minut."
    assert told in answer.get_data(as_text=True).replace("\u00a0", " ")


def test_before_the_sign_in_the_browser_chooses_the_language(app: Flask) -> None:
    # Not the client that checks pages: what a text is called in English is tested elsewhere.
    client = FlaskClient(app, app.response_class)

    def language(accepted: str) -> str:
        page = client.get("/panel/wejscie", headers={"Accept-Language": accepted})
        return page.get_data(as_text=True).partition('<html lang="')[2][:2]

    assert (language("en-GB,en;q=0.9"), language("de"), language("pl,en")) == ("en", "pl", "pl")


def test_while_the_database_is_away_nobody_is_let_in_and_told_why(library: FakeLibrary) -> None:
    made = build(library)
    made.test_client_class = PanelClient
    client = made.test_client()
    assert isinstance(client, PanelClient)
    assert client.get("/panel/wejscie").status_code == 200

    answer = client.send("/panel/wejscie", login="anna", haslo=PASSWORD)

    assert answer.status_code == 503
    assert "Baza danych jest chwilowo niedostępna" in answer.get_data(as_text=True)
    client.set_cookie("panel", "x" * 43)
    assert client.get("/panel").status_code == 503


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"login": "\x00", "haslo": "\x00"},
        {"login": "a" * 20_000, "haslo": "b" * 20_000},
        {"login": "anna", "haslo": PASSWORD.upper()},
        {"login": "anna' OR 1=1 --", "haslo": "x"},
        {"login": "<script>", "haslo": "x"},
    ],
    ids=repr,
)
def test_nonsense_is_refused_like_anything_else(
    nobody: PanelClient, store: Store, fields: dict[str, str]
) -> None:
    add(store)
    nobody.get("/panel/wejscie")

    assert nobody.send("/panel/wejscie", **fields).status_code == 422
