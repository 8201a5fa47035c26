"""A small IMAP server (RFC 3501) on this machine: a mailbox in memory, spoken to over a socket."""

from __future__ import annotations

import base64
import re
import socketserver
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread

USER, PASSWORD = "pomoc@sklep.example", 'hasło i "cudzysłów"'
_STRING = r'(?:"((?:[^"\\]|\\.)*)"|(\S+))'


@dataclass
class Stored:
    """A letter in the mailbox. claims: the size that the server tells, None for the real one."""

    uid: int
    data: bytes
    flags: set[str] = field(default_factory=set)
    claims: int | None = None


@dataclass
class Mail:
    """The mailbox, and how the server behaves. fetched: what was asked of which letter."""

    folder: str = "INBOX"
    validity: int = 7
    letters: list[Stored] = field(default_factory=list)
    fetched: list[tuple[int, str]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    password: str = PASSWORD
    certificate: ssl.SSLContext | None = None
    offers_tls: bool = True
    #: Called before each answer; may raise ConnectionError to drop the line.
    before: Callable[[str], None] = lambda _: None

    def add(self, data: bytes, *flags: str, claims: int | None = None) -> Stored:
        stored = Stored(len(self.letters) + 1, data, set(flags), claims)
        self.letters.append(stored)
        return stored


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.mail: Mail = self.server.mail  # type: ignore[attr-defined]
        self.selected = self.signed_in = False
        self._say("* OK ready")
        try:
            while line := self.rfile.readline().decode():
                tag, _, rest = line.strip().partition(" ")
                self.mail.commands.append(rest.partition(" ")[0].upper())
                self.mail.before(rest)
                if not self._obey(tag, rest):
                    return
        except (ConnectionError, ssl.SSLError):
            return
        finally:
            # Wrapped meanwhile, perhaps: what the server closes is the plain one.
            for opened in (self.rfile, self.wfile, self.connection):
                with suppress(OSError):
                    opened.close()

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def _obey(self, tag: str, rest: str) -> bool:
        word, _, arguments = rest.partition(" ")
        command = word.upper()
        if command == "CAPABILITY":
            offered = " STARTTLS" if self.mail.certificate and self.mail.offers_tls else ""
            self._say(f"* CAPABILITY IMAP4rev1 AUTH=PLAIN{offered}")
        elif command == "STARTTLS" and self.mail.certificate:
            self._say(f"{tag} OK begin")
            self.connection = self.mail.certificate.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = (
                self.connection.makefile("rb"), self.connection.makefile("wb", 0),
            )  # fmt: skip
            return True
        elif command == "LOGIN":
            self.signed_in = self._strings(arguments) == [USER, self.mail.password]
            return self._sign_in(tag)
        elif command == "AUTHENTICATE":
            self._say("+ ")
            told = base64.b64decode(self.rfile.readline()).decode().split("\0")
            self.signed_in = told == ["", USER, self.mail.password]
            return self._sign_in(tag)
        elif command == "SELECT":
            if self._strings(arguments) != [self.mail.folder]:
                self._say(f"{tag} NO [NONEXISTENT] no such folder")
                return True
            self._say(f"* {len(self.mail.letters)} EXISTS")
            self._say(f"* OK [UIDVALIDITY {self.mail.validity}] valid")
        elif command == "UID":
            self._uid(arguments)
        elif command == "LOGOUT":
            self._say("* BYE")
            self._say(f"{tag} OK bye")
            return False
        self._say(f"{tag} OK done")
        return True

    def _sign_in(self, tag: str) -> bool:
        self._say(f"{tag} OK welcome" if self.signed_in else f"{tag} NO wrong password")
        return True

    def _strings(self, arguments: str) -> list[str]:
        found = re.findall(_STRING, arguments)
        return [re.sub(r"\\(.)", r"\1", quoted) or bare for quoted, bare in found]

    def _uid(self, arguments: str) -> None:
        command, _, rest = arguments.partition(" ")
        if command.upper() == "SEARCH":
            unread = [x for x in self.mail.letters if not x.flags & {"\\Seen", "\\Deleted"}]
            self._say(f"* SEARCH {' '.join(str(one.uid) for one in unread)}".strip())
            return
        number, _, items = rest.partition(" ")
        for place, one in enumerate(self.mail.letters, 1):
            if one.uid != int(number):
                continue
            if command.upper() == "STORE":
                one.flags |= set(re.findall(r"\\\w+", items))
            else:
                self._fetch(place, one, items)

    def _fetch(self, place: int, one: Stored, items: str) -> None:
        self.mail.fetched.append((one.uid, items))
        size = len(one.data) if one.claims is None else one.claims
        if "RFC822.SIZE" in items:
            self._say(f"* {place} FETCH (UID {one.uid} RFC822.SIZE {size})")
            return
        head = one.data.split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n"
        data, name = (head, "BODY[HEADER]") if "HEADER" in items else (one.data, "BODY[]")
        # Another client has set a flag meanwhile; that comes unasked.
        self._say(f"* {place} FETCH (FLAGS (\\Recent))")
        self._say(f"* {place} FETCH (UID {one.uid} {name} {{{len(data)}}}")
        self.wfile.write(data + b")\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    implicit: ssl.SSLContext | None = None

    def get_request(self):  # type: ignore[no-untyped-def]
        connection, address = super().get_request()
        if self.implicit is not None:
            connection = self.implicit.wrap_socket(connection, server_side=True)
        return connection, address

    def handle_error(self, *_: object) -> None:
        """A client that does not trust the certificate hangs up; that is its right."""


@contextmanager
def serving(mail: Mail, implicit: ssl.SSLContext | None = None) -> Iterator[int]:
    """The server with a mailbox until the block ends; its port."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.mail = mail  # type: ignore[attr-defined]
        server.implicit = implicit
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()
