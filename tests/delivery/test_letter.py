"""The e-mail that a customer gets: threaded, signed by a person, the same however often built."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from kb.delivery.letter import Question, Sender, letter, written
from kb.delivery.reply import Reply, read_reply
from kb.errors import DeliveryError, NotFound
from kb.inbox.changes import merge
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message
from kb.store.schema import deliveries, messages, surveys
from tests.delivery.conftest import MINUTE, NOW, TEXT, approved, post
from tests.delivery.letters import REPLY, SENDER


def parsed(reply: Reply = REPLY, question: Question | None = None) -> EmailMessage:
    sent = written(letter(reply, SENDER, question))
    return message_from_bytes(sent, policy=policy.default)


def body(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


def test_it_answers_in_the_thread_of_the_question() -> None:
    mail = parsed()

    assert mail["From"] == "Sklep Dąb <pomoc@sklep.example>"
    assert mail["To"] == "Anna Żak <anna@example.org>"
    assert mail["Subject"] == "Re: Zwrot za stół"
    assert mail["In-Reply-To"] == "<2@example.org>"
    assert mail["References"] == "<1@example.org> <2@example.org>"
    assert mail["Message-ID"] == "<abc123@sklep.example>"
    assert mail["Date"] == "Mon, 23 Nov 2026 09:00:00 +0000"


def test_it_holds_exactly_the_approved_text_and_says_who_answers() -> None:
    text, _, foot = body(parsed()).partition("\n\n-- \n")

    assert text == TEXT
    assert foot == "Odpowiada: Ewa Nowak, Sklep Dąb\nNumer sprawy: 7K4M-2QX9\n"


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "Answered by: Ewa Nowak, Oak Shop"), ("uk", "Відповідає: Ewa Nowak, Sklep Dąb")],
)
def test_it_speaks_the_language_of_the_conversation(language: str, line: str) -> None:
    mail = parsed(replace(REPLY, language=language))

    assert line in body(mail)
    assert mail["Content-Language"] == language


def test_a_survey_is_asked_with_a_link_for_each_mark() -> None:
    question = Question("Jak oceniasz tę odpowiedź?", "https://pomoc.example.pl/ankieta/t0k3n")

    lines = body(parsed(question=question)).splitlines()[-6:]

    assert lines[0] == "Jak oceniasz tę odpowiedź?"
    assert lines[1] == "5 – bardzo dobrze: https://pomoc.example.pl/ankieta/t0k3n?ocena=5"
    assert lines[5] == "1 – bardzo źle: https://pomoc.example.pl/ankieta/t0k3n?ocena=1"


@pytest.mark.parametrize(
    ("written_subject", "subject"),
    [
        ("Re: Odp: RE[2]: Zwrot", "Re: Zwrot"),
        ("", "Odpowiedź na wiadomość 7K4M-2QX9"),
        ("Odp:", "Odpowiedź na wiadomość 7K4M-2QX9"),
        ("Zwrot\r\nBcc: wszyscy@example.org", "Re: Zwrot Bcc: wszyscy@example.org"),
        ("a" * 500, "Re: " + "a" * 200),
    ],
)
def test_the_subject_says_re_once_and_stays_one_line(written_subject: str, subject: str) -> None:
    mail = parsed(replace(REPLY, subject=written_subject))

    assert mail["Subject"] == subject
    assert mail["Bcc"] is None


def test_names_from_outside_cannot_add_headers() -> None:
    mail = parsed(replace(REPLY, name="Anna\r\nBcc: wszyscy@example.org"))

    assert mail["Bcc"] is None
    assert mail["To"].addresses[0].addr_spec == "anna@example.org"


@pytest.mark.parametrize("email", ["", "anna", "anna@", "@example.org", "a b@example.org", "a@b@c"])
def test_an_address_that_is_none_is_told_without_quoting_it(email: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        letter(replace(REPLY, email=email), SENDER)

    assert not caught.value.retryable
    assert email == "" or email not in str(caught.value)


def test_a_domain_with_polish_letters_is_written_in_ascii() -> None:
    assert parsed(replace(REPLY, email="anna@żółw.pl"))["To"].addresses[0].domain == (
        "xn--w-uga1v8h.pl"
    )


def test_long_message_ids_are_not_broken() -> None:
    thread = tuple(f"<{str(n) * 100}@example.org>" for n in range(30))

    sent = written(letter(replace(REPLY, thread=thread, in_reply_to=thread[-1]), SENDER))

    references = str(message_from_bytes(sent, policy=policy.default)["References"])
    assert references.split() == [thread[0], *thread[-9:]]
    assert max(map(len, sent.split(b"\r\n"))) <= 998


def test_what_is_no_message_id_is_left_out() -> None:
    mail = parsed(replace(REPLY, thread=("<a b>", "x@example.org"), in_reply_to="<\r\nBcc: x>"))

    assert mail["In-Reply-To"] is None
    assert mail["References"] == "<x@example.org>"


def test_it_travels_in_seven_bits_with_short_lines() -> None:
    sent = written(letter(replace(REPLY, text="Zażółć gęślą jaźń. " * 200), SENDER))

    assert sent.isascii()
    assert max(map(len, sent.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("address", ["", "pomoc", "Pomoc <pomoc>", "a@b, c@d"])
def test_a_sender_that_is_no_address_waits_for_the_operator(address: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        letter(REPLY, Sender(address, {"pl": "Sklep"}))

    assert caught.value.retryable


def test_the_operator_can_name_the_sender() -> None:
    mail = letter(REPLY, Sender('"Obsługa, Dąb" <pomoc@sklep.example>', {"pl": "Sklep"}))

    assert mail["From"].addresses[0].display_name == "Obsługa, Dąb"


class TestFromTheStore:
    def test_it_is_the_same_however_often_it_is_built(self, store: Store) -> None:
        delivery = approved(store)

        assert post(store, survey=True).eml(delivery) == post(store, survey=True).eml(delivery)

    def test_its_name_is_kept_so_that_answers_find_the_conversation(self, store: Store) -> None:
        delivery = approved(store)

        mail = post(store).letter(delivery)

        with store.reading() as connection:
            kept = connection.scalar(
                select(messages.c.mail_id).where(messages.c.direction == "out")
            )
        assert kept == mail["Message-ID"]

    def test_a_later_message_from_elsewhere_does_not_turn_the_letter(self, store: Store) -> None:
        delivery = approved(store)
        with store.reading() as connection:
            number = connection.scalar(select(deliveries.c.conversation)) or ""
        later = NewMessage(
            key="obcy", language="pl", topic="", text="To ja", email="obcy@example.org",
            conversation=number, mail_id="<obcy@example.org>",
        )  # fmt: skip
        add_message(store, later, NOW + MINUTE)

        mail = post(store).letter(delivery)

        assert mail["To"].addresses[0].addr_spec == "anna@example.org"
        assert mail["References"] == "<pytanie@example.org>"

    def test_letters_of_a_conversation_merged_in_belong_to_the_thread(self, store: Store) -> None:
        delivery = approved(store)
        with store.reading() as connection:
            number = connection.scalar(select(deliveries.c.conversation)) or ""
        earlier = NewMessage(
            key="e", language="pl", topic="", text="Halo?", mail_id="<halo@example.org>"
        )
        wrote = add_message(store, earlier, NOW - 90 * MINUTE)
        merge(store, wrote.number, number, version=1, account=1, now=NOW)

        assert post(store).letter(delivery)["References"] == (
            "<halo@example.org> <pytanie@example.org>"
        )

    def test_a_message_without_an_address_is_answered_at_the_one_given_before(
        self, store: Store
    ) -> None:
        delivery = approved(store, email="")
        with store.reading() as connection:
            number = connection.scalar(select(deliveries.c.conversation)) or ""
        first = NewMessage(
            key="p", language="pl", topic="", text="?", email="a@example.org", conversation=number
        )
        add_message(store, first, NOW - 90 * MINUTE)

        assert post(store).letter(delivery)["To"] == "a@example.org"

    def test_an_erased_text_is_not_sent(self, store: Store) -> None:
        delivery = approved(store)
        with store.writing() as connection:
            connection.execute(update(messages).values(erased_at=NOW, text=""))

        with pytest.raises(NotFound, match="erased"):
            post(store).letter(delivery)

    def test_a_text_that_is_not_the_approved_one_is_not_sent(self, sqlite: Store) -> None:
        delivery = approved(sqlite)
        with sqlite.writing() as connection:
            connection.execute(update(messages).values(text="Zwrócimy dwa razy tyle."))

        with pytest.raises(DeliveryError, match="approved"):
            post(sqlite).letter(delivery)

    def test_a_delivery_that_there_is_not(self, sqlite: Store) -> None:
        with sqlite.reading() as connection, pytest.raises(NotFound):
            read_reply(connection, "none")

    def test_a_conversation_has_one_survey(self, store: Store) -> None:
        delivery = approved(store)
        for _ in range(2):
            post(store, survey=True).letter(delivery)

        with store.reading() as connection:
            assert len(connection.execute(select(surveys)).all()) == 1
