"""When a request has arrived whole: its head, and the body that the head announces."""

from __future__ import annotations

import re
from enum import Enum, auto

HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE)
_NUMBER = re.compile(rb"\d{1,18}[ \t]*")
_CODING = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)


class State(Enum):
    """What can be done with the bytes that are there."""

    PARTIAL = auto()
    WHOLE = auto()
    #: The body is larger than any that is read; the answer will say so.
    OVERSIZE = auto()
    #: The length of the body is not announced, or not as every reader would read it (411): what
    #: is a body to one and a request to another lets a client speak in a proxy's name.
    UNMEASURED = auto()
    #: The head does not end where the longest one must (431).
    ENDLESS = auto()


class Arrival:
    """The bytes of one client's next request. No byte is searched twice."""

    def __init__(self, most_head: int, most_body: int) -> None:
        self._most_head = most_head
        self._most_body = most_body
        self._bytes = bytearray()
        self._searched = 0
        self._needed: int | None = None

    def __bool__(self) -> bool:
        return bool(self._bytes)

    def add(self, piece: bytes) -> State:
        """Take what was received; says whether that is a whole request by now."""
        self._bytes += piece
        if self._needed is None:
            end = self._bytes.find(HEAD_END, self._searched)
            self._searched = max(0, len(self._bytes) - len(HEAD_END) + 1)
            if end < 0:
                return State.ENDLESS if len(self._bytes) > self._most_head else State.PARTIAL
            head = bytes(self._bytes[: end + len(HEAD_END)])
            lengths = _LENGTH.findall(head)
            if _CODING.search(head) or not all(map(_NUMBER.fullmatch, lengths)):
                return State.UNMEASURED
            body = max(map(int, lengths), default=0)
            if body > self._most_body:
                return State.OVERSIZE
            self._needed = len(head) + body
        return State.WHOLE if len(self._bytes) >= self._needed else State.PARTIAL

    def take(self) -> bytes:
        """Everything that arrived; what follows belongs to the next request."""
        taken = bytes(self._bytes)
        self._bytes.clear()
        self._searched, self._needed = 0, None
        return taken
