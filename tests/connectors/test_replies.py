"""Approved replies reach Chatwoot and Zammad as their documentation asks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import update

from kb.connectors.chatwoot import Chatwoot
from kb.connectors.zammad import Zammad
from kb.delivery.means import Means, choose
from kb.delivery.outbox import Outbox
from kb.store.database import Store
from kb.store.schema import conversations
from tests.connectors.conftest import contract
from tests.delivery.conftest import NOW, TEXT, approved
from tests.delivery.receiver import Posted, Receiver
from tests.delivery.test_outbox import only

KINDS = {"string": str, "boolean": bool, "integer": int}


def send(store: Store, carrier: Any, means: Means, external: str, **message: Any) -> None:
    approved(store, means=means, **message)
    with store.writing() as connection:
        connection.execute(update(conversations).values(external=external))
    Outbox(store, {means: carrier}, lambda: NOW).send_due()


def chatwoot(store: Store, receiver: Receiver, *, private: bool = True) -> Chatwoot:
    return Chatwoot(
        store=store, url=receiver.url, account=1, token="t0k3n", secret="s", private=private
    )


def zammad(store: Store, receiver: Receiver, *, internal: bool = True) -> Zammad:
    return Zammad(store=store, url=receiver.url, token="t0k3n", secret="s", internal=internal)


def fulfils(posted: Posted, name: str, **parts: object) -> dict[str, Any]:
    """Compare a request with a contract. Returns its body."""
    agreed, said = contract(name), json.loads(posted.body)
    assert posted.path == agreed["path"].format(**parts)
    for wanted in agreed["headers"]:
        header, _, value = wanted.partition(": ")
        assert posted.headers[header.lower()].startswith(value), header
    for member, value in said.items():
        assert type(value) is KINDS[agreed["members"][member]], member
    assert posted.headers["content-length"] == str(len(posted.body))
    return dict(said)


@pytest.mark.parametrize("private", [True, False])
def test_chatwoot_gets_a_note_or_a_message(store: Store, receiver: Receiver, private: bool) -> None:
    receiver.body = json.dumps(contract("chatwoot-create-message")["answer"]["body"]).encode()

    send(store, chatwoot(store, receiver, private=private), Means.CHATWOOT, "chatwoot:1:10")

    said = fulfils(receiver.posted[0], "chatwoot-create-message", account_id=1, conversation_id=10)
    assert receiver.posted[0].headers["api_access_token"] == "t0k3n"
    assert said == {
        "content": f"{TEXT}\n\nOdpowiada: Ewa Nowak",
        "message_type": "outgoing",
        "private": private,
    }
    assert only(store).state == "sent"


def test_zammad_gets_an_internal_note(store: Store, receiver: Receiver) -> None:
    receiver.status = contract("zammad-create-article")["answer"]["status"]

    send(store, zammad(store, receiver), Means.ZAMMAD, "zammad:81")

    said = fulfils(receiver.posted[0], "zammad-create-article")
    assert receiver.posted[0].headers["authorization"] == "Token token=t0k3n"
    assert said == {
        "ticket_id": 81,
        "subject": "Zwrot za stół",
        "body": f"{TEXT}\n\nOdpowiada: Ewa Nowak",
        "content_type": "text/plain",
        "type": "note",
        "internal": True,
    }
    assert only(store).state == "sent"


def test_zammad_sends_an_email_where_that_is_wanted(sqlite: Store, receiver: Receiver) -> None:
    send(sqlite, zammad(sqlite, receiver, internal=False), Means.ZAMMAD, "zammad:81")

    said = fulfils(receiver.posted[0], "zammad-create-article")
    assert (said["type"], said["internal"], said["to"]) == ("email", False, "anna@example.org")


def test_without_an_address_it_stays_a_note(sqlite: Store, receiver: Receiver) -> None:
    carrier = zammad(sqlite, receiver, internal=False)

    send(sqlite, carrier, Means.ZAMMAD, "zammad:81", email="")

    assert json.loads(receiver.posted[0].body)["internal"] is True


@pytest.mark.parametrize(
    ("status", "state"), [(401, "pending"), (429, "pending"), (500, "pending"), (404, "failed")]
)
@pytest.mark.parametrize("means", [Means.CHATWOOT, Means.ZAMMAD])
def test_what_the_operator_can_mend_is_tried_again(
    sqlite: Store, receiver: Receiver, means: Means, status: int, state: str
) -> None:
    receiver.status = status
    carrier = chatwoot(sqlite, receiver) if means is Means.CHATWOOT else zammad(sqlite, receiver)
    external = {Means.CHATWOOT: "chatwoot:1:10", Means.ZAMMAD: "zammad:81"}[means]

    send(sqlite, carrier, means, external)

    assert only(sqlite).state == state
    assert "t0k3n" not in only(sqlite).error


@pytest.mark.parametrize(
    "external", ["zammad:81", "chatwoot:2:10", "chatwoot:1:../../x", "chatwoot:1:²", "chatwoot:1:"]
)
def test_a_conversation_of_elsewhere_is_not_posted(
    sqlite: Store, receiver: Receiver, external: str
) -> None:
    send(sqlite, chatwoot(sqlite, receiver), Means.CHATWOOT, external)

    assert receiver.posted == []
    assert only(sqlite).state == "failed"


@pytest.mark.parametrize(
    ("configured", "origin", "has_address", "means"),
    [
        ({Means.SMTP}, "form", True, Means.SMTP),
        ({Means.SMTP}, "form", False, Means.COPY),
        ({Means.SMTP, Means.WEBHOOK}, "email", True, Means.SMTP),
        ({Means.SMTP, Means.WEBHOOK}, "webhook", True, Means.WEBHOOK),
        ({Means.WEBHOOK}, "api", False, Means.WEBHOOK),
        ({Means.SMTP}, "webhook", True, Means.SMTP),
        ({Means.SMTP, Means.CHATWOOT}, "chatwoot", True, Means.CHATWOOT),
        ({Means.SMTP}, "zammad", True, Means.COPY),
        (set(), "form", True, Means.COPY),
    ],
)
def test_a_reply_goes_back_the_way_that_its_message_came(
    configured: set[Means], origin: str, has_address: bool, means: Means
) -> None:
    assert choose(configured, origin, has_address=has_address) is means
