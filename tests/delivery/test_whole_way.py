"""From the customer's letter over a person's approval to the mail, its survey and the answer."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from kb.delivery.means import Means
from kb.delivery.outbox import Outbox, deliveries_of
from kb.delivery.post import MailCarrier
from kb.delivery.survey import Answers, answer
from kb.errors import AlreadyDecided
from kb.store.database import Store
from kb.store.schema import conversations
from tests.delivery.conftest import mail_server, post
from tests.delivery.sink import Sink
from tests.review.desk import COST, Desk

UNDO = timedelta(seconds=30)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def send(desk: Desk, sink: Sink, now: datetime) -> None:
    carrier = MailCarrier(post(desk.store, survey=True), mail_server(sink))
    Outbox(desk.store, {Means.SMTP: carrier}, lambda: now).send_due()


def test_an_approved_text_arrives_and_its_survey_is_answered(desk: Desk, sink: Sink) -> None:
    number, _ = desk.waiting()
    desk.approve(number, desk.ewa, means="smtp", delay=UNDO)

    send(desk, sink, desk.now + UNDO - timedelta(seconds=1))
    assert sink.letters == []
    send(desk, sink, desk.now + UNDO)

    (mail,) = sink.mails
    text = mail.get_content().replace("\r\n", "\n")
    assert mail["To"].addresses[0].addr_spec == "anna.nowak@example.pl"
    assert text.startswith("Dzień dobry, Pani Anno,\n\nNa zwrot towaru masz 30 dni")
    assert "Odpowiada: Ewa, Sklep Dąb" in text
    link = re.search(r"5 – bardzo dobrze: \S+/ankieta/(\S+)\?ocena=5", text)
    assert link is not None
    said = answer(desk.store, link[1], Answers(csat=5), desk.now)
    assert (said.conversation, said.answers.csat) == (number, 5)


def test_what_is_undone_in_time_never_leaves(desk: Desk, sink: Sink) -> None:
    number, _ = desk.waiting()
    desk.approve(number, means="smtp", delay=timedelta(minutes=5))
    desk.undo(number)

    send(desk, sink, desk.now + timedelta(days=1))

    assert sink.letters == []
    assert [one.state for one in deliveries_of(desk.store, number)] == ["cancelled"]


def test_what_left_cannot_be_undone(desk: Desk, sink: Sink) -> None:
    number, _ = desk.waiting()
    desk.approve(number, means="smtp", delay=timedelta())
    send(desk, sink, desk.now)

    with pytest.raises(AlreadyDecided):
        desk.undo(number)
    assert len(sink.letters) == 1


def test_a_text_that_was_edited_after_an_undo_is_the_one_that_arrives(
    desk: Desk, sink: Sink
) -> None:
    number, _ = desk.waiting()
    desk.approve(number, means="smtp", delay=timedelta(minutes=5))
    desk.undo(number)
    changed = f"Dzień dobry, Pani Anno,\n\n{COST}"
    desk.approve(number, text=changed, confirmed=(COST,), means="smtp", delay=timedelta())

    send(desk, sink, desk.now + timedelta(days=1))

    (mail,) = sink.mails
    assert mail.get_content().replace("\r\n", "\n").startswith(changed)


def test_a_refused_letter_brings_the_conversation_back(desk: Desk, sink: Sink) -> None:
    number, _ = desk.waiting()
    desk.approve(number, means="smtp", delay=timedelta())
    sink.refusals["anna.nowak@example.pl"] = "550 no such user"

    send(desk, sink, desk.now)

    (one,) = deliveries_of(desk.store, number)
    assert (one.state, one.error) == ("failed", "The mail server refused the recipient (550).")
    with desk.store.reading() as connection:
        assert connection.scalar(select(conversations.c.status)) == "open"
