"""Who may see what at the desk, and how forms prove where they come from."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.webapp.panel.conftest import Clock, PanelClient
from webapp.panel import access
from webapp.panel.access import bp


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(nobody: PanelClient) -> None:
    response = nobody.get("/panel?stan=otwarte")

    assert response.status_code == 303
    assert response.location == "/panel/wejscie?dalej=/panel?stan%3Dotwarte"


def test_what_is_sent_without_a_session_is_refused_with_words(nobody: PanelClient) -> None:
    nobody.get("/panel/wejscie")

    response = nobody.send("/panel/konto/jezyk", jezyk="en")

    assert response.status_code == 401
    assert "Sesja wygasła" in response.get_data(as_text=True)


def test_scripts_are_told_in_json(nobody: PanelClient) -> None:
    response = nobody.get("/panel", headers={"Accept": "application/json"})

    assert response.status_code == 401
    assert response.get_json()["type"] == "urn:podpowiedz:problem:signed-out"


def test_another_role_is_refused_with_words(editor: PanelClient) -> None:
    response = editor.get("/panel")

    assert response.status_code == 403
    assert "dla innej roli" in response.get_data(as_text=True)


@pytest.mark.parametrize("token", ["", "x", "!", "ą" * 20, "A" * 88])
def test_a_form_without_the_token_of_its_session_changes_nothing(
    agent: PanelClient, token: str
) -> None:
    assert agent.post("/panel/wyjscie", data={"csrf": token}).status_code == 403
    assert agent.get("/panel/konto").status_code == 200


def test_a_token_of_another_session_does_not_count(agent: PanelClient, lead: PanelClient) -> None:
    assert agent.post("/panel/wyjscie", data={"csrf": lead.csrf()}).status_code == 403


def test_a_token_may_come_in_a_header(agent: PanelClient) -> None:
    assert agent.post("/panel/wyjscie", headers={"X-CSRF": agent.csrf()}).status_code == 303


def test_tokens_differ_each_time_and_are_good_all_the_same(agent: PanelClient) -> None:
    assert agent.csrf() != agent.csrf()


def test_a_view_that_declares_nothing_is_not_served(app: Flask, agent: PanelClient) -> None:
    app.add_url_rule("/panel/nowe", "panel.new", lambda: "x")
    app.config["PROPAGATE_EXCEPTIONS"] = False

    assert agent.get("/panel/nowe").status_code == 500


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("/panel", "/panel"),
        ("/panel/sprawa/7K4M-2QX9?x=1", "/panel/sprawa/7K4M-2QX9?x=1"),
        ("/panelu", ""),
        ("//panel", ""),
        ("https://zle.example/panel", ""),
        ("/panel/\\zle.example", ""),
        ("/panel/\n", ""),
        ("/", ""),
    ],
)
def test_after_the_sign_in_only_the_desk_is_gone_on_to(wanted: str, found: str) -> None:
    assert access.target(wanted) == found


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_hosts(nobody: PanelClient) -> None:
    plain = nobody.get("/panel/wejscie").headers["Set-Cookie"]
    secure = nobody.get("/panel/wejscie", base_url="https://localhost").headers["Set-Cookie"]

    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert secure.startswith("__Host-panel=")
    assert "Secure" in secure
    assert "Path=/" in secure


def test_public_pages_give_no_cookie(nobody: PanelClient, agent: PanelClient) -> None:
    assert "Set-Cookie" not in nobody.get("/").headers
    assert "Set-Cookie" not in agent.get("/").headers


def test_a_session_that_is_not_used_ends(agent: PanelClient, clock: Clock) -> None:
    clock.forward(minutes=59)
    assert agent.get("/panel/konto").status_code == 200
    clock.forward(minutes=60)
    assert agent.get("/panel/konto").status_code == 303


def test_the_blueprint_asks_before_every_view() -> None:
    assert access.authorise in bp.before_request_funcs[None]


LETTER = "Dzień dobry,\r\ndługa odpowiedź, którą ktoś pisał godzinę."


def test_what_was_typed_is_shown_when_the_session_is_over(agent: PanelClient, clock: Clock) -> None:
    fields = {"csrf": agent.csrf(), "tresc": LETTER, "haslo": "x" * 30, "jezyk": "pl"}
    clock.forward(hours=13)

    page = agent.post(
        "/panel/konto/jezyk", data=fields, headers={"Sec-Fetch-Site": "same-origin"}
    ).get_data(as_text=True)

    assert "długa odpowiedź, którą ktoś pisał godzinę." in page
    assert "x" * 30 not in page


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Origin": "https://zle.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_what_another_site_has_filled_in_is_not_shown(
    agent: PanelClient, headers: dict[str, str]
) -> None:
    answer = agent.post("/panel/konto/jezyk", data={"tresc": LETTER}, headers=headers)

    assert answer.status_code == 403
    assert "godzinę" not in answer.get_data(as_text=True)
