"""Who may call the API: every route says it, and a token is asked for where it is needed."""

from __future__ import annotations

import logging
from datetime import timedelta
from time import monotonic

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from kb.errors import StoreUnavailable
from kb.model import Scope
from kb.settings import Settings
from kb.store.address import FILE_NAME
from kb.store.database import Store
from kb.store.tokens import add_token, find_token, revoke_token
from tests.webapp.api.conftest import CHECK, START, SUGGESTIONS, Caller, Clock
from tests.webapp.conftest import build
from tests.webapp.fakes import FakeAssistant, FakeLibrary
from webapp.api.authorisation import PUBLIC, access, authorise
from webapp.api.openapi import DOCUMENT
from webapp.overload import READY
from webapp.records import records
from webapp.serving import serving

MESSAGE = {"message": "Jak zwrócić?"}


def test_every_route_of_the_api_says_who_may_call_it(app: Flask) -> None:
    routes = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]

    with app.app_context():
        declared = {rule.endpoint: access(rule.endpoint) for rule in routes}

    assert len(declared) == 7
    assert set(declared.values()) <= {PUBLIC, *Scope}
    assert {name for name, who in declared.items() if who != PUBLIC} == {
        "api.suggest",
        "api.check",
        "api.messages",
    }


def test_the_description_says_the_same(app: Flask) -> None:
    with app.app_context():
        for rule in app.url_map.iter_rules():
            if not rule.endpoint.startswith("api."):
                continue
            for operation in DOCUMENT["paths"][rule.rule.replace("<slug>", "{slug}")].values():
                assert ("security" in operation) == (access(rule.endpoint) != PUBLIC)


def test_a_route_that_says_nothing_is_not_served(library: FakeLibrary) -> None:
    app = build(library)
    app.add_url_rule("/api/v1/new", "api.new", lambda: "secret")

    with app.test_request_context("/api/v1/new"), pytest.raises(RuntimeError, match="who may call"):
        authorise()
    response = app.test_client().get("/api/v1/new")

    assert response.status_code == 500
    assert "secret" not in response.get_data(as_text=True)


def test_a_token_opens_the_door(caller: Caller) -> None:
    assert caller.post(SUGGESTIONS, MESSAGE).status_code == 200


@pytest.mark.parametrize("scheme", ["bearer ", "BEARER ", "Bearer   "])
def test_the_scheme_may_be_written_in_any_case(caller: Caller, scheme: str) -> None:
    headers = {"Authorization": scheme + caller.token}

    assert caller.post(SUGGESTIONS, MESSAGE, headers=headers).status_code == 200


@pytest.mark.parametrize("address", [SUGGESTIONS, CHECK])
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "pk_abc", "Token x"])
def test_without_a_token_the_answer_says_how_to_send_one(
    caller: Caller, address: str, header: str
) -> None:
    headers = {"Authorization": header}

    response = caller.post(address, MESSAGE, headers=headers)

    assert response.headers["WWW-Authenticate"] == 'Bearer realm="api"'
    found = caller.problem(address, MESSAGE, 401, headers=headers)
    assert found["type"] == "urn:podpowiedz:problem:unauthorised"
    assert "Authorization: Bearer" in found["detail"]


@pytest.mark.parametrize("other", ["pk_" + "A" * 43, "qqx", "qqż", "qq b", "pk_" * 5000])
def test_a_token_that_is_not_known_is_refused(caller: Caller, other: str) -> None:
    headers = {"Authorization": f"Bearer {other}".encode().decode("latin-1")}

    response = caller.post(SUGGESTIONS, MESSAGE, headers=headers)

    assert response.status_code == 401
    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]
    assert other not in response.get_data(as_text=True) + str(response.headers)


def test_a_revoked_token_is_refused_within_five_seconds(
    caller: Caller, store: Store, clock: Clock
) -> None:
    assert caller.post(SUGGESTIONS, MESSAGE).status_code == 200
    revoke_token(store, "crm", clock.now)

    clock.wait(5)

    assert caller.problem(SUGGESTIONS, MESSAGE, 401)["detail"] == "The token was revoked."


