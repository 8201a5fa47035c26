"""A language-model server that misbehaves, on a real socket of this machine."""

from __future__ import annotations

import json
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

#: What a server does with a connection after it has read the request.
Behaviour = Callable[[socket.socket, "Asked"], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it arrived."""

    line: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        return "\n".join(str(message["content"]) for message in self.body["messages"])


@dataclass
class Stub:
    """A running server: its base address, its behaviour, what it was asked."""

    url: str
    port: int
    behaviour: Behaviour
    tls: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0


@contextmanager
def serving(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[Stub]:
    """A server on a free port for as long as the block runs; each connection in its own thread."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    stub = Stub(f"{'https' if tls else 'http'}://127.0.0.1:{port}/v1", port, behaviour, tls)

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            stub.connections += 1
            threading.Thread(target=_serve, args=(stub, connection), daemon=True).start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield stub
    finally:
        # Closing alone does not wake the thread that accepts.
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join(5)


def _serve(stub: Stub, connection: socket.socket) -> None:
    # The other side hangs up in the middle; that is what is tested.
    with connection, suppress(OSError):
        if stub.tls:
            connection = stub.tls.wrap_socket(connection, server_side=True)
        with connection:
            asked = _read(connection)
            stub.asked.append(asked)
            stub.behaviour(connection, asked)


def _read(connection: socket.socket) -> Asked:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rest)
    }
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Asked(first, headers, json.loads(body))


def completion(content: str) -> bytes:
    """The body of an honest answer."""
    return json.dumps(
        {
            "id": "x",
            "object": "chat.completion",
            "created": 1,
            "model": "stub",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": content},
                }
            ],
            "usage": {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1000},
        }
    ).encode()


def sentences(*items: tuple[str, Sequence[str]]) -> str:
    """What a model that keeps to the form writes."""
    return json.dumps({"sentences": [{"text": text, "keys": list(keys)} for text, keys in items]})


def response(
    body: bytes, status: str = "200 OK", headers: Sequence[str] = (), length: int | None = None
) -> bytes:
    """A whole HTTP answer."""
    size = len(body) if length is None else length
    head = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {size}"]
    return "\r\n".join([*head, *headers, "", ""]).encode() + body


def sends(data: bytes) -> Behaviour:
    return lambda connection, _: connection.sendall(data)


def answers(*contents: str) -> Behaviour:
    """Writes these answers one after another, the last one from then on."""
    waiting = list(contents)

    def behave(connection: socket.socket, _: Asked) -> None:
        content = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        connection.sendall(response(completion(content)))

    return behave


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """Each connection has the next behaviour."""
    waiting = iter(behaviours)

    def behave(connection: socket.socket, asked: Asked) -> None:
        next(waiting)(connection, asked)

    return behave


def drips(data: bytes) -> Behaviour:
    """A byte at a time: every read succeeds, the answer never ends."""

    def behave(connection: socket.socket, _: Asked) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
            # Until the other side hangs up, at most so long.
            if select.select([connection], [], [], 0.05)[0]:
                return

    return behave


def floods(head: bytes, piece: bytes) -> Behaviour:
    """Sends a piece for as long as somebody reads."""

    def behave(connection: socket.socket, _: Asked) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)

    return behave


def is_silent(connection: socket.socket, _: Asked) -> None:
    """Says nothing until the other side hangs up."""
    connection.recv(1)
