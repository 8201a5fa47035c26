"""Webhooks of other systems: signed ones open conversations, all others change nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from kb.connectors.chatwoot import Chatwoot
from kb.connectors.generic import Messages
from kb.connectors.incoming import nothing_promised, payload
from kb.connectors.zammad import Zammad
from kb.delivery.signature import TOLERANCE, signing_key
from kb.errors import KbError, MessageError, WebhookRefused
from kb.store.database import Store
from kb.store.schema import conversations, draft_jobs, messages, received_webhooks
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

MESSAGE = {"text": "Gdzie moja paczka?", "email": "anna@example.org", "external_id": "A-17"}


def chatwoot(store: Store) -> Chatwoot:
    return Chatwoot(
        store=store, url="https://chat.example", account=1, token="t", secret=CHATWOOT_SECRET
    )


def zammad(store: Store) -> Zammad:
    return Zammad(store=store, url="https://zammad.example", token="t", secret=ZAMMAD_SECRET)


def generic(store: Store) -> Messages:
    return Messages(store, signing_key(MESSAGES_SECRET))


@dataclass(frozen=True)
class System:
    """A system, one webhook of it that is taken in, and how it signs."""

    name: str
    opened: Callable[[Store], Any]
    webhook: Mapping[str, Any]
    signed: Callable[[bytes], dict[str, str]]


SYSTEMS = (
    System("chatwoot", chatwoot, contract("chatwoot-message-created"), by_chatwoot),
    System("zammad", zammad, contract("zammad-webhook"), by_zammad),
    System("webhook", generic, MESSAGE, by_standard),
)
each = pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: str(system.name))


def rows(store: Store, table: Any) -> list[Any]:
    with store.reading() as connection:
        return list(connection.execute(select(table)).mappings())


def receive(store: Store, system: System, told: object = None, at: datetime = NOW) -> Any:
    body = written(system.webhook if told is None else told)
    return system.opened(store).receive(body, system.signed(body), at)


class TestContracts:
    def test_chatwoots_documented_message_opens_a_conversation(self, store: Store) -> None:
        taken = receive(store, SYSTEMS[0])

        (message,), (conversation,) = rows(store, messages), rows(store, conversations)
        assert (taken.status, taken.number) == ("taken", message["number"])
        assert (message["text"], message["name"]) == ("hi", "little-haze-776")
        assert (message["email"], message["phone"]) == ("", "")
        assert (conversation["origin"], conversation["channel"]) == ("chatwoot", "chat")
        assert conversation["external"] == "chatwoot:1:10"
        assert [job["conversation"] for job in rows(store, draft_jobs)] == [message["number"]]

    def test_zammads_documented_ticket_opens_a_conversation(self, store: Store) -> None:
        receive(store, SYSTEMS[1])

        (message,), (conversation,) = rows(store, messages), rows(store, conversations)
        assert message["text"] == "This is a simple Webhook Test."
        assert (message["name"], message["email"]) == ("Emily Adams", "emily@example.com")
        assert (message["phone"], message["subject"]) == ("0061 2 1234 7777", "Webhook-Test")
        assert (conversation["origin"], conversation["channel"]) == ("zammad", "email")
        assert conversation["external"] == "zammad:81"

    def test_a_message_of_any_other_system(self, store: Store) -> None:
        receive(store, SYSTEMS[2], {**MESSAGE, "language": "en", "channel": "social", "name": "A"})

        (message,), (conversation,) = rows(store, messages), rows(store, conversations)
        assert (message["text"], message["language"]) == ("Gdzie moja paczka?", "en")
        assert (conversation["channel"], conversation["external"]) == ("social", "webhook:A-17")

    def test_the_promised_time_is_that_of_the_channel(self, sqlite: Store) -> None:
        body = written(MESSAGE | {"channel": "chat"})
        due = {"chat": NOW + timedelta(minutes=5)}

        generic(sqlite).receive(body, by_standard(body), NOW, due.get)

        assert rows(sqlite, conversations)[0]["due_at"] == due["chat"]


class TestConversations:
    @each
    def test_the_next_message_goes_on_with_it(self, store: Store, system: System) -> None:
        receive(store, system)
        following = json.loads(json.dumps(system.webhook))
        if system.name == "zammad":
            following["article"] |= {"id": 105, "body": "Halo?"}
        else:
            following |= {"id": 119, "content": "Halo?"}
        body = written(following)
        headers = by_standard(body, "msg_2") if system.name == "webhook" else system.signed(body)

        system.opened(store).receive(body, headers, NOW)

        assert len(rows(store, messages)) == 2
        assert len(rows(store, conversations)) == 1

    def test_messages_that_open_one_at_once_are_all_taken(self, store: Store) -> None:
        """A system that is refused may never tell it again."""
        told = [MESSAGE | {"text": f"Halo {at}", "id": at} for at in range(6)]
        ready = Barrier(len(told))

        def send(message: dict[str, Any]) -> str:
            body = written(message)
            ready.wait()
            headers = by_standard(body, name=f"msg_{message['id']}")
            return str(generic(store).receive(body, headers, NOW).status)

        with ThreadPoolExecutor(len(told)) as threads:
            assert list(threads.map(send, told)) == ["taken"] * len(told)
        assert len(rows(store, conversations)) == 1
        assert len(rows(store, messages)) == len(told)

    def test_a_chat_by_mail_and_one_by_a_social_network(self, sqlite: Store) -> None:
        for number, channel in enumerate(("Channel::Email", "Channel::FacebookPage")):
            told = contract("chatwoot-message-created")
            told |= {"id": 200 + number}
            told["conversation"] |= {"id": 20 + number, "channel": channel}
            told["conversation"]["meta"]["sender"] |= {"email": "jane@acme.inc"}
            told["conversation"]["additional_attributes"] |= {"mail_subject": "Return"}
            receive(sqlite, SYSTEMS[0], told)

        found = rows(sqlite, conversations)
        assert sorted(one["channel"] for one in found) == ["email", "social"]
        assert {one["email"] for one in rows(sqlite, messages)} == {"jane@acme.inc"}
        assert {one["subject"] for one in rows(sqlite, messages)} == {"Return"}


class TestForged:
    @each
    def test_without_a_signature_nothing_happens(self, store: Store, system: System) -> None:
        with pytest.raises(WebhookRefused):
            system.opened(store).receive(written(system.webhook), {}, NOW)

        assert rows(store, messages) == []
        assert rows(store, received_webhooks) == []

    @each
    def test_a_changed_body_is_refused(self, sqlite: Store, system: System) -> None:
        body = written(system.webhook)

        with pytest.raises(WebhookRefused):
            system.opened(sqlite).receive(body + b" ", system.signed(body), NOW)

    @each
    def test_a_changed_header_is_refused(self, sqlite: Store, system: System) -> None:
        body = written(system.webhook)
        unsigned = {"x-chatwoot-delivery", "x-zammad-delivery", "x-zammad-trigger"}
        for name in system.signed(body).keys() - unsigned:
            for value in ("", "1", "sha1=", "sha256=ą", "v1,=", "²", "9" * 40):
                headers = system.signed(body) | {name: value}
                with pytest.raises(WebhookRefused):
                    system.opened(sqlite).receive(body, headers, NOW)

    @pytest.mark.parametrize("system", [SYSTEMS[0], SYSTEMS[2]], ids=["chatwoot", "webhook"])
    @pytest.mark.parametrize("late", [TOLERANCE, -TOLERANCE])
    def test_one_of_another_time_is_refused(
        self, sqlite: Store, system: System, late: timedelta
    ) -> None:
        second = timedelta(seconds=1) * (1 if late > timedelta() else -1)
        with pytest.raises(WebhookRefused):
            receive(sqlite, system, at=NOW + late + second)

    @each
    def test_told_again_it_is_known(self, store: Store, system: System) -> None:
        first = receive(store, system)
        again = receive(store, system)

        assert (first.status, again.status) == ("taken", "known")
        assert len(rows(store, messages)) == 1

    def test_told_again_in_a_new_webhook_the_message_is_still_one(self, store: Store) -> None:
        receive(store, SYSTEMS[0])
        body = written(SYSTEMS[0].webhook)

        chatwoot(store).receive(body, by_chatwoot(body, NOW + timedelta(seconds=9)), NOW)

        assert len(rows(store, messages)) == 1


class TestOfNoInterest:
    @pytest.mark.parametrize(
        "change",
        [
            {"event": "message_updated"},
            {"event": "conversation_status_changed"},
            {"message_type": "outgoing"},
            {"message_type": 1},
            {"message_type": "template"},
            {"private": True},
            {"content": None},
            {"content": " "},
            {"account": {"id": 2}},
            {"conversation": {}},
            {"id": None},
        ],
    )
    def test_of_chatwoot(self, sqlite: Store, change: dict[str, Any]) -> None:
        taken = receive(sqlite, SYSTEMS[0], contract("chatwoot-message-created") | change)

        assert taken.status == "ignored"
        assert rows(sqlite, messages) == []

    @pytest.mark.parametrize(
        "change",
        [
            {"sender": "Agent"},
            {"sender": "System"},
            {"internal": True},
            {"body": "<img src='x'>"},
            {"body": None},
            {"id": "x"},
        ],
    )
    def test_of_zammad(self, sqlite: Store, change: dict[str, Any]) -> None:
        told = contract("zammad-webhook")
        told["article"] |= change

        assert receive(sqlite, SYSTEMS[1], told).status == "ignored"
        assert rows(sqlite, messages) == []


class TestUnreadable:
    @each
    @pytest.mark.parametrize(
        "body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b"1" * 5000, b'{"a":' * 50_000]
    )
    def test_a_signed_body_that_is_none(self, sqlite: Store, system: System, body: bytes) -> None:
        with pytest.raises(MessageError):
            system.opened(sqlite).receive(body, system.signed(body), NOW)

    @pytest.mark.parametrize(
        "change",
        [
            {"text": ""},
            {"text": None},
            {"text": ["a"]},
            {"text": "a\0b"},
            {"text": "\ud800"},
            {"text": "a" * 200_000},
            {"channel": "pigeon"},
            {"language": "de"},
            {"external_id": "anna@example.org"},
            {"external_id": "a" * 151},
        ],
    )
    def test_a_message_that_is_none(self, sqlite: Store, change: dict[str, Any]) -> None:
        with pytest.raises(MessageError) as caught:
            receive(sqlite, SYSTEMS[2], MESSAGE | change)

        assert "anna" not in str(caught.value)
        assert rows(sqlite, messages) == []

    def test_odd_names_are_left_out_or_kept_short(self, sqlite: Store) -> None:
        odd = {"name": "A\r\n B" * 100, "email": "no address", "phone": {"a": 1}, "id": "\ud800"}

        receive(sqlite, SYSTEMS[2], MESSAGE | odd)

        (message,) = rows(sqlite, messages)
        assert (message["email"], message["phone"]) == ("", "")
        assert len(message["name"]) == 200
        assert "\n" not in message["name"]

    @given(
        told=st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        "event message_type content id account conversation meta sender ticket "
                        "article body customer text email".split()
                    ),
                    inner,
                    max_size=5,
                )
            ),
            max_leaves=20,
        )
    )
    def test_whatever_is_signed_is_read_or_refused_in_our_words(self, told: object) -> None:
        from kb.connectors import generic as of_others
        from kb.connectors import zammad as of_zammad

        system = Chatwoot(store=None, url="", account=1, token="", secret="")  # type: ignore[arg-type]
        with suppress(KbError):
            found = payload(written(told))
            system._message(found, nothing_promised)
            of_zammad._message(found, nothing_promised)
            of_others._message(found, "msg", nothing_promised)
