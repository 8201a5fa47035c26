"""Letters reach a real mail server on this machine, or it is told why not."""

from __future__ import annotations

import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from sqlalchemy import select

from kb.delivery.letter import letter
from kb.delivery.mail import MailServer, Tls
from kb.delivery.means import Means
from kb.delivery.outbox import LEASE, Outbox, Outcome, take
from kb.delivery.post import MailCarrier
from kb.errors import DeliveryError
from kb.store.database import Store
from kb.store.schema import deliveries
from tests.delivery.certificate import server_context
from tests.delivery.conftest import NOW, approved, mail_server, post
from tests.delivery.letters import REPLY, SENDER
from tests.delivery.sink import Sink, serving


def send(store: Store, server: MailServer, **message: Any) -> list[Outcome]:
    approved(store, **message)
    carrier = MailCarrier(post(store), server)
    return Outbox(store, {Means.SMTP: carrier}, lambda: NOW).send_due()


def state(store: Store) -> str:
    with store.reading() as connection:
        return str(connection.scalar(select(deliveries.c.state)))


@contextmanager
def talking(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that says what it likes to its first visitor. Gives its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            visitor, _ = listening.accept()
            with visitor, suppress(OSError):
                talk(visitor)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()
        thread.join(5)


def _listen(visitor: socket.socket) -> None:
    while visitor.recv(1):
        pass


def test_a_letter_arrives_at_its_one_recipient(sqlite: Store, sink: Sink) -> None:
    send(sqlite, mail_server(sink))

    assert sink.recipients == ["anna@example.org"]
    assert sink.mails[0]["Subject"] == "Re: Zwrot za stół"
    assert "zwrot pieniędzy dotrze" in sink.mails[0].get_content()
    assert state(sqlite) == "sent"


def test_lines_that_are_a_dot_arrive_whole(sqlite: Store, sink: Sink) -> None:
    send(sqlite, mail_server(sink), approved_text="Dzień dobry,\n.\n..dwie\nKoniec")

    assert sink.mails[0].get_content().splitlines()[:4] == ["Dzień dobry,", ".", "..dwie", "Koniec"]


@pytest.mark.parametrize(
    ("answer", "outcome"), [("451 try later", "pending"), ("550 5.1.1 <anna@x> unknown", "failed")]
)
def test_a_refused_recipient_is_tried_later_or_never(
    sqlite: Store, sink: Sink, answer: str, outcome: str
) -> None:
    sink.refusals["anna@example.org"] = answer

    (done,) = send(sqlite, mail_server(sink))

    assert state(sqlite) == outcome
    assert done.error == f"The mail server refused the recipient ({answer[:3]})."
    assert "anna" not in done.error


@pytest.mark.parametrize(
    ("answer", "outcome"), [("452 disk full", "pending"), ("554 looks like spam", "failed")]
)
def test_a_refused_letter_is_tried_later_or_never(
    sqlite: Store, sink: Sink, answer: str, outcome: str
) -> None:
    sink.data_answer = answer

    send(sqlite, mail_server(sink))

    assert state(sqlite) == outcome
    assert sink.letters == []


def test_a_server_that_is_down_is_tried_again(sqlite: Store, sink: Sink) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    (done,) = send(sqlite, mail_server(sink, port=port))

    assert "cannot be used now (ConnectionRefusedError)" in done.error
    assert state(sqlite) == "pending"


def test_a_server_that_says_nothing_is_left_in_time(sqlite: Store, sink: Sink) -> None:
    with talking(_listen) as port:
        (done,) = send(sqlite, mail_server(sink, port=port, answer_s=0.1))

    assert "cannot be used now (TimeoutError)" in done.error
    assert state(sqlite) == "pending"


def test_a_server_that_talks_on_and_on_is_left_in_time(sqlite: Store, sink: Sink) -> None:
    def drip(visitor: socket.socket) -> None:
        while True:
            visitor.sendall(b"220-still here\r\n")
            visitor.settimeout(0.02)
            with suppress(TimeoutError):
                if visitor.recv(1) == b"":
                    return

    with talking(drip) as port:
        (done,) = send(sqlite, mail_server(sink, port=port, answer_s=5, whole_s=0.3))

    assert done.error == "The mail server did not answer in time."


def test_a_server_that_is_none(sqlite: Store, sink: Sink) -> None:
    with talking(lambda visitor: visitor.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        (done,) = send(sqlite, mail_server(sink, port=port))

    assert "cannot be used now" in done.error
    assert state(sqlite) == "pending"


def test_a_letter_sent_before_a_crash_comes_again_under_the_same_name(
    sqlite: Store, sink: Sink
) -> None:
    delivery = approved(sqlite)
    carrier = MailCarrier(post(sqlite), mail_server(sink))
    assert take(sqlite, NOW)
    carrier(delivery)  # The server says 250, and the worker dies before it notes that.

    Outbox(sqlite, {Means.SMTP: carrier}, lambda: NOW + LEASE).send_due()

    first, second = sink.letters
    assert first == second
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1
    assert state(sqlite) == "sent"


class TestEncryption:
    @pytest.fixture
    def trusted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
        context, shown = server_context(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(shown))
        return context

    @pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.OPTIONAL])
    def test_starttls_is_used_where_it_is_offered(
        self, sqlite: Store, trusted: ssl.SSLContext, tls: Tls
    ) -> None:
        sink = Sink()
        with serving(sink, tls_context=trusted, require_starttls=True):
            send(sqlite, mail_server(sink, tls=tls))

        assert len(sink.letters) == 1

    def test_without_it_nothing_is_sent_unless_it_was_optional(
        self, sqlite: Store, sink: Sink
    ) -> None:
        (done,) = send(sqlite, mail_server(sink, tls=Tls.STARTTLS))

        assert done.error == "The mail server does not offer STARTTLS."
        assert sink.letters == []
        send(sqlite, mail_server(sink, tls=Tls.OPTIONAL))
        assert len(sink.letters) == 1

    def test_a_certificate_that_nobody_vouches_for_is_refused(
        self, sqlite: Store, tmp_path: Path
    ) -> None:
        sink = Sink()
        context, _ = server_context(tmp_path)
        with serving(sink, tls_context=context):
            (done,) = send(sqlite, mail_server(sink, tls=Tls.STARTTLS))

        assert "SSLCertVerificationError" in done.error
        assert sink.letters == []

    def test_tls_from_the_first_byte(self, sqlite: Store, trusted: ssl.SSLContext) -> None:
        sink = Sink()
        with serving(sink, ssl_context=trusted):
            send(sqlite, mail_server(sink, tls=Tls.IMPLICIT))

        assert len(sink.letters) == 1

    @pytest.mark.parametrize(("password", "outcome"), [("right", "sent"), ("wrong", "pending")])
    def test_a_password_is_shown_to_the_server(
        self, sqlite: Store, trusted: ssl.SSLContext, password: str, outcome: str
    ) -> None:
        def judged(_server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> AuthResult:
            return AuthResult(success=data.password == b"right", handled=False)

        sink = Sink()
        with serving(sink, tls_context=trusted, authenticator=judged, auth_required=True):
            (done,) = send(
                sqlite,
                mail_server(sink, tls=Tls.STARTTLS, user="pomoc", password=password),
            )

        assert state(sqlite) == outcome
        assert password not in done.error

    def test_a_password_never_travels_open(
        self, sqlite: Store, sink: Sink, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("kb.delivery.mail.is_loopback", lambda _: False)

        (done,) = send(sqlite, mail_server(sink, user="pomoc", password="tajne"))

        assert "KB_SMTP_TLS" in done.error
        assert sink.letters == []


def test_a_host_that_leads_to_a_metadata_address_is_not_called() -> None:
    with pytest.raises(DeliveryError, match="must not be called"):
        MailServer(host="169.254.169.254").send(letter(REPLY, SENDER))


def test_a_worker_killed_after_the_servers_yes_loses_nothing(
    sqlite: Store, sink: Sink, tmp_path: Path
) -> None:
    approved(sqlite)

    died = subprocess.run(
        [sys.executable, "-m", "tests.delivery.dying", str(tmp_path), str(sink.port)],
        check=False,
        capture_output=True,
        text=True,
    )
    carrier = MailCarrier(post(sqlite), mail_server(sink))
    Outbox(sqlite, {Means.SMTP: carrier}, lambda: NOW + LEASE).send_due()

    assert died.returncode == -signal.SIGKILL, died.stderr
    assert len(sink.letters) == 2
    assert len(set(sink.letters)) == 1
    assert state(sqlite) == "sent"