def test_an_expired_token_is_refused_at_once(caller: Caller, store: Store, clock: Clock) -> None:
    expires_at = START + timedelta(seconds=2)
    brief = Caller(caller.client, add_token(store, "b", [Scope.SUGGEST], START, expires_at))
    assert brief.post(SUGGESTIONS, MESSAGE).status_code == 200

    clock.wait(2)

    assert brief.problem(SUGGESTIONS, MESSAGE, 401)["detail"] == "The token has expired."


def test_a_token_for_something_else_is_forbidden(caller: Caller, store: Store) -> None:
    other = Caller(caller.client, add_token(store, "other", [], START))

    response = other.post(SUGGESTIONS, MESSAGE)

    assert response.headers["WWW-Authenticate"] == (
        'Bearer realm="api", error="insufficient_scope", scope="suggest"'
    )
    assert other.problem(SUGGESTIONS, MESSAGE, 403)["detail"] == (
        "The token needs the scope suggest."
    )


def test_who_may_not_call_learns_nothing_of_the_body(
    caller: Caller, assistant: FakeAssistant
) -> None:
    stranger = Caller(caller.client, "pk_x")

    assert stranger.post(SUGGESTIONS, b"{", content_type="text/plain").status_code == 401
    assert assistant.asked == []


def test_reading_needs_no_token_and_is_not_hindered_by_a_wrong_one(client: FlaskClient) -> None:
    headers = {"Authorization": "Bearer pk_x"}

    assert client.get("/api/v1/search?q=zwrot", headers=headers).status_code == 200


def test_a_token_is_looked_up_once_in_five_seconds_and_written_to_once_in_an_hour(
    caller: Caller, store: Store, clock: Clock
) -> None:
    statements: list[str] = []
    event.listen(
        store.engine,
        "before_cursor_execute",
        lambda *asked: statements.append(asked[2].split()[0]),
    )
    assert caller.post(SUGGESTIONS, MESSAGE).status_code == 200
    assert statements.count("UPDATE") == 1
    statements.clear()

    for _ in range(10):
        caller.post(SUGGESTIONS, MESSAGE)
    assert statements == []

    clock.wait(5)
    caller.post(SUGGESTIONS, MESSAGE)
    assert statements.count("SELECT") == 1
    assert "UPDATE" not in statements

    clock.wait(3600)
    caller.post(SUGGESTIONS, MESSAGE)
    assert statements.count("UPDATE") == 1
    used = find_token(store, caller.token)
    assert used is not None
    assert used.last_used_at == clock.now


def test_a_clock_that_is_set_back_keeps_no_token_alive(
    caller: Caller, store: Store, clock: Clock
) -> None:
    caller.post(SUGGESTIONS, MESSAGE)
    revoke_token(store, "crm", clock.now)

    clock.wait(-60)

    assert caller.post(SUGGESTIONS, MESSAGE).status_code == 401


