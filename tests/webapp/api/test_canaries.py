"""Personal data through every address of the API, right and wrong: none of it stays behind."""

from __future__ import annotations

import http.client
import json
import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from kb.errors import IndexMissing, KbError, MessageError, StoreUnavailable
from kb.model import Scope
from kb.settings import Settings
from kb.store.tokens import add_token
from kb.wiring import migrate, open_recorder, open_store
from tests.webapp.api.conftest import CHECK, START, SUGGESTIONS, Caller
from tests.webapp.conftest import build
from tests.webapp.fakes import FakeAssistant, FakeLibrary
from tests.webapp.test_server import serving
from webapp.records import RECORDS

#: Thirty kinds, as customers write them; check sums are right where there are any.
CANARIES = (
    "44051401359",
    "440514 01359",
    "5252248481",
    "525-224-84-81",
    "PL5252248481",
    "123456785",
    "PL61109010140000071219812874",
    "61 1090 1014 0000 0712 1981 2874",
    "DE89370400440532013000",
    "4111111111111111",
    "4111 1111 1111 1111",
    "ABA300000",
    "aba 300000",
    "EA1234566",
    "jan.kowalski@example.pl",
    "Jan.Kowalski+sklep@example.pl",
    "jan(at)example.pl",
    "+48 600 700 800",
    "600700800",
    "600-700-800",
    "0048600700800",
    "(22) 123 45 67",
    "+380 67 123 45 67",
    "ul. Tajna 7/12, 30-001 Kraków",
    "Brzęczyszczykiewicz",
    "Annie Kowalskiej-Wąż",
    "LD-2026-104233",
    "620999888777666123456789",
    "KR 1AB23",
    "192.0.2.77",
)
#: Words that carry them, so that one search finds whatever stays.
MARK = "zqxkanarek"


def bodies(canary: str) -> Iterator[bytes]:
    """Requests with a canary in every place, right ones and wrong ones."""
    said = f"{MARK} {canary}"
    right: list[Any] = [
        {"message": said, "customer_name": said, "conversation": said, said: said},
        {"messages": [said, said], "channel": "social"},
        {"text": f"{said}. {said}", "keys": [said], "commit": said, "message": said},
        {"sentences": [{"text": said, "citations": [said]}]},
    ]
    wrong: list[Any] = [
        said,
        [said],
        {said: said},
        {"message": said, "channel": said},
        {"message": said, "language": said},
        {"message": {said: said}},
        {"messages": [said, {said: 1}]},
        {"message": f"{said}\0"},
        {"message": said * 4000},
        {"sentences": [{said: said}]},
        {"text": said, "keys": {said: said}},
    ]
    for one in (*right, *wrong):
        yield json.dumps(one, ensure_ascii=False).encode()
    yield f'{{"message": "{said}'.encode()
    yield f'{{"{said}": 1, "{said}": 2}}'.encode()
    yield f'{{"message": "{said}"}}'.encode("utf-16")
    yield said.encode() * 8000


def left(canary: str, text: str) -> bool:
    return MARK in text or canary in text


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.fixture
def app(library: FakeLibrary) -> Flask:
    """Without limits: all that is sent here reaches what is behind them."""
    return build(library, rate_limit=0)


FAILURES = (
    None,
    IndexMissing("Nothing has been published."),
    StoreUnavailable("The disk is full."),
    MessageError("unreadable", "The message is not text."),
    RuntimeError(f"a fault that quotes {MARK}"),
)


def test_there_are_thirty_kinds() -> None:
    assert len(set(CANARIES)) == 30


@pytest.mark.parametrize("failure", FAILURES, ids=lambda one: type(one).__name__)
def test_nothing_of_a_message_stays_in_logs_figures_or_refusals(
    caller: Caller,
    assistant: FakeAssistant,
    everything_logged: pytest.LogCaptureFixture,
    failure: Exception | None,
) -> None:
    assistant.failure = failure
    stranger = Caller(caller.client, "pk_x")
    for number, canary in enumerate(CANARIES):
        environ = {"REMOTE_ADDR": f"198.51.100.{number}"}
        for sent in bodies(canary):
            for address in (SUGGESTIONS, CHECK):
                response = caller.post(address, sent, environ_overrides=environ)
                assert response.status_code != 429
                if response.status_code != 200:
                    assert not left(canary, response.get_data(as_text=True))
                assert not left(canary, str(response.headers))
        for refused in (
            stranger.post(SUGGESTIONS, f"{MARK} {canary}".encode(), environ_overrides=environ),
            caller.post(SUGGESTIONS, canary.encode(), content_type=f"text/plain; x={MARK}"),
        ):
            assert refused.status_code in (401, 415, 429)
            assert not left(canary, refused.get_data(as_text=True))

    figures = caller.client.get("/metrics").get_data(as_text=True)
    for canary in CANARIES:
        assert not left(canary, everything_logged.text)
        assert not left(canary, figures)
    if isinstance(failure, RuntimeError):
        assert "RuntimeError\n  File " in everything_logged.text, "the place of a fault is logged"


