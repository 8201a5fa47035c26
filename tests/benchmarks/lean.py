"""A lean load generator: bare sockets that are kept open, so that most of the machine is left to
the server; and clients that are slow on purpose. Run in a process of its own.
"""

from __future__ import annotations

import socket
from collections import Counter
from threading import Event, Lock, Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_TIMEOUT_S = 30
_LENGTH = b"\r\ncontent-length: "
_SLOW_REQUEST = b"GET /szukaj?q=" + b"a" * 100_000


def run(
    port: int,
    paths: Sequence[str],
    connections: int,
    seconds: float,
    rate: float | None = None,
    addresses: Sequence[str] = ("192.0.2.1",),
) -> dict[str, Any]:
    """Ask for the paths in turn, from the addresses in turn (X-Forwarded-For).

    rate: requests per second over all connections, by the clock, and latency counted from when a
    request was due; None asks again as soon as an answer is there.
    Returns latencies in ms by status, and the seconds it took; broken connections are status "0".
    """
    asker = _Asker(port, paths, seconds, rate, addresses)
    threads = [Thread(target=asker.connection) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"seconds": perf_counter() - asker.started, "latencies_ms": asker.latencies}


class _Asker:
    def __init__(
        self,
        port: int,
        paths: Sequence[str],
        seconds: float,
        rate: float | None,
        addresses: Sequence[str],
    ) -> None:
        self._port = port
        self._paths = paths
        self._seconds = seconds
        self._rate = rate
        self._addresses = addresses
        self._lock = Lock()
        self._next = 0
        self.started = perf_counter()
        self.latencies: dict[str, list[float]] = {}

    def connection(self) -> None:
        """One connection, opened anew after a fault."""
        never = Event()
        sock: socket.socket | None = None
        while (number := self._take()) is not None:
            due = perf_counter()
            if self._rate is not None:
                due = self.started + number / self._rate
                never.wait(max(0.0, due - perf_counter()))
            try:
                sock = sock or socket.create_connection(("127.0.0.1", self._port), _TIMEOUT_S)
                status, kept = self._ask(sock, number)
            except (OSError, ValueError):
                status, kept = "0", False
            if not kept and sock is not None:
                sock.close()
                sock = None
            took = (perf_counter() - due) * 1000
            with self._lock:
                self.latencies.setdefault(status, []).append(took)
        if sock is not None:
            sock.close()

    def _take(self) -> int | None:
        with self._lock:
            if perf_counter() - self.started >= self._seconds:
                return None
            self._next += 1
            return self._next - 1

    def _ask(self, sock: socket.socket, number: int) -> tuple[str, bool]:
        path = self._paths[number % len(self._paths)]
        address = self._addresses[number % len(self._addresses)]
        sock.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
            f"X-Forwarded-For: {address}\r\n\r\n".encode()
        )
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += _some(sock)
        head = received[:end].lower() + b"\r\n"
        length = int(head.split(_LENGTH, 1)[1].split(b"\r\n", 1)[0])
        missing = end + 4 + length - len(received)
        while missing > 0:
            missing -= len(_some(sock))
        return head[9:12].decode("ascii"), b"\r\nconnection: close" not in head


def _some(sock: socket.socket) -> bytes:
    piece = sock.recv(65536)
    if not piece:
        raise ConnectionError("closed in the middle of an answer")
    return piece


def dribble(port: int, sockets: int, seconds: float) -> dict[str, int]:
    """Hold so many connections and send one byte a second on each; a closed one is opened anew.

    Returns how many were `opened`, `closed` by the server, and `refused`.
    """
    seen: Counter[str] = Counter(opened=0, closed=0, refused=0)
    held: list[tuple[socket.socket, int]] = []
    never, started = Event(), perf_counter()
    while perf_counter() - started < seconds:
        began = perf_counter()
        while len(held) < sockets:
            try:
                held.append((socket.create_connection(("127.0.0.1", port), 5), 0))
                seen["opened"] += 1
            except OSError:
                seen["refused"] += 1
                break
        going = []
        for sock, sent in held:
            try:
                sock.sendall(_SLOW_REQUEST[sent : sent + 1])
                going.append((sock, sent + 1))
            except OSError:
                seen["closed"] += 1
                sock.close()
        held = going
        never.wait(max(0.0, 1 - (perf_counter() - began)))
    for sock, _ in held:
        sock.close()
    return dict(seen)