def test_a_use_that_cannot_be_noted_stops_nobody(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr("kb.store.tokens.note_use", full)

    assert caller.post(SUGGESTIONS, MESSAGE).status_code == 200
    assert "The use of the token crm was not noted: The disk is full." in caplog.text


def test_without_its_database_nobody_is_let_in_and_search_goes_on(
    caller: Caller, store: Store, clock: Clock
) -> None:
    caller.post(SUGGESTIONS, MESSAGE)
    store.close()
    (Settings().data_dir / FILE_NAME).unlink()
    clock.wait(5)

    response = caller.post(SUGGESTIONS, MESSAGE)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert response.get_json()["type"] == "urn:podpowiedz:problem:store-unavailable"
    assert caller.client.get("/api/v1/search?q=zwrot").status_code == 200


def test_attempts_with_wrong_tokens_are_throttled_by_address(
    caller: Caller, store: Store, clock: Clock
) -> None:
    thief = Caller(caller.client, "pk_x")
    here, there = {"REMOTE_ADDR": "198.51.100.7"}, {"REMOTE_ADDR": "198.51.100.8"}
    caller.post(SUGGESTIONS, MESSAGE, environ_overrides=here)

    answers = [
        thief.post(SUGGESTIONS, MESSAGE, environ_overrides=here).status_code for _ in range(22)
    ]

    assert answers == [401] * 20 + [429] * 2
    late = Caller(caller.client, add_token(store, "late", [Scope.SUGGEST], START))
    refused = late.post(SUGGESTIONS, MESSAGE, environ_overrides=here)
    assert refused.status_code == 429, "a right guess is not told from a wrong one"
    assert int(refused.headers["Retry-After"]) >= 1
    assert late.post(SUGGESTIONS, MESSAGE, environ_overrides=there).status_code == 200
    clock.wait(60)
    known = caller.post(SUGGESTIONS, MESSAGE, environ_overrides=here)
    assert known.status_code == 200, "who was let in before is not held up"


def test_what_is_throttled_asks_the_database_nothing(caller: Caller, store: Store) -> None:
    thief = Caller(caller.client, "pk_x")
    for _ in range(20):
        thief.post(SUGGESTIONS, MESSAGE)
    statements: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *asked: statements.append(asked[2]))

    assert thief.post(SUGGESTIONS, MESSAGE).status_code == 429
    assert statements == []


def test_each_token_has_its_amount_wherever_it_is_used(
    library: FakeLibrary, database: None
) -> None:
    app = build(library, rate_limit=5)
    with app.app_context():
        vars(serving())["assistant"] = FakeAssistant()
        store = records().store
    client = app.test_client()
    one, other = (
        Caller(client, add_token(store, name, [Scope.SUGGEST], START)) for name in ("a", "b")
    )

    def ask(caller: Caller, address: str) -> int:
        environ = {"REMOTE_ADDR": address}
        return caller.post(SUGGESTIONS, MESSAGE, environ_overrides=environ).status_code

    answers = [ask(one, f"198.51.100.{number}") for number in range(22)]

    assert answers == [200] * 20 + [429] * 2
    refused = one.post(CHECK, {"text": ""}, environ_overrides={"REMOTE_ADDR": "198.51.100.99"})
    assert refused.headers["RateLimit-Policy"] == '"drafts";q=20;w=60'
    assert ask(other, "198.51.100.1") == 200
    store.close()


def test_a_draft_may_wait_longer_than_a_search_but_not_for_ever(
    caller: Caller, assistant: FakeAssistant
) -> None:
    def ask(waited: float) -> TestResponse:
        late = {READY: monotonic() - waited}
        return caller.post(SUGGESTIONS, MESSAGE, environ_overrides=late)

    assert ask(5).status_code == 200
    gone = ask(11)
    assert (gone.status_code, gone.headers["Retry-After"]) == (503, "10")
    assert len(assistant.asked) == 1


def test_refusals_are_counted_by_reason(caller: Caller, store: Store) -> None:
    caller.post(SUGGESTIONS, MESSAGE, headers={"Authorization": ""})
    Caller(caller.client, "pk_x").post(SUGGESTIONS, MESSAGE)
    Caller(caller.client, add_token(store, "o", [], START)).post(SUGGESTIONS, MESSAGE)

    figures = caller.client.get("/metrics").get_data(as_text=True)

    for reason in ("missing", "unknown", "scope"):
        assert f'kb_token_refusals_total{{reason="{reason}"}} 1.0' in figures


def test_no_token_is_logged_or_counted(
    caller: Caller, store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caller.post(SUGGESTIONS, MESSAGE)
    revoke_token(store, "crm", clock.now)
    clock.wait(5)
    caller.post(SUGGESTIONS, MESSAGE)
    with store.writing() as connection:
        connection.execute(text("DROP TABLE tokens"))
    broken = Caller(caller.client, "pk_" + "B" * 43)
    assert broken.post(SUGGESTIONS, MESSAGE).status_code == 503

    said = caplog.text + caller.client.get("/metrics").get_data(as_text=True)
    for one in (caller.token, broken.token):
        assert one.removeprefix("pk_") not in said
