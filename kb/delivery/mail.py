"""Handing a letter to the operator's mail server (SMTP, RFC 5321)."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum

from kb.delivery.connection import connected, ended_after, tls
from kb.delivery.letter import written
from kb.errors import DeliveryError
from kb.outgoing import is_loopback

#: Seconds for one answer of the server, and for a whole letter; RFC 5321 allows minutes, a worker
#: that holds a lease does not have them.
ANSWER_S = 30.0
WHOLE_S = 120.0
_READY, _NEVER = 220, 500


class Tls(StrEnum):
    """How the connection is encrypted. OPTIONAL: with STARTTLS where the server offers it."""

    STARTTLS = "starttls"
    IMPLICIT = "tls"
    OPTIONAL = "optional"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where letters are handed in. whole_s, answer_s: the most seconds for a letter, an answer."""

    host: str
    port: int = 587
    tls: Tls = Tls.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    answer_s: float = ANSWER_S
    whole_s: float = WHOLE_S

    def send(self, mail: EmailMessage) -> None:
        """Return when the server has taken the letter. Raises DeliveryError otherwise.

        A connection that breaks after the letter and before the answer leaves it open whether it
        was taken; it is then sent again, with the same Message-ID.
        """
        sender = mail["From"].addresses[0].addr_spec
        to = mail["To"].addresses[0].addr_spec
        with _faults(), self._connected(mail["From"].addresses[0].domain) as server:
            self._introduce(server)
            international = not (sender + to).isascii()
            if international and not server.has_extn("smtputf8"):
                raise DeliveryError(
                    "The mail server takes no addresses with letters beyond ASCII.", retryable=False
                )
            options = ("SMTPUTF8",) if international else ()
            content = written(mail, international=international)
            server.sendmail(sender, [to], content, mail_options=options)
            # It has been taken; how the farewell goes changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()

    @contextmanager
    def _connected(self, domain: str) -> Iterator[smtplib.SMTP]:
        kind = _TlsServer if self.tls is Tls.IMPLICIT else _Server
        # Introduced by the sender's domain: the machine's own name is nobody's business, and to
        # find it out would ask the network. Without a host it does not connect yet.
        server = kind(local_hostname=domain, timeout=self.answer_s)
        # The name that a certificate must have after STARTTLS.
        server._host = self.host
        try:
            with ended_after(self.whole_s, lambda: server.sock):
                code, _ = server.connect(self.host, self.port)
                if code != _READY:
                    raise smtplib.SMTPConnectError(code, b"")
                yield server
        finally:
            server.close()

    def _introduce(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        offered = server.has_extn("starttls")
        if self.tls is Tls.STARTTLS and not offered:
            raise DeliveryError("The mail server does not offer STARTTLS.", retryable=True)
        encrypted = self.tls is Tls.IMPLICIT
        if self.tls in {Tls.STARTTLS, Tls.OPTIONAL} and offered:
            server.starttls(context=tls())
            server.ehlo()
            encrypted = True
        if not self.user:
            return
        if not encrypted and not is_loopback(self.host):
            raise DeliveryError(
                "The password is not sent to the mail server over an open connection; set "
                "KB_SMTP_TLS.",
                retryable=True,
            )
        server.login(self.user, self.password)


class _Server(smtplib.SMTP):
    _host: str

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return connected(host, port, timeout)


class _TlsServer(smtplib.SMTP_SSL):
    _host: str

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return tls().wrap_socket(connected(host, port, timeout), server_hostname=host)


@contextmanager
def _faults() -> Iterator[None]:
    """Turn what smtplib raises into DeliveryError.

    The server's own words are left out: they quote the customer's address.
    """
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise _refused("recipient", code) from None
    except smtplib.SMTPAuthenticationError as error:
        raise DeliveryError(
            f"The mail server does not accept KB_SMTP_USER and KB_SMTP_PASSWORD "
            f"({error.smtp_code}).",
            retryable=True,
        ) from None
    except smtplib.SMTPSenderRefused as error:
        # Mended by the operator, hence worth another try.
        raise DeliveryError(
            f"The mail server refuses KB_SMTP_FROM as sender ({error.smtp_code}).", retryable=True
        ) from None
    except smtplib.SMTPDataError as error:
        raise _refused("letter", error.smtp_code) from None
    except TimeoutError:
        raise DeliveryError("The mail server did not answer in time.", retryable=True) from None
    except (smtplib.SMTPException, OSError) as error:
        # smtplib tells both as a broken connection.
        timed_out = isinstance(error.__context__, TimeoutError)
        kind = TimeoutError.__name__ if timed_out else type(error).__name__
        raise DeliveryError(
            f"The mail server cannot be used now ({kind}); check KB_SMTP_HOST, KB_SMTP_PORT and "
            "KB_SMTP_TLS.",
            retryable=True,
        ) from None


def _refused(what: str, code: int) -> DeliveryError:
    """4xx is „not now", 5xx „never" (RFC 5321, 4.2.1)."""
    return DeliveryError(f"The mail server refused the {what} ({code}).", retryable=code < _NEVER)
