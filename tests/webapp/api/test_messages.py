"""Messages that programs bring into the inbox."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from kb.answer.incoming import MAX_BYTES
from kb.inbox.conversations import listed, opened
from kb.inbox.model import Drafting, Filter
from kb.model import Scope
from kb.store.database import Store
from kb.store.schema import metadata
from kb.store.tokens import add_token
from tests.webapp.api.conftest import START, Caller, Clock, accepted, holds
from tests.webapp.api.test_canaries import CANARIES

MESSAGES = "/api/v1/messages"
FULL = {
    "text": "Gdzie jest moja paczka?",
    "name": " Ewa  Żak ",
    "email": "ewa@EXAMPLE.pl",
    "phone": "600 100 200",
    "subject": "Paczka",
    "topic": "dostawa",
    "language": "pl",
    "channel": "chat",
    "external_id": "crm-17",
}


@pytest.fixture
def shop(client: FlaskClient, store: Store, clock: Clock) -> Caller:
    """A program that may bring messages."""
    made = add_token(store, "shop", [Scope.MESSAGES], START - timedelta(days=1))
    return Caller(client, made)


def sent_to(shop: Caller, body: dict[str, Any], key: str = "") -> dict[str, Any]:
    """The receipt."""
    response = shop.post(MESSAGES, body, headers={"Idempotency-Key": key} if key else {})
    assert response.status_code == 201, response.get_data(as_text=True)
    assert response.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = response.get_json()
    holds("Receipt", found)
    return found


def test_a_message_is_in_the_inbox_and_waits_for_its_draft(shop: Caller, store: Store) -> None:
    assert accepted("MessageSent", FULL)

    receipt = sent_to(shop, FULL)

    found = opened(store, receipt["number"], START)
    row, (entry,) = found.conversation, found.entries
    assert (row.number, row.origin, row.channel) == (receipt["conversation"], "api", "chat")
    assert (row.topic, row.language, row.drafting) == ("dostawa", "pl", Drafting.WAITS)
    assert (entry.name, entry.email) == ("Ewa Żak", "ewa@example.pl")
    assert (entry.phone, entry.subject) == ("+48 600 100 200", "Paczka")
    assert receipt["received_at"] == START.isoformat()


def test_a_text_is_enough(shop: Caller, store: Store) -> None:
    receipt = sent_to(shop, {"text": "Where is my parcel, please?"})

    row = opened(store, receipt["number"], START).conversation
    assert (row.channel, row.language, row.external) == ("email", "en", None)


def test_the_same_request_twice_is_one_message(shop: Caller, store: Store, clock: Clock) -> None:
    first = sent_to(shop, FULL, key="order-1")
    clock.wait(60)

    assert sent_to(shop, FULL, key='"order-1"') == first
    assert len(listed(store, Filter(), START).conversations) == 1


def test_without_a_key_two_requests_are_two_messages(shop: Caller, store: Store) -> None:
    sent_to(shop, {"text": "Halo"})
    sent_to(shop, {"text": "Halo"})

    assert len(listed(store, Filter(), START).conversations) == 2


def test_keys_of_two_programs_are_apart(shop: Caller, store: Store) -> None:
    other = Caller(shop.client, add_token(store, "other", [Scope.MESSAGES], START))

    sent_to(shop, {"text": "Raz"}, key="1")
    sent_to(other, {"text": "Dwa"}, key="1")

    assert len(listed(store, Filter(), START).conversations) == 2


def test_a_key_that_was_used_for_another_message_is_refused(shop: Caller, store: Store) -> None:
    sent_to(shop, {"text": "Raz"}, key="1")

    told = shop.problem(MESSAGES, {"text": "Dwa"}, 400, headers={"Idempotency-Key": "1"})

    assert told["parameter"] == "Idempotency-Key"
    assert len(listed(store, Filter(), START).conversations) == 1


def test_messages_of_one_conversation_of_the_program_are_one_conversation(
    shop: Caller, store: Store, clock: Clock
) -> None:
    first = sent_to(shop, FULL)
    clock.wait(60)
    second = sent_to(shop, {"text": "Nadal nic.", "external_id": "crm-17"})

    assert second["conversation"] == first["number"] != second["number"]
    texts = [one.text for one in opened(store, first["number"], START).entries]
    assert texts == ["Gdzie jest moja paczka?", "Nadal nic."]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "text"),
        ({"text": 5}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "x", "email": "nikt"}, "email"),
        ({"text": "x", "phone": "12"}, "phone"),
        ({"text": "x", "name": "n" * 201}, "name"),
        ({"text": "x", "channel": "fax"}, "channel"),
        ({"text": "x", "language": "de"}, "language"),
        ({"text": "x", "topic": "Zwroty i inne"}, "topic"),
        ({"text": "x", "external_id": "ewa@example.pl"}, "external_id"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    shop: Caller, store: Store, body: dict[str, Any], place: str
) -> None:
    assert shop.problem(MESSAGES, body, 400)["parameter"] == place
    assert listed(store, Filter(), START).conversations == ()


def test_a_text_that_is_too_long_is_refused(shop: Caller) -> None:
    assert shop.post(MESSAGES, {"text": "x" * (MAX_BYTES + 1)}).status_code == 400


@pytest.mark.parametrize("key", ["ż", "a" * 201, '"', 'a"b'])
def test_a_key_that_cannot_be_is_refused(shop: Caller, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("utf-8").decode("latin-1")}

    told = shop.problem(MESSAGES, {"text": "x"}, 400, headers=headers)

    assert told["parameter"] == "Idempotency-Key"


def test_a_token_for_drafts_brings_no_messages(caller: Caller, store: Store) -> None:
    assert caller.post(MESSAGES, FULL).status_code == 403
    assert listed(store, Filter(), START).conversations == ()


def test_a_token_for_messages_asks_for_no_drafts(shop: Caller) -> None:
    assert shop.post("/api/v1/suggestions", {"message": "x"}).status_code == 403


@pytest.mark.parametrize("canary", CANARIES)
def test_personal_data_stand_in_the_table_of_messages_alone(
    shop: Caller, store: Store, canary: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for body in (
            {"text": f"Mój numer to {canary}", "name": canary, "subject": canary},
            {"text": f"{canary}", "topic": canary},
            {"text": f"{canary}", "email": canary + "@"},
            {"text": f"{canary}", "external_id": canary + " "},
            {"text": [canary]},
        ):
            told = shop.post(MESSAGES, body).get_data(as_text=True)
            assert canary not in told

    assert canary not in caplog.text
    with store.reading() as connection:
        for table in metadata.sorted_tables:
            if table.name != "messages":
                assert canary not in str(connection.execute(select(table)).all())
