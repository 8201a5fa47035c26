"""Connections to the servers that the operator named, and an end to each of them.

Names are looked up here, and every number is judged right before it is called, so that a name that
was pointed elsewhere meanwhile leads nowhere (DNS rebinding).
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address

from kb.errors import DeliveryError
from kb.outgoing import forbidden_peer, is_loopback

#: Of the numbers of a name so many are tried.
_MOST_NUMBERS = 3


def connected(host: str, port: int, timeout: float, *, only_here: bool = False) -> socket.socket:
    """A connection to what a name leads to now. timeout: seconds, for each number.

    only_here: plain http, hence this machine alone. Raises OSError; DeliveryError for a name that
    leads where nothing may be called.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = [str(one[4][0]) for one in found]
    for number in numbers:
        if forbidden_peer(ip_address(number.partition("%")[0])) or (
            only_here and not is_loopback(number)
        ):
            raise DeliveryError(
                f"The name {host} leads to an address that must not be called.", retryable=True
            )
    fault: OSError = ConnectionError("no address")
    for number in numbers[:_MOST_NUMBERS]:
        try:
            return socket.create_connection((number, port), timeout)
        except OSError as error:
            fault = error
    raise fault


def tls() -> ssl.SSLContext:
    """Certificates are verified; SSL_CERT_FILE can add a company's own authority."""
    return ssl.create_default_context()


@contextmanager
def ended_after(seconds: float, opened: Callable[[], socket.socket | None]) -> Iterator[None]:
    """End a connection at a moment, however slowly the other side goes on talking.

    opened: gives it, None while there is none. Raises TimeoutError in place of the error of a
    connection that was ended so.
    """
    over = threading.Event()

    def end() -> None:
        over.set()
        if used := opened():
            with suppress(OSError):
                used.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if over.is_set() and not isinstance(error, DeliveryError):
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
