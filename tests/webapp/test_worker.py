"""Slow and odd clients of a running server."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config

from tests.webapp.test_server import Running, serving
from webapp.worker import Connection, Worker


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("worker")) as running:
        yield running


def connected(server: Running) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), 20)


def answer(sock: socket.socket) -> bytes:
    """Everything up to the end of the connection."""
    received = b""
    while piece := sock.recv(65536):
        received += piece
    return received


@pytest.mark.parametrize(
    "beginning", [b"", b"G", b"POST /kontakt HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"]
)
def test_clients_who_do_not_finish_hold_nobody_up(server: Running, beginning: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(connected(server)).sendall(beginning)

        statuses = {server.get("/szukaj?q=zwrot")[0] for _ in range(10)}

    assert statuses == {200}


def test_a_request_in_pieces_is_answered_when_its_last_byte_is_there(server: Running) -> None:
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with connected(server) as sock:
        for at in range(len(request)):
            sock.sendall(request[at : at + 1])

        assert answer(sock).startswith(b"HTTP/1.1 200 ")


def test_requests_sent_at_once_are_answered_in_turn(server: Running) -> None:
    one = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with connected(server) as sock:
        sock.sendall(one * 2 + one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

        assert answer(sock).count(b"HTTP/1.1 200 OK") == 3


@pytest.mark.parametrize(
    ("request_sent", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"GET /" + b"a" * 400_000, b"431"),
        (b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 65 + b"\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\nabc", b"200"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_odd_requests_are_answered_and_the_connection_ends(
    server: Running, request_sent: bytes, status: bytes
) -> None:
    with connected(server) as sock:
        sock.sendall(request_sent)

        assert answer(sock)[9:12] == status


def test_a_header_cannot_move_the_site_to_another_address(server: Running) -> None:
    """Nor for those who ask next: their page comes from the shelf."""
    forged = b"GET //evil.example/ HTTP/1.1\r\nHost: x\r\nSCRIPT_NAME: //evil.example\r\n"
    honest = b"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-Proto: https\r\n"
    for head in (forged, honest):
        with connected(server) as sock:
            sock.sendall(head + b"Connection: close\r\n\r\n")
            page = answer(sock)

        assert b'"//evil.example' not in page
        assert b"Strict-Transport-Security" not in page, "nobody announced a proxy"


def test_the_log_holds_nothing_of_a_request_that_cannot_be_read(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        for line in (b"GET /szukaj?q=tajny", b"GET / HTTP/1.1\r\nTajny(: x", b"TAJNY<> / HTTP/1.1"):
            with connected(running) as sock:
                sock.sendall(line + b"\r\n\r\n")
                assert b" 400 " in answer(sock)
        _, log = running.stop()

    assert log.count("Invalid request") == 3
    assert "tajny" not in log.lower()
    assert "127.0.0.1" not in log


def test_a_client_who_never_closes_does_not_stop_the_loop(server: Running) -> None:
    with ExitStack() as stack:
        for _ in range(6):
            sock = stack.enter_context(connected(server))
            sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer(sock)

        for _ in range(6):
            # gunicorn's own loop would wait two seconds for each of them to close.
            probe = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 1.5))
            probe.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert answer(probe).startswith(b"HTTP/1.1 200 ")


def test_many_connections_from_one_address_make_room_for_new_ones(server: Running) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(connected(server)) for _ in range(450)]
        for sock in held:
            sock.sendall(b"G")

        assert server.get("/healthz")[0] == 200


def test_a_server_with_idle_and_unfinished_clients_stops(tmp_path: Path) -> None:
    with serving(tmp_path) as running, ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(connected(running)).sendall(b"GET / HT")

        status, _ = running.stop()

    assert status == 0


class Unhurried(Worker):
    """A worker of two threads whose requests wait until the test has looked at them."""

    def __init__(self, connections: int = 100) -> None:
        config = Config()
        config.set("threads", 2)
        config.set("worker_connections", connections)
        super().__init__(1, 1, [], SimpleNamespace(behind_proxy=False), 30, config, None)
        self.poller = selectors.DefaultSelector()
        self.queued: list[Connection] = []

    def close(self) -> None:
        for conn in [*self.queued, *self._waiting]:
            conn.close()
        self.poller.close()
        self.tmp.close()

    def enqueue_req(self, conn: Connection) -> None:
        self.queued.append(conn)

    def answer_first(self) -> None:
        """What the loop does when a thread has answered and the client may ask again."""
        conn, done = self.queued.pop(0), Future[Any]()
        conn.parser.unreader.take_buffered()
        done.set_result(True)
        self.finish_request(conn, done)


def test_only_who_meets_no_free_thread_waits_behind_others() -> None:
    worker = Unhurried()
    with ExitStack() as stack:
        stack.callback(worker.close)
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

        def ask(sock: socket.socket) -> bool:
            """Send a request; returns whether it has to wait behind others."""
            sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            worker.wait_for_and_dispatch_events(20)
            return worker.queued[-1].ready is not None

        clients = []
        for _ in range(4):
            clients.append(stack.enter_context(socket.create_connection(listener.getsockname())))
            worker.accept(listener)

        assert [ask(client) for client in clients[:3]] == [False, False, True]
        worker.answer_first()
        assert ask(clients[3]), "two are still ahead"
        worker.answer_first()
        worker.answer_first()
        assert not ask(clients[0]), "the other thread is free"


def test_who_made_room_is_closed_once_though_a_byte_of_theirs_has_just_come() -> None:
    worker = Unhurried(connections=3)
    with ExitStack() as stack:
        stack.callback(worker.close)
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        listener.setblocking(False)

        def connected_client() -> socket.socket:
            return stack.enter_context(socket.create_connection(listener.getsockname()))

        clients = []
        for _ in range(2):
            clients.append(connected_client())
            worker.accept(listener)
        # The loop reads its listeners first: the new client takes the place of the oldest.
        worker.poller.register(listener, selectors.EVENT_READ, worker.accept)
        for _ in range(4):
            for client in clients:
                with suppress(OSError):
                    client.sendall(b"G")
            clients.append(connected_client())
            worker.wait_for_and_dispatch_events(20)

        assert worker.nr_conns == len(worker._waiting) + len(worker.queued)
