"""The operator's mailbox (IMAP4rev1, RFC 3501): unread letters become messages.

Only the flags of a letter are changed, and only after it is stored: so a worker that dies in
between reads it again, and the same letter twice is one message. Letters that a program wrote about
nothing known are marked as seen and flagged, for a person to look at in the mailbox.
"""

from __future__ import annotations

import imaplib
import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import Any

from kb.errors import DeliveryError
from kb.inbox.mail import MAX_MAIL_BYTES, Letter, read_head, read_letter
from kb.inbox.receiving import Received, Reception, Taken
from kb.outgoing import forbidden_peer, is_loopback

log = logging.getLogger(__name__)

#: Of one look into the mailbox; the next follows at once while there are more.
MOST_LETTERS = 50
_TIMEOUT_S = 30.0
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")


class Tls(StrEnum):
    """How the connection is encrypted."""

    IMPLICIT = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where letters are read. timeout: seconds for each answer of the server."""

    host: str
    port: int = 993
    tls: Tls = Tls.IMPLICIT
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    timeout: float = _TIMEOUT_S


class MailboxPoll:
    """Looks into a mailbox."""

    def __init__(
        self, mailbox: Mailbox, reception: Reception, clock: Callable[[], datetime]
    ) -> None:
        self._mailbox = mailbox
        self._reception = reception
        self._clock = clock
        #: Letters that could not be taken in, so that each is told once and stops no other.
        self._refused: set[tuple[bytes, bytes]] = set()

    def look(self) -> bool:
        """Take unread letters in; whether there are more.

        Raises DeliveryError when the mailbox cannot be read, StoreUnavailable when nothing can be
        stored: what is not taken in stays unread.
        """
        with _signed_in(self._mailbox) as server:
            validity = _selected(server, self._mailbox.folder)
            unread = [uid for uid in _unread(server) if (validity, uid) not in self._refused]
            for uid in unread[:MOST_LETTERS]:
                try:
                    self._take(server, uid)
                except (UnicodeError, ValueError, LookupError, TypeError, AttributeError) as error:
                    # Its words may quote the letter.
                    log.error("Letter %s was not read: %s", uid.decode(), type(error).__name__)
                    self._refused.add((validity, uid))
        return len(unread) > MOST_LETTERS

    def _take(self, server: imaplib.IMAP4, uid: bytes) -> None:
        letter = _letter(server, uid)
        if letter is None:
            return
        received = self._reception.take(letter, self._clock())
        _mark(server, uid, *_flags(received))
        if received.taken is Taken.LEFT:
            log.info("Letter %s was written by a program and stays in the mailbox.", uid.decode())


def _flags(received: Received) -> tuple[str, ...]:
    return ("\\Seen", "\\Flagged") if received.taken is Taken.LEFT else ("\\Seen",)


def _letter(server: imaplib.IMAP4, uid: bytes) -> Letter | None:
    """The letter, or its header where it is too large; None where it is gone meanwhile."""
    found = _SIZE.search(_flat(_asked(server, "FETCH", uid, "(RFC822.SIZE)")))
    if found is None:
        return None
    if int(found[1]) > MAX_MAIL_BYTES:
        head = _literal(_asked(server, "FETCH", uid, "(BODY.PEEK[HEADER])"))
        return None if head is None else read_head(head)
    whole = _literal(_asked(server, "FETCH", uid, "(BODY.PEEK[])"))
    return None if whole is None else read_letter(whole)


def _unread(server: imaplib.IMAP4) -> list[bytes]:
    answer = _asked(server, "SEARCH", "UNSEEN", "UNDELETED")
    return [uid for line in answer if isinstance(line, bytes) for uid in line.split()]


def _selected(server: imaplib.IMAP4, folder: str) -> bytes:
    """Open the folder; the number that says whether its UIDs are those of last time."""
    status, _ = server.select(_quoted(folder))
    if status != "OK":
        raise DeliveryError(f"The mailbox has no folder {folder!a}.", retryable=False)
    _, found = server.response("UIDVALIDITY")
    return found[0] if found and isinstance(found[0], bytes) else b""


def _mark(server: imaplib.IMAP4, uid: bytes, *flags: str) -> None:
    _asked(server, "STORE", uid, "+FLAGS.SILENT", f"({' '.join(flags)})")


def _asked(server: imaplib.IMAP4, command: str, *arguments: Any) -> list[Any]:
    written = [one.decode() if isinstance(one, bytes) else one for one in arguments]
    status, answer = server.uid(command, *written)
    if status != "OK":
        raise DeliveryError(f"The mail server refuses {command}.", retryable=True)
    return answer


def _flat(answer: list[Any]) -> bytes:
    return b" ".join(
        part for one in answer for part in (one if isinstance(one, tuple) else (one,)) if part
    )


def _literal(answer: list[Any]) -> bytes | None:
    return next((bytes(one[1]) for one in answer if isinstance(one, tuple)), None)


def _quoted(folder: str) -> str:
    """A folder's name in the modified UTF-7 of RFC 3501, 5.1.3, as a quoted string."""
    pieces = re.split(r"([^\x20-\x7e]+)", folder)
    written = "".join(
        f"&{_base64(piece)}-" if place % 2 else piece.replace("&", "&-")
        for place, piece in enumerate(pieces)
    )
    escaped = written.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _base64(text: str) -> str:
    from binascii import b2a_base64

    coded = b2a_base64(text.encode("utf-16-be"), newline=False).decode("ascii")
    return coded.rstrip("=").replace("/", ",")


