"""Signing in and out."""

from __future__ import annotations

from flask import Flask

from kb.accounts.accounts import add_account
from kb.accounts.model import Role
from kb.store.database import Store
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


def test_an_editor_begins_elsewhere(nobody: PanelClient, store: Store) -> None:
    add(store, Role.EDITOR)
    nobody.get("/panel/wejscie")

    response = nobody.send("/panel/wejscie", login="anna", haslo=PASSWORD)

    assert response.location == "/panel/konto"


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
