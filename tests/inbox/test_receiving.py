"""Letters go on with the conversation that they belong to; programs are not answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from kb.inbox.conversations import listed, opened
from kb.inbox.drafting import request_for
from kb.inbox.mail import Automatic, Letter
from kb.inbox.model import Drafting, Filter, Status
from kb.inbox.receiving import Reception, Taken
from kb.store.database import Store
from kb.store.schema import messages
from tests.inbox.conftest import HOUR, NOW, Write, answer

OURS = "pomoc@sklep.example"


def letter(text: str = "Gdzie paczka?", **fields: Any) -> Letter:
    own = {
        "mail_id": "<1@example.org>", "answers": (), "sender": "ewa@example.org",
        "address": "ewa@example.org", "name": "Ewa Żak", "subject": "Paczka", "text": text,
        "attachments": (), "automatic": Automatic.NO, "key": f"{text}{fields.get('mail_id', '')}",
    }  # fmt: skip
    return Letter(**{**own, **fields})


def bounced(number: str = "<r@sklep.example>", **fields: Any) -> Letter:
    return letter(
        "Nie ma takiego adresu.",
        mail_id="<b@mx>",
        answers=(number,),
        automatic=Automatic.BOUNCE,
        **fields,
    )


class Desk:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.reception = Reception(store, lambda now: now + 4 * HOUR, lambda: frozenset({OURS}))

    def take(self, one: Letter, at: datetime = NOW) -> tuple[Taken, str]:
        received = self.reception.take(one, at)
        return received.taken, received.conversation

    def texts(self, number: str) -> list[tuple[str, str]]:
        return [(one.direction, one.text) for one in opened(self.store, number, NOW).entries]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.fixture
def answered(desk: Desk, store: Store, anna: int) -> str:
    """A letter with an answer that was sent as <r@sklep.example>."""
    _, number = desk.take(letter())
    answer(store, number, anna, NOW + HOUR, "Jutro.")
    with store.writing() as connection:
        connection.execute(
            messages.update()
            .where(messages.c.direction == "out")
            .values(mail_id="<r@sklep.example>")
        )
    return number


def test_a_letter_opens_a_conversation_with_a_promise_and_a_draft(desk: Desk, store: Store) -> None:
    taken, number = desk.take(letter(attachments=("zdjęcie.jpg",)))

    found = opened(store, number, NOW)
    row, (entry,) = found.conversation, found.entries
    assert taken is Taken.MESSAGE
    assert (row.origin, row.channel, row.due_at) == ("email", "email", NOW + 4 * HOUR)
    assert (row.subject, row.customer, row.drafting) == ("Paczka", "Ewa Żak", Drafting.WAITS)
    assert (entry.email, entry.mail_id) == ("ewa@example.org", "<1@example.org>")
    assert entry.attachments == ("zdjęcie.jpg",)


def test_the_same_letter_delivered_twice_is_one_message(desk: Desk, store: Store) -> None:
    first = desk.take(letter())

    assert desk.take(letter(), NOW + HOUR) == first
    assert len(listed(store, Filter(), NOW).conversations) == 1
    assert desk.texts(first[1]) == [("in", "Gdzie paczka?")]


def test_a_reply_goes_on_with_its_conversation(desk: Desk, answered: str, store: Store) -> None:
    reply = letter("A o której?", mail_id="<2@example.org>", answers=("<r@sklep.example>",))

    assert desk.take(reply, NOW + 2 * HOUR) == (Taken.MESSAGE, answered)

    found = opened(store, answered, NOW)
    assert found.conversation.status is Status.OPEN
    request = request_for(found)
    assert request is not None
    assert request.messages == ("A o której?",)


def test_the_nearest_known_letter_decides(desk: Desk) -> None:
    _, first = desk.take(letter())
    _, second = desk.take(letter("Inna sprawa.", mail_id="<2@example.org>"))

    answers = ("<nieznany@x>", "<2@example.org>", "<1@example.org>")
    taken = desk.take(letter("Dalej.", mail_id="<3@example.org>", answers=answers))

    assert first != second
    assert taken == (Taken.MESSAGE, second)


def test_without_its_thread_a_letter_is_known_by_the_number_in_its_subject(desk: Desk) -> None:
    _, number = desk.take(letter())
    reply = letter("Jeszcze.", mail_id="<2@x>", subject=f"Odp: sprawa {number.lower()}")

    assert desk.take(reply) == (Taken.MESSAGE, number)


def test_nobody_writes_into_the_conversation_of_another_by_its_number(desk: Desk) -> None:
    _, number = desk.take(letter())
    stranger = letter("Obcy.", mail_id="<2@x>", subject=number, address="obcy@example.org")

    assert desk.take(stranger)[1] != number


def test_an_absence_note_answers_nothing_and_is_not_answered(
    desk: Desk, answered: str, store: Store
) -> None:
    note = letter(
        "Jestem na urlopie.",
        mail_id="<u@x>",
        answers=("<r@sklep.example>",),
        automatic=Automatic.REPLY,
    )

    assert desk.take(note, NOW + 2 * HOUR) == (Taken.NOTE, answered)
    assert desk.take(note, NOW + 3 * HOUR) == (Taken.NOTE, answered)

    found = opened(store, answered, NOW)
    assert found.conversation.status is Status.ANSWERED
    assert request_for(found) is None
    assert [one.text for one in found.entries if one.direction == "note"] == [
        "Automatyczna odpowiedź klienta:\n\nJestem na urlopie."
    ]


def test_a_reply_that_did_not_arrive_opens_the_conversation_again(
    desk: Desk, answered: str, store: Store
) -> None:
    version = opened(store, answered, NOW).conversation.version

    assert desk.take(bounced(), NOW + 2 * HOUR) == (Taken.NOTE, answered)
    desk.take(bounced(), NOW + 3 * HOUR)

    found = opened(store, answered, NOW)
    assert found.conversation.status is Status.OPEN
    assert found.conversation.version == version + 1
    assert found.entries[-1].text.startswith("Nasz e-mail nie dotarł do klienta.")
    assert request_for(found) is None


@pytest.mark.parametrize("kind", [Automatic.REPLY, Automatic.BOUNCE, Automatic.BULK])
def test_what_a_program_wrote_about_nothing_known_is_left_in_the_mailbox(
    desk: Desk, store: Store, kind: Automatic
) -> None:
    assert desk.take(letter(automatic=kind)) == (Taken.LEFT, "")
    assert listed(store, Filter(status=None), NOW).conversations == ()


def test_a_copy_of_our_own_reply_is_no_message(desk: Desk, answered: str) -> None:
    copy = letter("Jutro.", mail_id="<r@sklep.example>", answers=("<1@example.org>",))

    assert desk.take(copy) == (Taken.OURS, "")
    assert len(desk.texts(answered)) == 2


def test_a_letter_from_our_own_address_goes_into_no_circle(desk: Desk, answered: str) -> None:
    own = letter("Jutro.", mail_id="<9@x>", sender=OURS, address=OURS, answers=("<1@example.org>",))

    assert desk.take(own) == (Taken.OURS, "")
    assert len(desk.texts(answered)) == 2


def test_a_form_that_writes_in_our_name_brings_the_customers_message(
    desk: Desk, store: Store
) -> None:
    _, number = desk.take(letter(sender=OURS, address="jan@example.org", name="Jan Maj"))

    assert opened(store, number, NOW).conversation.customer == "Jan Maj"


def test_a_letter_that_could_not_be_fetched_waits_for_an_agent_who_is_told(
    desk: Desk,
) -> None:
    _, number = desk.take(letter("", whole=False))
    desk.take(letter("", whole=False))

    (came, told) = desk.texts(number)
    assert came == ("in", "")
    assert told[0] == "note"
    assert "w skrzynce pocztowej" in told[1]


def test_a_reply_to_a_merged_conversation_goes_on_in_the_other(
    desk: Desk, store: Store, write: Write, anna: int
) -> None:
    from kb.inbox.changes import merge

    other = write()
    _, number = desk.take(letter())
    merge(store, number, other, version=1, account=anna, now=NOW)

    taken = desk.take(letter("Dalej.", mail_id="<2@x>", answers=("<1@example.org>",)))

    assert taken == (Taken.MESSAGE, other)


def test_the_language_of_a_letter_is_recognised(desk: Desk, store: Store) -> None:
    _, number = desk.take(letter("Where is my parcel and when can I get a refund?"))

    assert opened(store, number, NOW).conversation.language == "en"
