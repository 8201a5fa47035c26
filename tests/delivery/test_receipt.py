"""The automatic receipt: once, to persons alone, in the words of kb.toml, through the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from kb.delivery.means import Means
from kb.delivery.outbox import Outbox, deliveries_of
from kb.delivery.post import MailCarrier
from kb.delivery.receipt import (
    MOST_A_DAY,
    Acknowledgement,
    ReceiptWords,
    take_in_and_acknowledge,
)
from kb.inbox.conversations import opened
from kb.inbox.mail import read_letter
from kb.inbox.model import Status
from kb.inbox.receiving import Reception, Taken
from kb.store.database import Store
from kb.store.erasure import empty_messages
from kb.store.messages import NewMessage
from kb.store.schema import conversations, deliveries, messages
from tests.delivery.conftest import MINUTE, NOW, approved, mail_server, post
from tests.delivery.sink import Sink

RECEIPTS = Acknowledgement(
    {
        "pl": ReceiptWords("Dzień dobry, mamy wiadomość {number}.", "Odpowiemy do: {until}."),
        "en": ReceiptWords("Hello, we have message {number}.", "We answer by {until}."),
    },
    ZoneInfo("Europe/Warsaw"),
)
PROMISED = datetime(2026, 11, 30, 14, 5, tzinfo=ZoneInfo("Europe/Warsaw"))
LETTER = b"""From: Anna <anna@example.org>
To: pomoc@sklep.example
Subject: Zwrot
Message-ID: <%s@example.org>
%s
Prosze o zwrot.
"""


def arrives(store: Store, at: datetime = NOW, **fields: Any) -> str:
    """A message as the form hands it in; its number."""
    given: dict[str, Any] = {
        "key": str(fields), "language": "pl", "topic": "", "text": "Gdzie paczka?",
        "email": "anna@example.org", "name": "Anna Żak", "promised_by": PROMISED,
    } | fields  # fmt: skip
    sent = NewMessage(**given)
    return take_in_and_acknowledge(store, sent, at, RECEIPTS).number


def mailed(store: Store, name: bytes, header: bytes = b"", at: datetime = NOW) -> Taken:
    """A letter as the mailbox has it."""
    reception = Reception(
        store, lambda _: PROMISED, lambda: frozenset({"pomoc@sklep.example"}), lambda: RECEIPTS.note
    )
    return reception.take(read_letter(LETTER % (name, header)), at).taken


def waiting(store: Store) -> int:
    with store.reading() as connection:
        receipts = select(deliveries).where(deliveries.c.decision.is_(None))
        return len(connection.execute(receipts).all())


def sent(store: Store, sink: Sink, at: datetime = NOW + MINUTE) -> list[EmailMessage]:
    """What the worker sends."""
    carrier = MailCarrier(post(store, survey=True), mail_server(sink))
    Outbox(store, {Means.SMTP: carrier}, lambda: at).send_due()
    return list(sink.mails)


def body(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


def test_it_says_number_and_promise_in_the_approved_words_and_that_no_person_wrote(
    store: Store, sink: Sink
) -> None:
    number = arrives(store, mail_id="<pytanie@example.org>")

    (mail,) = sent(store, sink)

    assert body(mail) == (
        f"Dzień dobry, mamy wiadomość {number}.\n\nOdpowiemy do: 30 listopada 2026, godz. 14:05."
        f"\n\n-- \nSklep Dąb\nNumer sprawy: {number}\n"
    )
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["To"] == "Anna Żak <anna@example.org>"
    assert mail["Subject"] == f"Mamy Twoją wiadomość {number}"
    assert mail["In-Reply-To"] == "<pytanie@example.org>"
    assert read_letter(bytes(mail)).automatic == "reply", "our own mailbox answers none of them"


def test_in_english_and_without_a_promise(store: Store, sink: Sink) -> None:
    number = arrives(store, language="en", promised_by=None)

    (mail,) = sent(store, sink)

    assert body(mail).startswith(f"Hello, we have message {number}.\n\n-- \nOak Shop\n")


def test_another_language_gets_the_polish_words(store: Store, sink: Sink) -> None:
    arrives(store, language="uk")

    (mail,) = sent(store, sink)

    assert "mamy wiadomość" in body(mail)


def test_agents_see_what_was_sent_and_the_conversation_waits_for_them_still(
    store: Store, sink: Sink
) -> None:
    number = arrives(store)
    sent(store, sink)

    found = opened(store, number, NOW)

    assert [one.direction for one in found.entries] == ["in", "note"]
    assert f"Dzień dobry, mamy wiadomość {number}." in found.entries[1].text
    assert found.conversation.status is Status.OPEN
    assert [one.number for one in found.unanswered] == [number]
    assert deliveries_of(store, number) == [], "no reply is sent or on its way"


@pytest.mark.parametrize(
    "fields", [{"email": ""}, {"origin": "api"}, {"origin": "pasted"}, {"origin": "chatwoot"}]
)
def test_only_mail_and_the_form_with_an_address_get_one(
    store: Store, fields: dict[str, Any]
) -> None:
    arrives(store, **fields)

    assert waiting(store) == 0


def test_one_conversation_has_one(store: Store) -> None:
    number = arrives(store)
    arrives(store, conversation=number, text="Halo?")
    arrives(store)

    assert waiting(store) == 1


def test_letters_of_persons_get_one_however_often_they_are_fetched(store: Store) -> None:
    assert mailed(store, b"a") is Taken.MESSAGE
    assert mailed(store, b"a") is Taken.MESSAGE

    assert waiting(store) == 1


@pytest.mark.parametrize(
    "header",
    [
        b"Auto-Submitted: auto-replied\n", b"Auto-Submitted: auto-generated\n",
        b"Precedence: bulk\n", b"Precedence: list\n", b"Precedence: auto_reply\n",
        b"List-Id: <grupa.example.org>\n", b"List-Unsubscribe: <mailto:x@example.org>\n",
        b"X-Autoreply: yes\n", b"Return-Path: <>\n", b"Reply-To: pomoc@sklep.example\n",
        b"Content-Type: multipart/report\n",
    ],
)  # fmt: skip
def test_programs_lists_and_ourselves_get_none(store: Store, header: bytes) -> None:
    mailed(store, b"a", header)

    assert waiting(store) == 0


def test_a_customers_answer_to_it_goes_on_in_the_conversation(store: Store, sink: Sink) -> None:
    number = arrives(store)
    (mail,) = sent(store, sink)
    reception = Reception(store, lambda _: PROMISED, frozenset, lambda: RECEIPTS.note)
    answer = LETTER % (b"b", b"In-Reply-To: " + mail["Message-ID"].encode() + b"\n")

    received = reception.take(read_letter(answer), NOW + 2 * MINUTE)

    assert received.conversation == number
    assert waiting(store) == 1


def test_two_programs_that_answer_each_other_come_to_an_end(store: Store) -> None:
    for number in range(MOST_A_DAY + 3):
        mailed(store, b"a%d" % number)

    assert waiting(store) == MOST_A_DAY
    mailed(store, b"later", at=NOW + timedelta(days=1, minutes=1))
    assert waiting(store) == MOST_A_DAY + 1


def test_none_is_sent_once_the_customer_is_answered_or_the_text_erased(
    store: Store, sink: Sink
) -> None:

    answered, erased = arrives(store), arrives(store, text="Inna")
    with store.writing() as connection:
        connection.execute(
            update(conversations)
            .where(conversations.c.number == answered)
            .values(status="answered", first_answered_at=NOW)
        )
        empty_messages(connection, messages.c.conversation == erased, NOW)

    assert sent(store, sink) == []
    with store.reading() as connection:
        assert set(connection.scalars(select(deliveries.c.state))) == {"cancelled"}


def test_one_that_cannot_be_sent_opens_no_answered_conversation(store: Store, sink: Sink) -> None:
    number = arrives(store, email="anna@nie ma takiej")

    assert sent(store, sink) == []
    with store.reading() as connection:
        assert connection.scalar(select(deliveries.c.state)) == "failed"
    assert opened(store, number, NOW).conversation.version == 1


def test_a_reply_beside_it_goes_out_as_before(store: Store, sink: Sink) -> None:
    approved(store)

    (mail,) = sent(store, sink)

    assert mail["Auto-Submitted"] is None
