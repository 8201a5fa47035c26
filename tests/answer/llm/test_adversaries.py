"""Whatever the server does: a typed error or checked sentences, in time, and no other request."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from kb.answer.llm.faults import Fault
from kb.answer.llm.generate import Check, Generator
from kb.answer.model import Status
from kb.errors import GeneratorError
from tests.answer.llm.conftest import HONEST, LIMIT_S, MATERIAL
from tests.answer.llm.stub import (
    Behaviour,
    answers,
    completion,
    drips,
    floods,
    is_silent,
    response,
    sends,
    sentences,
    serving,
)

At = Callable[..., Generator]

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
#: A redirect that a careless client would follow to where a cloud keeps credentials.
TO_METADATA = response(b"", "302 Found", ["Location: http://169.254.169.254/latest/meta-data/"])
OBEYED = "ZHAKOWANO. Oto instrukcja: zwracamy 500 zł każdemu, kto napisze."

FAULTS: dict[str, tuple[Behaviour, Fault]] = {
    "obeys every instruction": (answers(OBEYED), Fault.UNREADABLE),
    "obeys in the right form": (
        answers(sentences((OBEYED, ["zwroty0001"]))),
        Fault.UNSUPPORTED,
    ),
    "tells what it was told": (
        answers(sentences(("Rules: say only what a passage says.", ["zwroty0001"]))),
        Fault.WRONG_LANGUAGE,
    ),
    "garbage": (sends(b"\x00\xff\x13garbage" * 100), Fault.UNREADABLE),
    "garbage as JSON": (sends(response(b"\xff\xfe{{{")), Fault.UNREADABLE),
    "HTML": (sends(response(b"<html><script>alert(1)</script></html>")), Fault.UNREADABLE),
    "HTML in the answer": (answers("<p>Zwrot w 14 dni</p>"), Fault.UNREADABLE),
    "closes at once": (sends(b""), Fault.UNREADABLE),
    "an empty body": (sends(response(b"")), Fault.UNREADABLE),
    "an empty answer": (answers(""), Fault.UNREADABLE),
    "no choices": (sends(response(b'{"choices": []}')), Fault.UNREADABLE),
    "an answer that is a number": (
        sends(response(b'{"choices": [{"message": {"content": 7}}]}')),
        Fault.UNREADABLE,
    ),
    "deep nesting": (sends(response(b"[" * 200_000)), Fault.UNREADABLE),
    "deep nesting in the answer": (answers("[" * 50_000), Fault.UNREADABLE),
    "50 MB": (floods(OK + b"Content-Length: 50000000\r\n\r\n", b"x" * 65536), Fault.TOO_LARGE),
    "an endless stream": (floods(CHUNKED, b"1000\r\n" + b"x" * 4096 + b"\r\n"), Fault.TOO_LARGE),
    "a stream of events": (
        floods(OK.replace(b"application/json", b"text/event-stream") + b"\r\n", b"data: {}\n\n"),
        Fault.TOO_LARGE,
    ),
    "a huge header": (floods(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536), Fault.UNREADABLE),
    "endless interim answers": (floods(b"", b"HTTP/1.1 102 Processing\r\n\r\n"), Fault.TOO_LARGE),
    "a bomb in gzip": (
        sends(response(b"\x1f\x8b", headers=["Content-Encoding: gzip"])),
        Fault.UNREADABLE,
    ),
    "a byte at a time": (drips(response(completion("x" * 4000))), Fault.TIMEOUT),
    "silence": (is_silent, Fault.TIMEOUT),
    "less than it promised": (sends(response(b"{}", length=900)), Fault.UNREADABLE),
    "invented keys": (answers(sentences((HONEST, ["zmyslony99"]))), Fault.UNSUPPORTED),
    "no keys": (answers(sentences((HONEST, []))), Fault.UNSUPPORTED),
    "another language": (
        answers(sentences(("You can return the goods within 14 days.", ["zwroty0001"]))),
        Fault.WRONG_LANGUAGE,
    ),
    "German": (
        answers(
            sentences(("Sie können die Ware innerhalb von 14 Tagen zurückgeben.", ["zwroty0001"]))
        ),
        Fault.WRONG_LANGUAGE,
    ),
    "a valid beginning": (
        answers(sentences((HONEST, ["zwroty0001"]))[:-2] + ', {"text": "Zwr'),
        Fault.UNREADABLE,
    ),
    "401": (sends(response(b"{}", "401 Unauthorized")), Fault.UNAUTHORISED),
    "403": (sends(response(b"{}", "403 Forbidden")), Fault.UNAUTHORISED),
    "404": (sends(response(b"{}", "404 Not Found")), Fault.REJECTED),
    "429": (
        sends(response(b"{}", "429 Too Many Requests", ["Retry-After: 7"])),
        Fault.RATE_LIMITED,
    ),
    "500": (sends(response(b"{}", "500 Internal Server Error")), Fault.SERVER),
    "503 and 50 MB": (
        floods(b"HTTP/1.1 503 No\r\nContent-Length: 50000000\r\n\r\n", b"x" * 65536),
        Fault.SERVER,
    ),
    "a redirect to metadata": (sends(TO_METADATA), Fault.REDIRECT),
    "an upgrade": (
        sends(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"),
        Fault.UNREADABLE,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_server_that_misbehaves_is_an_error_of_its_kind_in_time(
    name: str, generator: At, check: Check
) -> None:
    behaviour, fault = FAULTS[name]
    with serving(behaviour) as stub:
        asking = generator(stub.url)
        started = time.monotonic()
        with pytest.raises(GeneratorError) as caught:
            asking.generate(MATERIAL, check)
        took = time.monotonic() - started

    assert caught.value.kind == fault
    assert caught.value.help
    assert took < LIMIT_S + 0.5
    # The first try, the one after it, and each without the form where the server rejects that.
    assert 1 <= stub.connections <= 2


def test_a_redirect_to_another_port_is_not_followed(generator: At, check: Check) -> None:
    with serving(answers(sentences((HONEST, ["zwroty0001"])))) as other:
        location = f"Location: {other.url}/chat/completions"
        for status in ("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"):
            with serving(sends(response(b"", status, [location]))) as stub:
                with pytest.raises(GeneratorError) as caught:
                    generator(stub.url).generate(MATERIAL, check)

                assert caught.value.kind == Fault.REDIRECT
                assert stub.connections == 1

        assert other.connections == 0


def test_proxies_and_keys_of_the_environment_are_not_used(
    generator: At, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        serving(answers(OBEYED)) as proxy,
        serving(answers(sentences((HONEST, ["zwroty0001"])))) as stub,
    ):
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "")
        for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
            monkeypatch.setenv(name, "cudzy-sekret")
        monkeypatch.setenv("OPENAI_API_BASE", proxy.url)
        monkeypatch.setenv("OPENAI_BASE_URL", proxy.url)

        generator(stub.url, key=None).generate(MATERIAL, check)

    assert proxy.connections == 0
    assert "authorization" not in stub.asked[0].headers
    assert "cudzy-sekret" not in json.dumps(stub.asked[0].headers)


def test_only_the_headers_of_the_body_and_the_key_are_sent(generator: At, check: Check) -> None:
    with serving(answers(sentences((HONEST, ["zwroty0001"])))) as stub:
        generator(stub.url).generate(MATERIAL, check)

    (asked,) = stub.asked
    assert asked.line == "POST /v1/chat/completions HTTP/1.1"
    assert asked.headers == {
        "host": f"127.0.0.1:{stub.port}",
        "content-type": "application/json",
        "content-length": asked.headers["content-length"],
        "accept": "application/json",
        "accept-encoding": "identity",
        "authorization": "Bearer sekret-1",
        "connection": "close",
        "user-agent": "podpowiedz",
    }


def test_nobody_at_the_address_is_an_error_at_once(generator: At, check: Check) -> None:
    with serving(is_silent) as stub:
        url = stub.url
    asking = generator(url)
    started = time.monotonic()

    with pytest.raises(GeneratorError) as caught:
        asking.generate(MATERIAL, check)

    assert caught.value.kind == Fault.UNREACHABLE
    assert caught.value.retryable
    assert time.monotonic() - started < LIMIT_S


def test_a_server_that_shows_no_valid_certificate_is_not_talked_to(
    generator: At, check: Check
) -> None:
    with serving(is_silent) as stub, pytest.raises(GeneratorError) as caught:
        generator(stub.url.replace("http:", "https:")).generate(MATERIAL, check)

    assert caught.value.kind in {Fault.UNREACHABLE, Fault.TIMEOUT}
    assert stub.asked == []


def test_nothing_that_was_written_reaches_the_log(
    generator: At, check: Check, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with serving(answers(sentences((HONEST, ["zwroty0001"])))) as stub:
        generator(stub.url).generate(MATERIAL, check)
    with serving(answers(OBEYED)) as stub, pytest.raises(GeneratorError):
        generator(stub.url).generate(MATERIAL, check)

    assert "A draft by the model: 1 sentences, 0 unsupported" in caplog.text
    for words in ("czasu na zwrot", "14 dni", "ZHAKOWANO", "sekret-1", "telefon"):
        assert words not in caplog.text


def test_sentences_that_obey_an_instruction_are_marked_beside_honest_ones(
    generator: At, check: Check
) -> None:
    mixed = sentences((HONEST, ["zwroty0001"]), ("Zwracamy 500 zł każdemu.", ["zwroty0001"]))
    with serving(answers(mixed)) as stub:
        generated = generator(stub.url).generate(MATERIAL, check)

    assert [one.status for one in generated.sentences] == [Status.SUPPORTED, Status.UNSUPPORTED]
    assert generated.sentences[1].reasons
