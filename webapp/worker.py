"""The process that answers: a thread is given only to a request that has arrived whole.

gunicorn's threaded worker gives a connection to a thread at its first byte, and the thread waits
for the others: as many slow clients as there are threads stop the site. Here the loop that polls
the sockets also collects what arrives, at no cost to anybody else. It closes what takes too long,
and makes room by closing the oldest unfinished connection, so that a client who sends at once
always finds a place.
"""

from __future__ import annotations

import contextlib
import re
import selectors
import socket
import threading
from collections import Counter
from concurrent.futures import Future
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

import gunicorn.http.message
from gunicorn import http
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn, ThreadWorker

from kb.settings import Settings
from webapp.addresses import for_log
from webapp.arrival import Arrival, State
from webapp.limits import network
from webapp.overload import READY
from webapp.security import LARGEST_BODY_BYTES
from webapp.server import ACCESS_LOG, url_of

if TYPE_CHECKING:
    from flask import Flask

# A question of 2,000 characters takes up to 24,000 bytes when percent-encoded, and one that is
# far too long must reach the application to be answered with a page that keeps it.
MAX_REQUEST_LINE = 256 * 1024
MAX_HEADERS = 64
#: The request line and as many headers as browsers and proxies send, many times over.
MAX_HEAD = MAX_REQUEST_LINE + 64 * 1024

#: Connections of one worker; with its other files it stays under the usual limit of 1,024.
MAX_CONNECTIONS = 800
#: Unfinished or idle ones from one address, where visitors connect to us themselves.
MAX_FROM_ADDRESS = 200
#: A whole request within this time: a form of 64 kB on a poor mobile line.
REQUEST_S = 15.0
#: A connection without a request, open for the next one.
IDLE_S = 5.0
#: After the last answer the client may still be sending; closing at once could cut the answer.
LINGER_S = 2.0
#: The longest that a thread waits for a client who does not read.
SEND_S = 10.0
#: An answer goes to the kernel whole, so that a slow reader holds no thread.
SEND_BUFFER = 256 * 1024
_PIECE = 64 * 1024
_SWEEP_S = 0.5
#: Beginnings of what gunicorn logs with words of the request behind them.
_UNREADABLE = re.compile(r"^(Invalid request) from ip=.*", re.DOTALL)
_FAILED = "Error handling request"

REFUSALS = {
    State.UNMEASURED: b"HTTP/1.1 411 Length Required\r\n",
    State.ENDLESS: b"HTTP/1.1 431 Request Header Fields Too Large\r\n",
}


class Connection(TConn):  # type: ignore[misc]
    """A client, and what it has sent of its next request."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.initialized = True
        self.parser = http.get_parser(self.cfg, self.sock, self.client)
        self.network = network(self.client[0] if self.client else "")
        self.arrival = Arrival(MAX_HEAD, LARGEST_BODY_BYTES)
        self.ready: float | None = None
        self.deadline = 0.0
        self.oversize = self.lingers = False

    def init(self) -> None:
        """Called in the thread, after it has made the socket wait without limit."""
        self.sock.settimeout(SEND_S)


class Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threaded worker with a patient front."""

    wsgi: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: dict[Connection, None] = {}  # the one that waits longest comes first
        self._held: Counter[str] = Counter()
        self._current = threading.local()
        self._swept = 0.0
        self._stopping = False

    def load_wsgi(self) -> None:
        """Each request tells the application since when it has waited behind others."""
        super().load_wsgi()
        application = self.wsgi

        def timed(environ: dict[str, Any], start_response: Any) -> Any:
            environ[READY] = self._current.ready
            return application(environ, start_response)

        self.wsgi = timed

    def accept(self, listener: socket.socket) -> None:
        """Take a new client and wait for its request."""
        try:
            sock, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.nr_conns += 1
        self._wait(Connection(self.cfg, sock, client, listener.getsockname()), REQUEST_S)

    def handle(self, conn: Connection) -> Any:
        """Answer one request, in a thread of the pool."""
        self._current.ready = conn.ready
        return super().handle(conn)

    def finish_request(self, conn: Connection, fs: Future[Any]) -> None:
        """Back in the loop: wait for the next request, or say good-bye."""
        try:
            kept = not fs.cancelled() and bool(fs.result()) and not conn.oversize
            conn.sock.setblocking(False)
        except Exception:  # noqa: BLE001 - whatever it was, this client is done and others go on
            self._close(conn)
            return
        if not kept:
            self._linger(conn)
            return
        self._wait(conn, IDLE_S)
        ahead = conn.parser.unreader.take_buffered()
        if ahead:
            self._take(conn, ahead)

    def murder_pending(self) -> None:
        """Close what has waited too long; the loop calls it after every event."""
        now = monotonic()
        if not self.alive and not self._stopping:
            self._stopping = True
            for conn in self._waiting:
                conn.deadline = min(conn.deadline, now + LINGER_S)
        if now - self._swept < _SWEEP_S:
            return
        self._swept = now
        for conn in [conn for conn in self._waiting if conn.deadline <= now]:
            self._close(conn)

    def _wait(self, conn: Connection, seconds: float) -> None:
        conn.deadline = monotonic() + seconds
        self._waiting[conn] = None
        self._held[conn.network] += 1
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))
        self._make_room(conn)

    def _forget(self, conn: Connection) -> None:
        if conn not in self._waiting:
            return
        del self._waiting[conn]
        self._held[conn.network] -= 1
        if not self._held[conn.network]:
            del self._held[conn.network]
        with contextlib.suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)

    def _make_room(self, newest: Connection) -> None:
        others = iter(self._waiting)
        if self.nr_conns >= self.worker_connections:
            oldest = next(others)
        # Behind a proxy every connection is the proxy's.
        elif not self.app.behind_proxy and self._held[newest.network] > MAX_FROM_ADDRESS:
            oldest = next(conn for conn in others if conn.network == newest.network)
        else:
            return
        if oldest is not newest:
            self._close(oldest)

    def _receive(self, conn: Connection, _sock: socket.socket) -> None:
        if conn not in self._waiting:
            return  # closed to make room, by an event of the same round
        try:
            piece = conn.sock.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._close(conn)
        elif not conn.lingers:
            self._take(conn, piece)

    def _take(self, conn: Connection, piece: bytes) -> None:
        if not conn.arrival:
            conn.deadline = monotonic() + REQUEST_S
        state = conn.arrival.add(piece)
        if state is State.PARTIAL:
            return
        self._forget(conn)
        if state in REFUSALS:
            with contextlib.suppress(OSError):
                conn.sock.send(REFUSALS[state] + b"Connection: close\r\nContent-Length: 0\r\n\r\n")
            self._linger(conn)
            return
        conn.oversize = state is State.OVERSIZE
        conn.parser.unreader.unread(conn.arrival.take())
        conn.ready = None if self._has_free_thread() else monotonic()
        self.enqueue_req(conn)

    def _has_free_thread(self) -> bool:
        """Whether the request that is about to be queued will meet one."""
        return bool(self.nr_conns - len(self._waiting) <= self.cfg.threads)

    def _linger(self, conn: Connection) -> None:
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
            return
        conn.lingers = True
        self._wait(conn, LINGER_S)

    def _close(self, conn: Connection) -> None:
        self._forget(conn)
        self.nr_conns -= 1
        conn.close()

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        # The rest of a body that is too large is not waited for.
        return not conn.oversize and bool(super()._keepalive_after(conn, keepalive))


