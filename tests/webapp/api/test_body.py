"""JSON is read strictly, and what is wrong with it is said without repeating it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from flask import request
from hypothesis import given
from hypothesis import strategies as st

from tests.webapp.api.conftest import CHECK, SUGGESTIONS, Caller
from tests.webapp.conftest import build
from tests.webapp.fakes import FakeAssistant, FakeLibrary
from webapp.api import body
from webapp.inputs import BodyError


@pytest.mark.parametrize("address", [SUGGESTIONS, CHECK])
@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json-patch+json",
        "application/json; charset=iso-8859-2",
    ],
)
def test_only_json_in_utf_8_is_read(caller: Caller, address: str, kind: str) -> None:
    found = caller.problem(address, b'{"message": "a"}', 415, content_type=kind)

    assert found["type"] == "urn:podpowiedz:problem:not-json"
    assert "application/json" in found["detail"]


def test_compressed_json_is_not_read(caller: Caller) -> None:
    caller.problem(SUGGESTIONS, b"\x1f\x8b", 415, headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON", "application/json; charset=UTF-8"]
)
def test_json_may_say_that_it_is_utf_8(caller: Caller, kind: str) -> None:
    sent = '{"message": "Jak zwrócić?"}'.encode()

    assert caller.post(SUGGESTIONS, sent, content_type=kind).status_code == 200


def test_a_mark_at_the_beginning_is_passed_over(caller: Caller) -> None:
    assert caller.post(SUGGESTIONS, b'\xef\xbb\xbf{"message": "a"}').status_code == 200


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"tajne", "not-json"),
        (b'{"message": "tajne}', "not-json"),
        (b'{"message": "tajne"} x', "not-json"),
        (b"{'message': 'tajne'}", "not-json"),
        (b'{"message": "a\nb"}', "not-json"),
        (b'{"message": "tajne", "n": NaN}', "not-json"),
        (b'{"message": "tajne", "n": -Infinity}', "not-json"),
        (b'{"message": "tajne", "n": ' + b"1" * 5000 + b"}", "not-json"),
        (b'{"message": "tajne", "message": "b"}', "twice"),
        (b'{"message": "a", "x": {"tajne": 1, "tajne": 2}}', "twice"),
        (b'{"message": "tajne \xff"}', "unreadable"),
        ('{"message": "tajne"}'.encode("utf-16"), "unreadable"),
        (b"[" * 60_000 + b"]" * 60_000, "too-deep"),
        (b'{"message": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_001, "too-deep"),
        (b"[]", "wrong-type"),
        (b'"tajne"', "wrong-type"),
        (b"null", "wrong-type"),
    ],
    ids=lambda case: str(case)[:30],
)
def test_what_is_no_json_object_is_refused_without_repeating_it(
    caller: Caller, assistant: FakeAssistant, sent: bytes, reason: str
) -> None:
    found = caller.problem(SUGGESTIONS, sent, 400)

    assert found["type"] == "urn:podpowiedz:problem:bad-body"
    assert (found["parameter"], found["reason"]) == ("body", reason)
    assert "tajne" not in str(found)
    assert assistant.asked == []


def test_a_mistake_is_found_by_its_place(caller: Caller) -> None:
    found = caller.problem(SUGGESTIONS, b'{"message": "a",\n "channel": chat}', 400)

    assert found["detail"] == "the body is not JSON at line 2, column 13"


def test_the_largest_body_is_read_and_a_larger_one_told_the_limit(caller: Caller) -> None:
    rest = len(json.dumps({"message": "a", "padding": ""}))

    def padded(size: int) -> bytes:
        return json.dumps({"message": "a", "padding": "x" * (size - rest)}).encode()

    assert caller.post(SUGGESTIONS, padded(128 * 1024)).status_code == 200
    for address in (SUGGESTIONS, CHECK):
        found = caller.problem(address, padded(128 * 1024 + 1), 413)
        assert found["type"] == "urn:podpowiedz:problem:too-large"
        assert "at most 131072 bytes" in found["detail"]


def test_other_addresses_keep_their_smaller_limit(library: FakeLibrary) -> None:
    app = build(library)
    app.add_url_rule("/x", "x", lambda: {"read": len(request.get_data())}, methods=["POST"])
    client = app.test_client()

    assert client.post("/x", data=b"x" * 65_536).status_code == 200
    assert client.post("/x", data=b"x" * 65_537).status_code == 413


_JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), _JSON))
def test_every_object_of_json_is_read_as_it_was_written(written: dict[str, Any]) -> None:
    assert body.parsed(json.dumps(written).encode()) == written


@given(st.binary())
def test_whatever_is_sent_is_json_or_a_clear_refusal(sent: bytes) -> None:
    with suppress(BodyError):
        json.dumps(body.parsed(sent))