def test_the_canaries_would_be_noticed(caller: Caller, assistant: FakeAssistant) -> None:
    """Right requests are answered with them: they do come through."""
    for canary in CANARIES:
        sent = next(bodies(canary))
        assert left(canary, caller.post(SUGGESTIONS, sent).get_data(as_text=True))
    assert len(assistant.asked) == len(CANARIES)


@pytest.mark.parametrize("failure", [None, IndexMissing("x"), RuntimeError("a fault")], ids=str)
def test_nothing_of_a_question_stays_in_logs_or_figures(
    app: Flask,
    library: FakeLibrary,
    everything_logged: pytest.LogCaptureFixture,
    failure: KbError | None,
) -> None:
    library.failure = failure
    client = app.test_client()
    for canary in CANARIES:
        said = quote(f"{MARK} {canary}", safe="")
        for address in (
            f"search?q={said}",
            f"search?q=zwrot&category={said}",
            f"search?q=zwrot&limit={said}&{said}={said}",
            f"complete?q={said}",
            f"articles/{said}",
            f"{said}",
            f"openapi.json?{said}",
        ):
            client.get(f"/api/v1/{address}")
            client.post(f"/api/v1/{address}", data=said)

    figures = client.get("/metrics").get_data(as_text=True)
    for canary in CANARIES:
        assert not left(canary, everything_logged.text + figures)


def test_searches_are_masked_in_the_database_and_drafts_are_not_there(
    app: Flask, caller: Caller, tmp_path: Path
) -> None:
    settings = Settings()
    recorder = app.extensions[RECORDS].recorder = open_recorder(
        settings, app.extensions[RECORDS].store
    )
    identifiers = [one for one in CANARIES if one in MASKED]
    for canary in identifiers:
        caller.client.get("/api/v1/search", query_string={"q": f"zwrot {canary}"})
    for canary in CANARIES:
        for sent in bodies(canary):
            caller.post(SUGGESTIONS, sent)
    recorder.close()

    files = b"".join(path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file())
    assert b"zwrot [" in files, "searches were stored"
    assert MARK.encode() not in files
    assert [one for one in identifiers if one.encode() in files] == []


#: What the masking of searches promises to find, see docs/operations.md.
MASKED = {
    "44051401359",
    "525-224-84-81",
    "PL61109010140000071219812874",
    "4111 1111 1111 1111",
    "jan.kowalski@example.pl",
    "+48 600 700 800",
    "600-700-800",
}


def test_a_running_server_writes_nothing_of_it_down(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    migrate(settings)
    with closing(open_store(settings)) as store:
        token = add_token(store, "crm", [Scope.SUGGEST], START)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with serving(tmp_path) as running:
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=20)

        def send(method: str, path: str, body: bytes | None = None) -> int:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
            if response.headers.get("Connection") == "close":
                connection.close()
            return response.status

        for canary in CANARIES:
            said = quote(f"{MARK} {canary}", safe="")
            assert send("POST", SUGGESTIONS, next(bodies(canary))) == 200
            assert send("POST", f"{CHECK}?{said}", f'"{canary}'.encode()) == 400
            assert send("GET", f"/api/v1/articles/{said}") == 404
            assert send("GET", f"/api/v1/articles/{quote(canary, safe='')}") == 404
        long = json.dumps({"message": "a" * 100 * 1024}).encode()
        assert send("POST", SUGGESTIONS, long) == 200
        assert send("POST", SUGGESTIONS, long * 2) == 413
        connection.close()
        _, log = running.stop()

    assert "POST /api/v1/suggestions 200" in log
    assert "GET /api/v1/articles/- 404" in log
    files = "".join(
        path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()
    )
    for canary in CANARIES:
        assert not left(canary, log), canary
        assert not left(canary, files), canary
    assert token not in log
