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
from tests.answer.llm.adversaries import FAULTS, OBEYED
from tests.answer.llm.conftest import HONEST, LIMIT_S, MATERIAL
from tests.answer.llm.stub import answers, is_silent, response, sends, sentences, serving

At = Callable[..., Generator]


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
