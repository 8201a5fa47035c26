"""Names that lead elsewhere, names that nobody answers for, and TLS."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.answer.llm import transport
from kb.answer.llm.faults import Fault
from kb.answer.llm.generate import Check, Generator
from kb.errors import GeneratorError
from tests.answer.llm.conftest import HONEST, LIMIT_S, MATERIAL
from tests.answer.llm.stub import (
    Behaviour,
    answers,
    completion,
    drips,
    response,
    sentences,
    serving,
)

At = Callable[..., Generator]

GOOD = answers(sentences((HONEST, ["zwroty0001"])))
#: A certificate of localhost with its key, for these tests alone.
CERTIFICATE = Path(__file__).with_name("localhost.pem")


@pytest.fixture
def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The certificate's authority is known to this machine."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    transport._tls.cache_clear()
    yield
    transport._tls.cache_clear()


def lead_to(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    """Every name leads to these numbers."""

    def answer(host: str, port: int, *_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in numbers]

    monkeypatch.setattr("kb.answer.llm.connection.socket.getaddrinfo", answer)


def kind_of(generator: Generator, check: Check) -> str:
    with pytest.raises(GeneratorError) as caught:
        generator.generate(MATERIAL, check)
    return caught.value.kind


@pytest.mark.parametrize(
    "numbers",
    [
        ("169.254.169.254",),
        ("127.0.0.1", "169.254.169.254"),
        ("::ffff:169.254.169.254",),
        ("fe80::1%eth0",),
        ("0.0.0.0",),
    ],
)
def test_a_name_that_leads_to_a_forbidden_number_is_not_connected_to(
    numbers: tuple[str, ...], generator: At, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_to(monkeypatch, *numbers)
    with serving(GOOD) as stub:
        url = f"https://llm.example.org:{stub.port}/v1"

        assert kind_of(generator(url), check) == Fault.FORBIDDEN_ADDRESS
        assert stub.connections == 0


def test_plain_http_does_not_leave_this_machine_whatever_localhost_means(
    generator: At, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_to(monkeypatch, "10.0.0.7")

    assert kind_of(generator("http://localhost:8080/v1"), check) == Fault.FORBIDDEN_ADDRESS


def test_localhost_is_this_machine(generator: At, check: Check) -> None:
    with serving(GOOD) as stub:
        generator(stub.url.replace("127.0.0.1", "localhost")).generate(MATERIAL, check)


def test_a_name_that_nobody_knows_is_unreachable(
    generator: At, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("kb.answer.llm.connection.socket.getaddrinfo", nobody)

    assert kind_of(generator("https://llm.example.org/v1"), check) == Fault.UNREACHABLE


def test_a_resolver_that_hangs_is_waited_for_no_longer_than_allowed(
    generator: At, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    monkeypatch.setattr(
        "kb.answer.llm.connection.socket.getaddrinfo", lambda *_, **__: over.wait(30) and []
    )
    asking = generator("https://llm.example.org/v1")
    started = time.monotonic()
    try:
        assert kind_of(asking, check) == Fault.TIMEOUT
        assert time.monotonic() - started < LIMIT_S + 0.5
    finally:
        over.set()


def test_a_certificate_that_is_known_is_accepted(
    tls: ssl.SSLContext, trusted: None, generator: At, check: Check
) -> None:
    with serving(GOOD, tls) as stub:
        assert generator(stub.url).generate(MATERIAL, check).unsupported == 0


def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_said(
    tls: ssl.SSLContext, generator: At, check: Check
) -> None:
    with serving(GOOD, tls) as stub:
        assert kind_of(generator(stub.url), check) == Fault.UNREACHABLE
        assert stub.asked == []


def test_a_certificate_of_another_name_is_refused(
    tls: ssl.SSLContext,
    trusted: None,
    generator: At,
    check: Check,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lead_to(monkeypatch, "127.0.0.1")
    with serving(GOOD, tls) as stub:
        url = f"https://llm.example.org:{stub.port}/v1"

        assert kind_of(generator(url), check) == Fault.UNREACHABLE
        assert stub.asked == []


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_byte_at_a_time_ends_with_the_time(
    encrypted: bool, tls: ssl.SSLContext, trusted: None, generator: At, check: Check
) -> None:
    slow: Behaviour = drips(response(completion("x" * 3000)))
    with serving(slow, tls if encrypted else None) as stub:
        asking = generator(stub.url)
        started = time.monotonic()

        assert kind_of(asking, check) == Fault.TIMEOUT
        assert time.monotonic() - started < LIMIT_S + 0.5
