"""Requests to the one address that is configured; everything else is refused or left out."""

from __future__ import annotations

import ssl
from functools import cache

import httpcore
import httpx

from kb.answer.llm.completion import believed
from kb.answer.llm.connection import GuardedBackend
from kb.answer.llm.deadline import Deadline
from kb.answer.llm.faults import Fault, failure

_LONGEST_PAUSE_S = 300.0


class OneAddress(httpx.BaseTransport):
    """Sends a body to `url` and gives back what is believed of the answer.

    Redirects are not followed, proxies of the environment not used, connections not kept. Of the
    client's headers only the body's own are sent: others would tell about this machine. Raises
    GeneratorError.
    """

    def __init__(self, url: str, key: str | None, deadline: Deadline) -> None:
        self._url = httpx.URL(url)
        self._key = key
        self._deadline = deadline

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url != self._url or request.method != "POST":
            raise failure(Fault.FORBIDDEN_ADDRESS)
        answer = believed(self._post(request.read()))
        return httpx.Response(200, headers={"Content-Type": "application/json"}, content=answer)

    def _post(self, body: bytes) -> bytes:
        backend = GuardedBackend(self._deadline, only_here=self._url.scheme == "http")
        try:
            with (
                httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend) as pool,
                pool.stream("POST", str(self._url), headers=self._headers(), content=body) as got,
            ):
                _require_success(got)
                return b"".join(got.iter_stream())
        except httpcore.TimeoutException as exc:
            raise failure(Fault.TIMEOUT) from exc
        except httpcore.ProtocolError as exc:
            raise failure(Fault.UNREADABLE) from exc
        except (httpcore.NetworkError, OSError) as exc:
            raise failure(Fault.UNREACHABLE) from exc

    def _headers(self) -> list[tuple[str, str]]:
        headers = [
            ("Host", self._url.netloc.decode("ascii")),
            ("Content-Type", "application/json"),
            ("Accept", "application/json"),
            # A compressed answer could be larger than what the connection lets through.
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
            ("User-Agent", "podpowiedz"),
        ]
        return headers + ([("Authorization", f"Bearer {self._key}")] if self._key else [])


def _require_success(response: httpcore.Response) -> None:
    status = response.status
    headers = {name.lower(): value for name, value in response.headers}
    if 300 <= status < 400:
        raise failure(Fault.REDIRECT)
    if status in {401, 403}:
        raise failure(Fault.UNAUTHORISED)
    if status == 429:
        raise failure(Fault.RATE_LIMITED, retry_after_s=_seconds(headers.get(b"retry-after", b"")))
    if status >= 500:
        raise failure(Fault.SERVER)
    if status >= 400:
        raise failure(Fault.REJECTED)
    if status != 200 or headers.get(b"content-encoding", b"identity") != b"identity":
        raise failure(Fault.UNREADABLE)


def _seconds(written: bytes) -> float:
    """Retry-After in seconds; as a date, or unreadable, it says nothing."""
    return min(float(written), _LONGEST_PAUSE_S) if written.isdigit() else 0.0


@cache
def _tls() -> ssl.SSLContext:
    """Certificates are verified; SSL_CERT_FILE can add a company's own authority."""
    return httpx.create_ssl_context()


def http_client(transport: OneAddress) -> httpx.Client:
    """A client that knows no other way out than the transport."""
    return httpx.Client(transport=transport, trust_env=False, follow_redirects=False)