@contextmanager
def _signed_in(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    """A connection that is closed at the end. Raises DeliveryError."""
    server: imaplib.IMAP4 | None = None
    try:
        server = _connected(mailbox)
        _sign_in(server, mailbox)
        yield server
    except ssl.SSLCertVerificationError as error:
        raise DeliveryError(
            f"The certificate of {mailbox.host} cannot be verified: {error.verify_message}.",
            retryable=True,
        ) from error
    except (imaplib.IMAP4.error, OSError) as error:
        # A server's words may quote what it was told, the password included.
        raise DeliveryError(
            f"The mailbox at {mailbox.host} cannot be read ({type(error).__name__}); check "
            "KB_IMAP_HOST, KB_IMAP_USER and KB_IMAP_PASSWORD.",
            retryable=True,
        ) from error
    finally:
        if server is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                server.logout()
            # A logout that fails leaves the connection open.
            with suppress(OSError):
                server.shutdown()


def _sign_in(server: imaplib.IMAP4, mailbox: Mailbox) -> None:
    if f"{mailbox.user}{mailbox.password}".isascii():
        server.login(mailbox.user, mailbox.password)
    else:
        told = f"\0{mailbox.user}\0{mailbox.password}".encode()
        server.authenticate("PLAIN", lambda _: told)


def _connected(mailbox: Mailbox) -> imaplib.IMAP4:
    if mailbox.tls is Tls.IMPLICIT:
        return _Implicit(mailbox)
    server = _Plain(mailbox)
    if mailbox.tls is Tls.STARTTLS:
        try:
            server.starttls(ssl.create_default_context())
        except imaplib.IMAP4.error:
            server.shutdown()
            raise
    return server


def _socket(mailbox: Mailbox) -> socket.socket:
    """A connection to an address that may be called, as it is looked up now."""
    fault: OSError = ConnectionError("no address")
    for found in socket.getaddrinfo(mailbox.host, mailbox.port, type=socket.SOCK_STREAM):
        number = str(found[4][0])
        here_only = mailbox.tls is Tls.NONE and not is_loopback(number)
        if here_only or forbidden_peer(ip_address(number.partition("%")[0])):
            raise DeliveryError(
                f"The name {mailbox.host} leads to an address that must not be called.",
                retryable=True,
            )
        try:
            return socket.create_connection((number, mailbox.port), mailbox.timeout)
        except OSError as error:
            fault = error
    raise fault


class _Plain(imaplib.IMAP4):
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        super().__init__(mailbox.host, mailbox.port)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return _socket(self._mailbox)


class _Implicit(_Plain):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = super()._create_socket(timeout)
        context = ssl.create_default_context()
        return context.wrap_socket(plain, server_hostname=self._mailbox.host)
