"""Unread letters of a mailbox become messages, each once, and nothing else there is changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from kb.errors import DeliveryError, StoreUnavailable
from kb.inbox.conversations import listed, opened
from kb.inbox.imap import Mailbox, MailboxPoll, Tls
from kb.inbox.mail import MAX_MAIL_BYTES
from kb.inbox.model import Filter
from kb.inbox.receiving import Reception
from kb.settings import Settings
from kb.store.database import Store
from tests.delivery.certificate import server_context
from tests.inbox.conftest import NOW
from tests.inbox.imap_server import PASSWORD, USER, Mail, serving

LETTER = (
    b"From: Ewa <ewa@example.org>\r\nSubject: Paczka\r\nMessage-ID: <%d@example.org>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nList %d: gdzie paczka?\r\n"
)
ABSENT = b"From: x@example.org\r\nAuto-Submitted: auto-replied\r\n\r\nUrlop.\r\n"

Look = Callable[..., MailboxPoll]


@pytest.fixture
def mail() -> Mail:
    return Mail()


@pytest.fixture
def port(mail: Mail) -> Iterator[int]:
    with serving(mail) as found:
        yield found


@pytest.fixture
def poll(sqlite: Store, port: int) -> MailboxPoll:
    return poll_of(sqlite, port)


def poll_of(store: Store, port: int, **fields: Any) -> MailboxPoll:
    place = {
        "host": "127.0.0.1", "port": port, "tls": Tls.NONE, "user": USER, "password": PASSWORD,
        "timeout": 10.0,
    }  # fmt: skip
    mailbox = Mailbox(**{**place, **fields})
    reception = Reception(store, lambda _: None, lambda: frozenset({USER}))
    return MailboxPoll(mailbox, reception, lambda: NOW)


def texts(store: Store) -> list[str]:
    found = listed(store, Filter(), NOW, limit=500).conversations
    return sorted(entry.text for one in found for entry in opened(store, one.number, NOW).entries)


def test_unread_letters_become_messages_and_are_marked_as_seen(
    mail: Mail, poll: MailboxPoll, sqlite: Store
) -> None:
    unread, read, deleted = (
        mail.add(LETTER % (1, 1)), mail.add(LETTER % (2, 2), "\\Seen"),
        mail.add(LETTER % (3, 3), "\\Deleted"),
    )  # fmt: skip

    assert not poll.look()

    assert texts(sqlite) == ["List 1: gdzie paczka?"]
    assert (unread.flags, read.flags, deleted.flags) == ({"\\Seen"}, {"\\Seen"}, {"\\Deleted"})
    assert not poll.look()
    assert len(texts(sqlite)) == 1
    assert mail.commands[-1] == "LOGOUT"


def test_many_letters_are_taken_in_by_and_by(mail: Mail, poll: MailboxPoll, sqlite: Store) -> None:
    for at in range(60):
        mail.add(LETTER % (at, at))

    assert poll.look()
    assert len(texts(sqlite)) == 50
    assert not poll.look()
    assert len(texts(sqlite)) == 60


def test_a_letter_that_was_stored_and_not_marked_is_one_message(
    mail: Mail, poll: MailboxPoll, sqlite: Store
) -> None:
    stored = mail.add(LETTER % (1, 1))

    def dies(command: str) -> None:
        if command.startswith("UID STORE"):
            raise ConnectionError

    mail.before = dies
    with pytest.raises(DeliveryError):
        poll.look()
    assert stored.flags == set()
    mail.before = lambda _: None

    poll.look()

    assert stored.flags == {"\\Seen"}
    assert texts(sqlite) == ["List 1: gdzie paczka?"]


def test_while_nothing_can_be_stored_letters_stay_unread(
    mail: Mail, poll: MailboxPoll, sqlite: Store
) -> None:
    stored = mail.add(LETTER % (1, 1))
    file = sqlite.address.file
    assert file is not None
    sqlite.close()
    away = file.rename(file.with_suffix(".away"))

    with pytest.raises(StoreUnavailable):
        poll.look()

    assert stored.flags == set()
    away.rename(file)
    poll.look()
    assert texts(sqlite) == ["List 1: gdzie paczka?"]


def test_what_a_program_wrote_is_left_for_a_person_to_see(
    mail: Mail, poll: MailboxPoll, sqlite: Store
) -> None:
    absent = mail.add(ABSENT)

    poll.look()

    assert absent.flags == {"\\Seen", "\\Flagged"}
    assert texts(sqlite) == []


def test_a_letter_over_the_limit_is_not_fetched_and_not_lost(
    mail: Mail, poll: MailboxPoll, sqlite: Store
) -> None:
    large = mail.add(LETTER % (1, 1), claims=MAX_MAIL_BYTES + 1)

    poll.look()

    assert (1, "(BODY.PEEK[])") not in mail.fetched
    assert large.flags == {"\\Seen"}
    (row,) = listed(sqlite, Filter(), NOW).conversations
    assert (row.customer, row.subject) == ("Ewa", "Paczka")
    assert any("w skrzynce pocztowej" in text for text in texts(sqlite))


def test_a_letter_that_cannot_be_taken_in_stops_no_other_and_is_told_once(
    mail: Mail, sqlite: Store, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Reception):
        def take(self, letter: Any, now: datetime) -> Any:
            if "List 1" in letter.text:
                raise ValueError(letter.text)
            return super().take(letter, now)

    bad, good = mail.add(LETTER % (1, 1)), mail.add(LETTER % (2, 2))
    poll = poll_of(sqlite, port)
    poll._reception = Broken(sqlite, lambda _: None, frozenset)

    with caplog.at_level(logging.ERROR):
        poll.look()
        poll.look()

    assert (bad.flags, good.flags) == (set(), {"\\Seen"})
    assert [one.message for one in caplog.records] == ["Letter 1 was not read: ValueError"]


def test_a_folder_of_any_name_can_be_read(mail: Mail, sqlite: Store, port: int) -> None:
    mail.folder = 'Obs&AUI-uga &- "nowa"'
    mail.add(LETTER % (1, 1))

    poll_of(sqlite, port, folder='Obsługa & "nowa"').look()

    assert len(texts(sqlite)) == 1


@pytest.mark.parametrize("password", ['zwykłe "hasło"', 'plain "quoted\\pass'])
def test_any_password_signs_in(mail: Mail, sqlite: Store, port: int, password: str) -> None:
    mail.password = password
    mail.add(LETTER % (1, 1))

    poll_of(sqlite, port, password=password).look()

    assert len(texts(sqlite)) == 1


def test_a_wrong_password_is_told_without_repeating_it(
    mail: Mail, sqlite: Store, port: int
) -> None:
    with pytest.raises(DeliveryError) as caught:
        poll_of(sqlite, port, password="tajne").look()

    assert "KB_IMAP_PASSWORD" in str(caught.value)
    assert "tajne" not in str(caught.value)


def test_a_missing_folder_and_a_missing_server_are_told(
    mail: Mail, sqlite: Store, port: int
) -> None:
    with pytest.raises(DeliveryError, match="no folder"):
        poll_of(sqlite, port, folder="Inny").look()
    with pytest.raises(DeliveryError, match="cannot be read"):
        poll_of(sqlite, 1).look()


def test_a_line_that_drops_is_told_and_tried_again(
    mail: Mail, poll: MailboxPoll, sqlite: Store
) -> None:
    mail.add(LETTER % (1, 1))

    def dies(command: str) -> None:
        if "BODY" in command:
            raise ConnectionError

    mail.before = dies
    with pytest.raises(DeliveryError):
        poll.look()
    mail.before = lambda _: None

    poll.look()
    assert len(texts(sqlite)) == 1


def test_addresses_of_clouds_and_open_passwords_over_the_network_are_refused(
    sqlite: Store,
) -> None:
    with pytest.raises(DeliveryError, match="must not be called"):
        poll_of(sqlite, 143, host="169.254.169.254", tls=Tls.IMPLICIT).look()
    with pytest.raises(DeliveryError, match="must not be called"):
        poll_of(sqlite, 143, host="192.0.2.1").look()


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    context, certificate = server_context(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return context


def test_the_connection_is_encrypted_from_the_beginning(
    mail: Mail, sqlite: Store, trusted: Any
) -> None:
    mail.add(LETTER % (1, 1))
    with serving(mail, implicit=trusted) as port:
        poll_of(sqlite, port, tls=Tls.IMPLICIT).look()

    assert len(texts(sqlite)) == 1


def test_the_connection_is_encrypted_before_the_password(
    mail: Mail, sqlite: Store, port: int, trusted: Any
) -> None:
    mail.certificate = trusted
    mail.add(LETTER % (1, 1))

    poll_of(sqlite, port, tls=Tls.STARTTLS).look()

    assert len(texts(sqlite)) == 1
    assert mail.commands.index("STARTTLS") < mail.commands.index("AUTHENTICATE")


def test_without_encryption_nobody_signs_in(
    mail: Mail, sqlite: Store, port: int, trusted: Any
) -> None:
    mail.certificate, mail.offers_tls = trusted, False

    with pytest.raises(DeliveryError):
        poll_of(sqlite, port, tls=Tls.STARTTLS).look()

    assert "AUTHENTICATE" not in mail.commands


def test_a_certificate_that_nobody_vouches_for_is_refused(
    mail: Mail, sqlite: Store, tmp_path: Path
) -> None:
    context, _ = server_context(tmp_path)

    with serving(mail, implicit=context) as port, pytest.raises(DeliveryError, match="certificate"):
        poll_of(sqlite, port, tls=Tls.IMPLICIT).look()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"imap_host": "imap.example.pl"}, "needs it"),
        ({"imap_host": "imap.example.pl", "imap_user": "x"}, "needs it"),
        (
            {"imap_host": "imap.example.pl", "imap_user": "x", "imap_password": "y",
             "imap_tls": "none"},
            "openly",
        ),
    ],
)  # fmt: skip
def test_a_mailbox_that_is_set_by_half_is_a_wrong_setting(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings(**given)