class OneLineLogger(Logger):  # type: ignore[misc]
    """Escapes the path: a line break in an address must not forge an entry.

    Of requests that cannot be read or answered it says only that there were some: gunicorn would
    write down the visitor's address, and the line at fault, which may hold a question.
    """

    def warning(self, msg: str, *args: Any, **options: Any) -> None:
        super().warning(_UNREADABLE.sub(r"\1", msg), *args, **options)

    def exception(self, msg: str, *args: Any, **options: Any) -> None:
        if msg.startswith(_FAILED):
            msg, args = _FAILED, ()
        super().exception(msg, *args, **options)

    def atoms(self, *args: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(*args)
        path = str(found.get("U", "")).encode("latin-1", "replace").decode("utf-8", "replace")
        found["U"] = for_log(path.encode("unicode_escape").decode("ascii"))
        return found


def application(settings: Settings, host: str, port: int) -> Any:
    """The gunicorn application: workers of the class above, and the address they listen on."""
    # Its highest limit is 8,190 bytes, and "no limit" would let anybody fill the memory. A test
    # sends a long question through a running server and would notice if this stopped working.
    gunicorn.http.message.MAX_REQUEST_LINE = MAX_REQUEST_LINE
    # Imported when serve() has said where the workers count.
    from prometheus_client.multiprocess import mark_process_dead

    def ready(worker: Any) -> None:
        if worker.age == 1:
            print(f"Podpowiedź: {url_of(host, port)}", flush=True)  # noqa: T201

    class Server(BaseApplication):  # type: ignore[misc]
        behind_proxy = settings.proxy_hops > 0

        def load_config(self) -> None:
            bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            options = {
                "bind": [bind],
                "workers": settings.workers,
                "threads": settings.threads,
                "worker_class": Worker,
                "worker_connections": MAX_CONNECTIONS,
                # Each worker opens its own private copy of the index, hence after the fork.
                "preload_app": False,
                "graceful_timeout": 20,
                "keepalive": round(IDLE_S),
                "limit_request_line": MAX_REQUEST_LINE,
                "limit_request_fields": MAX_HEADERS,
                # What a proxy may say is read by the application, and only as many hops as are
                # announced. gunicorn would take more from any client on this machine, such as a
                # proxy that hands on what visitors send: with SCRIPT_NAME, links to another site.
                "forwarded_allow_ips": "",
                "forwarder_headers": "",
                "secure_scheme_headers": {},
                "accesslog": "-",
                "access_log_format": ACCESS_LOG,
                "logger_class": OneLineLogger,
                "loglevel": "warning",
                "control_socket_disable": True,
                "post_worker_init": ready,
                "child_exit": lambda _server, worker: mark_process_dead(worker.pid),  # type: ignore[no-untyped-call]
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            from webapp import create_app
            from webapp.warming import warm

            app = create_app(settings)
            warm(app)
            return app

    return Server()
