"""One POST to a server that the operator named: no redirects, no proxies, an end in time.

By the standard library: an answer is a status here, and its connections go through
`kb.delivery.connection` like those to the mail server.
"""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kb.delivery.connection import connected, ended_after, tls
from kb.errors import DeliveryError

#: Seconds for the whole call; far below a lease.
WHOLE_S = 30.0
#: No answer that matters is longer; what follows is not read.
_MOST_BYTES = 64 * 1024
_REDIRECT, _FAULT = 300, 400


@dataclass(frozen=True, slots=True)
class Answer:
    """status: of HTTP. body: its beginning."""

    status: int
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the server took it."""
        return self.status < _REDIRECT


def post(
    address: str, body: bytes, headers: Mapping[str, str], *, whole_s: float = WHOLE_S
) -> Answer:
    """Send a body. address: one that `kb.outgoing.endpoint` let pass, with its path.

    Raises DeliveryError (to be retried) when no answer came in time.
    """
    parts = urlsplit(address)
    kind = _Encrypted if parts.scheme == "https" else _Plain
    connection = kind(parts.hostname or "", parts.port, timeout=whole_s)
    sent = {"User-Agent": "podpowiedz", "Connection": "close", "Accept": "application/json"}
    name = parts.hostname or "the server"
    try:
        with ended_after(whole_s, lambda: connection.sock):
            connection.request("POST", parts.path or "/", body, sent | dict(headers))
            response = connection.getresponse()
            return Answer(response.status, response.read(_MOST_BYTES))
    except TimeoutError:
        raise DeliveryError(f"{name} did not answer in time.", retryable=True) from None
    except (http.client.HTTPException, OSError, ValueError) as error:
        kind_of_error = type(error).__name__
        raise DeliveryError(
            f"{name} cannot be reached now ({kind_of_error}).", retryable=True
        ) from error
    finally:
        connection.close()


def told(answer: Answer, name: str, never: frozenset[int]) -> None:
    """Nothing when the server took it, else DeliveryError. never: what trying again cannot mend.

    What is wrong with a key or an address is mended by the operator, hence tried again.
    """
    if answer.ok:
        return
    if answer.status < _FAULT:
        raise DeliveryError(
            f"{name} answered {answer.status}; redirects are not followed.", retryable=True
        )
    raise DeliveryError(f"{name} answered {answer.status}.", retryable=answer.status not in never)


class _Plain(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = connected(self.host, self.port, self._seconds(), only_here=True)

    def _seconds(self) -> float:
        return float(self.timeout or WHOLE_S)


class _Encrypted(http.client.HTTPSConnection):
    def connect(self) -> None:
        plain = connected(self.host, self.port, float(self.timeout or WHOLE_S))
        self.sock = tls().wrap_socket(plain, server_hostname=self.host)
