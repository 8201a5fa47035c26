"""`/hooks/git`: a signed push of the published branch asks for a publish, nothing else does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.publishing.outcome import note_fetch
from kb.publishing.requests import ask, finish, pending
from kb.settings import Settings
from tests.connectors.git_pushes import AFTER, HOSTS, SECRET, by_github, push
from tests.delivery.conftest import NOW
from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary
from webapp.records import records
from webapp.security import LARGEST_BODY_BYTES
from webapp.serving import serving

ADDRESS = "/hooks/git"
every = pytest.mark.parametrize("host", HOSTS)


@pytest.fixture
def opened(library: FakeLibrary, database: None) -> Iterator[Any]:
    """Makes a client of an application with this secret; forgers are not limited where asked."""
    made: list[Flask] = []

    def client(secret: str = SECRET, **others: Any) -> FlaskClient:
        app = build(library, git_webhook_secret=secret, content_ref="main", **others)
        made.append(app)
        with app.app_context():
            serving().clock = lambda: NOW
        return app.test_client()

    yield client
    for app in made:
        with app.app_context():
            records().store.close()


def data() -> Path:
    return Settings().data_dir


def waits() -> bool:
    """Whether a publish is asked for; it is served with that."""
    request = pending(data())
    if request is not None:
        finish(data(), request)
    return request is not None


@every
def test_a_push_to_the_published_branch_asks_for_a_publish(opened: Any, host: str) -> None:
    signed, secret = HOSTS[host]
    body = push()

    answer = opened(secret).post(ADDRESS, data=body, headers=signed(body))

    assert answer.status_code == 202
    assert answer.json == {"status": "taken", "commit": AFTER, "will": "publish"}
    request = pending(data())
    assert request is not None
    assert request.by == host.removesuffix("-signed")


def test_what_will_happen_is_told(opened: Any) -> None:
    body = push()

    answer = opened(content_remote="origin").post(ADDRESS, data=body, headers=by_github(body))

    assert answer.json["will"] == "fetch, then publish"


@every
def test_a_push_that_is_told_again_asks_for_nothing(opened: Any, host: str) -> None:
    signed, secret = HOSTS[host]
    client, body, other = opened(secret), push(), push(after="3" * 40)
    first = signed(body)
    client.post(ADDRESS, data=body, headers=first)
    assert waits()

    again = client.post(ADDRESS, data=body, headers=first)
    assert (again.status_code, again.json) == (200, {"status": "known"})
    same_name = client.post(ADDRESS, data=other, headers=signed(other))
    assert same_name.json == {"status": "known"}
    if host != "gitlab-signed":  # there the name is signed too
        renamed = {name: "d-2" if value == "d-1" else value for name, value in first.items()}
        assert client.post(ADDRESS, data=body, headers=renamed).json == {"status": "known"}
    assert not waits()
    assert client.post(ADDRESS, data=other, headers=signed(other, "d-3")).json == (
        {"status": "known"} if host != "gitlab-signed" else
        {"status": "taken", "commit": "3" * 40, "will": "publish"}
    )  # fmt: skip


@every
@pytest.mark.parametrize(
    ("event", "body", "reason"),
    [
        ("ping", push(), "event"),
        ("Tag Push Hook", push(), "event"),
        ("", push(), "event"),
        (None, push("refs/heads/other"), "branch"),
        (None, push("refs/tags/main"), "branch"),
        (None, push("main"), "branch"),
        (None, push("--upload-pack=touch /tmp/x"), "branch"),
        (None, push("refs/heads/main\n--exec=x"), "branch"),
        (None, push(ref=None), "branch"),  # type: ignore[arg-type]
        (None, push(after="0" * 40), "deleted"),
        (None, push(after="0" * 64), "deleted"),
    ],
)
def test_what_changes_nothing_that_is_published_is_answered_well(
    opened: Any, host: str, event: str | None, body: bytes, reason: str
) -> None:
    signed, secret = HOSTS[host]
    headers = signed(body) if event is None else signed(body, event=event)

    answer = opened(secret).post(ADDRESS, data=body, headers=headers)

    assert (answer.status_code, answer.json) == (200, {"status": "ignored", "reason": reason})
    assert not waits()


@every
def test_a_forged_one_is_refused_and_soon_unread(opened: Any, host: str) -> None:
    signed, secret = HOSTS[host]
    client, body = opened(secret), push()
    good = signed(body)
    signature = {name for name in good if "signature" in name or name.endswith("token")}
    forged = [
        {},
        {name: value for name, value in good.items() if name not in signature},
        good | dict.fromkeys(signature, "sha256="),
        good | dict.fromkeys(signature, ""),
        good | dict.fromkeys(signature, "ż" * 64),
    ]

    codes = [client.post(ADDRESS, data=body, headers=headers).status_code for headers in forged]
    changed = client.post(ADDRESS, data=body + b" ", headers=good).status_code
    rest = [client.post(ADDRESS, data=b"x").status_code for _ in range(25)]

    assert codes == [403] * len(forged)
    # The bare token of GitLab says nothing of the body.
    assert changed == (202 if host == "gitlab" else 403)
    assert set(rest) == {403, 429}
    assert rest[-1] == 429
    assert waits() is (host == "gitlab")


def test_a_signed_one_that_was_recorded_is_refused_later(opened: Any) -> None:
    signed, secret = HOSTS["gitlab-signed"]
    client, body = opened(secret), push()
    with client.application.app_context():
        serving().clock = lambda: NOW.replace(year=2027)

    assert client.post(ADDRESS, data=body, headers=signed(body)).status_code == 403


@pytest.mark.parametrize("body", [b"", b"null", b"{", b"\xff", b"[" * 50_000])
def test_a_signed_body_that_cannot_be_read(opened: Any, body: bytes) -> None:
    answer = opened().post(ADDRESS, data=body, headers=by_github(body))

    assert answer.status_code == 400
    assert not waits()


def test_a_body_is_read_up_to_its_limit(opened: Any) -> None:
    client = opened()

    assert client.post(ADDRESS, data=b" " * LARGEST_BODY_BYTES).status_code == 403
    assert client.post(ADDRESS, data=b" " * (LARGEST_BODY_BYTES + 1)).status_code == 413


def test_where_no_request_can_be_written_the_host_is_asked_to_come_again(opened: Any) -> None:
    client, body = opened(), push()
    (data() / "publishing").write_text("a file")

    answer = client.post(ADDRESS, data=body, headers=by_github(body))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    (data() / "publishing").unlink()
    assert client.post(ADDRESS, data=body, headers=by_github(body)).status_code == 202


def test_without_a_secret_there_is_no_address(library: FakeLibrary) -> None:
    body = push()

    answer = build(library).test_client().post(ADDRESS, data=body, headers=by_github(body))

    assert answer.status_code == 404


HEADERS = sorted({name for signed, _ in HOSTS.values() for name in signed(push())})
VALUES = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f")),
    st.sampled_from(
        ["push", "Push Hook", "d-9", "sha256=", SECRET[:-1], f"{SECRET} ", "v1,", "0", "9" * 11]
    ),
)
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just("refs/heads/main"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["ref", "after", "before"]) | st.text(), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    headers=st.dictionaries(st.sampled_from(HEADERS), VALUES, max_size=6),
    body=st.binary(max_size=200) | JSONS.map(lambda found: json.dumps(found).encode()),
)
def test_whatever_is_sent_unsigned_nothing_is_taken_and_nothing_fails(
    opened: Any, headers: dict[str, str], body: bytes
) -> None:
    client = opened()

    answer = client.post(ADDRESS, data=body, headers=headers)

    assert answer.status_code in {403, 429}
    assert not waits()


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(found=JSONS)
def test_whatever_is_signed_is_answered_and_never_fails(opened: Any, found: object) -> None:
    body = json.dumps(found).encode()

    answer = opened().post(ADDRESS, data=body, headers=by_github(body))

    assert answer.status_code in {200, 202, 400}


def test_ready_says_how_the_last_publish_ended_and_nothing_of_what_it_said(
    opened: Any,
) -> None:
    client = opened()
    assert client.get("/readyz").json["publishing"] == {"state": "none"}
    note_fetch(data(), "main", "fatal: https://git.example.org said no")

    answer = client.get("/readyz")

    assert answer.json["publishing"]["fetching"] == "failed"
    assert b"git.example.org" not in answer.data


def test_a_request_is_one_however_many_ask(opened: Any) -> None:
    ask(data(), "github", NOW)
    ask(data(), "github", NOW)

    assert waits()
    assert not waits()
