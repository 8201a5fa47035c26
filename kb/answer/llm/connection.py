"""A connection that ends at a moment and after an amount, to a machine that may be called.

The limits are set on the socket's own reads and writes, below HTTP and TLS: whatever is sent, in
headers, in chunks or a byte at a time, the same two limits hold.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

import httpcore

from kb.answer.llm.deadline import Deadline
from kb.answer.llm.faults import Fault, failure
from kb.outgoing import forbidden_peer, is_loopback

#: An answer of 800 tokens is 4 kB; no server has reason to send more than this.
MAX_BYTES = 256_000


class BoundedStream(httpcore.NetworkStream):
    """A connected stream with a deadline and a largest amount to read."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline
        self._received = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._deadline.left())
        self._received += len(data)
        if self._received > MAX_BYTES:
            raise failure(Fault.TOO_LARGE)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # The library's own loop gives every piece the whole time again.
        connected: socket.socket = self._stream.get_extra_info("socket")
        rest = memoryview(buffer)
        while rest:
            connected.settimeout(self._deadline.left())
            try:
                rest = rest[connected.send(rest) :]
            except TimeoutError as exc:
                raise failure(Fault.TIMEOUT) from exc
            except OSError as exc:
                raise failure(Fault.UNREACHABLE) from exc

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return BoundedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to the numbers that a name leads to at this moment, if all of them may be called.

    only_here: plain http, hence loopback addresses only.
    """

    def __init__(self, deadline: Deadline, *, only_here: bool) -> None:
        self._deadline = deadline
        self._only_here = only_here
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolve(host, port, self._deadline)
        for address in addresses:
            if forbidden_peer(ip_address(address.partition("%")[0])) or (
                self._only_here and not is_loopback(address)
            ):
                raise failure(Fault.FORBIDDEN_ADDRESS)
        for address in addresses:
            try:
                stream = self._backend.connect_tcp(address, port, self._deadline.left())
            except httpcore.ConnectError:
                continue
            return BoundedStream(stream, self._deadline)
        raise failure(Fault.UNREACHABLE)

    def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise failure(Fault.FORBIDDEN_ADDRESS)

    def sleep(self, seconds: float) -> None:
        raise failure(Fault.TIMEOUT)


def _resolve(host: str, port: int, deadline: Deadline) -> list[str]:
    """The numbers of a name; a thread waits, because the system's resolver knows no time limit."""
    found: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            return
        found.extend(str(answer[4][0]) for answer in answers)

    waiting = threading.Thread(target=ask, daemon=True, name="llm-name")
    waiting.start()
    waiting.join(deadline.left())
    if waiting.is_alive():
        raise failure(Fault.TIMEOUT)
    if not found:
        raise failure(Fault.UNREACHABLE)
    return found
