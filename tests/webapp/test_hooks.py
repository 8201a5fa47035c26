"""Addresses for other systems: what is not signed is refused, and nothing makes them fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kb.store.schema import conversations, messages
from tests.connectors.conftest import (
    CHATWOOT_SECRET,
    MESSAGES_SECRET,
    ZAMMAD_SECRET,
    by_chatwoot,
    by_standard,
    by_zammad,
    contract,
    written,
)
from tests.delivery.conftest import NOW
from tests.webapp.conftest import build
from tests.webapp.contact.letters import OPENING
from tests.webapp.fakes import EDITORIAL, FakeLibrary
from webapp.records import records
from webapp.security import LARGEST_BODY_BYTES
from webapp.serving import serving

SETTINGS: dict[str, Any] = {
    "chatwoot_url": "https://chat.example",
    "chatwoot_account": 1,
    "chatwoot_token": "token",
    "chatwoot_secret": CHATWOOT_SECRET,
    "zammad_url": "https://zammad.example",
    "zammad_token": "token",
    "zammad_secret": ZAMMAD_SECRET,
    "messages_secret": MESSAGES_SECRET,
}
CHAT = written(contract("chatwoot-message-created"))
TICKET = written(contract("zammad-webhook"))
MESSAGE = written({"text": "Gdzie moja paczka?", "email": "anna@example.org"})
SIGNED = {
    "/hooks/chatwoot": (CHAT, by_chatwoot(CHAT)),
    "/hooks/zammad": (TICKET, by_zammad(TICKET)),
    "/hooks/messages": (MESSAGE, by_standard(MESSAGE)),
}
every = pytest.mark.parametrize("address", SIGNED)


@pytest.fixture
def app(library: FakeLibrary, database: None) -> Iterator[Flask]:
    from dataclasses import replace

    contact = replace(EDITORIAL.contact, opening=OPENING)
    library.public.editorial = replace(EDITORIAL, contact=contact)
    made = build(library, **SETTINGS)
    with made.app_context():
        serving().clock = lambda: NOW
        yield made
        records().store.close()


def stored(table: Any = messages) -> list[Any]:
    with records().store.reading() as connection:
        return list(connection.execute(select(table)).mappings())


@every
def test_a_signed_message_is_taken_in_once(client: FlaskClient, address: str) -> None:
    body, headers = SIGNED[address]

    first = client.post(address, data=body, headers=headers)
    again = client.post(address, data=body, headers=headers)

    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json == {"status": "taken", "number": stored()[0]["number"]}
    assert again.json == {"status": "known"}
    assert len(stored()) == 1


@every
def test_it_is_promised_an_answer_like_a_message_of_the_form(
    client: FlaskClient, address: str
) -> None:
    body, headers = SIGNED[address]

    client.post(address, data=body, headers=headers)

    assert stored(conversations)[0]["due_at"] > NOW


@every
def test_a_forged_one_is_refused(client: FlaskClient, address: str) -> None:
    body, headers = SIGNED[address]

    for forged in ({}, dict.fromkeys(headers, "1"), headers | {"X-Other": "a"}):
        response = client.post(address, data=body + b" ", headers=forged)
        assert response.status_code == 403
        assert response.content_type == "application/problem+json"
        assert response.json
        assert response.json["type"] == "urn:podpowiedz:problem:webhook-refused"
    assert stored() == []


@every
def test_one_that_was_recorded_before_is_refused_or_known(
    client: FlaskClient, app: Flask, address: str
) -> None:
    body, headers = SIGNED[address]
    client.post(address, data=body, headers=headers)
    serving().clock = lambda: NOW.replace(year=2027)

    response = client.post(address, data=body, headers=headers)

    assert (response.status_code, len(stored())) in {(403, 1), (200, 1)}


@every
def test_whoever_forges_many_is_refused_unread(client: FlaskClient, address: str) -> None:
    codes = [client.post(address, data=b"x").status_code for _ in range(25)]

    assert codes == [403] * 20 + [429] * 5
    refused = client.post(address, data=b"x")
    assert int(refused.headers["Retry-After"]) > 0


@every
def test_a_body_is_read_up_to_its_limit(client: FlaskClient, address: str) -> None:
    assert client.post(address, data=b" " * LARGEST_BODY_BYTES).status_code == 403
    assert client.post(address, data=b" " * (LARGEST_BODY_BYTES + 1)).status_code == 413


@every
def test_other_methods_and_languages(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 405
    assert client.post(f"/en{address}").status_code == 404


@pytest.mark.parametrize("body", [b"", b"null", b"{", b"\xff", b"[" * 50_000, b'{"text": 5}'])
def test_a_signed_body_that_cannot_be_read(client: FlaskClient, body: bytes) -> None:
    response = client.post("/hooks/messages", data=body, headers=by_standard(body))

    assert response.status_code == 400
    assert response.json
    assert response.json["type"] == "urn:podpowiedz:problem:bad-message"


def test_what_is_of_no_interest_is_answered_well(client: FlaskClient) -> None:
    body = written(contract("chatwoot-message-created") | {"message_type": "outgoing"})

    response = client.post("/hooks/chatwoot", data=body, headers=by_chatwoot(body))

    assert (response.status_code, response.json) == (200, {"status": "ignored"})


@every
def test_while_the_database_is_away_the_sender_is_asked_to_come_again(
    client: FlaskClient, address: str
) -> None:
    file = records().store.address.file
    assert file
    records().store.close()
    away = file.rename(file.with_name("away.db"))
    body, headers = SIGNED[address]

    response = client.post(address, data=body, headers=headers)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    away.rename(file)
    assert client.post(address, data=body, headers=headers).status_code == 202


@every
def test_where_no_system_is_set_up_there_is_no_address(library: FakeLibrary, address: str) -> None:
    body, headers = SIGNED[address]

    assert build(library).test_client().post(address, data=body, headers=headers).status_code == 404
