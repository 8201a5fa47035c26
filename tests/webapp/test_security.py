from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.ingest.editorial import Logo
from kb.store.messages import NewMessage, add_message
from tests.delivery.conftest import INVITATIONS
from tests.webapp.conftest import build
from tests.webapp.fakes import COMMIT, EDITORIAL, FakeLibrary
from webapp import theme
from webapp.assets import asset_url
from webapp.desks import PREFIXES
from webapp.public.ticket import new_form
from webapp.records import records
from webapp.security import CACHING, FRAMED, HEADERS, HOUR, NEVER, OWN_HEADERS, REVALIDATE, YEAR
from webapp.serving import serving

SAMPLES = {"slug": "koszt-zwrotu", "filename": "site.css", "kind": "svg", "number": "7K4M-2QX9"}
SAMPLES["commit"] = COMMIT
OWN_SAMPLES = {
    "public.survey": {"token": INVITATIONS.token(SAMPLES["number"])},
    "widget.script": {"number": "1"},
    "public.category": {"slug": "zwroty"},
    "branding.logo": {"version": cast("Logo", EDITORIAL.logo).digest},
    "branding.stylesheet": {"version": theme.version(theme.whole_stylesheet(EDITORIAL.colours))},
}

SHOP = "http://localhost"

WITH_QUESTION = ("search", "suggest", "complete")
#: Endpoints that need a question.
ASKED = {"public.search", "public.suggest", "widget.search", "widget.suggest", "api.search"}


@pytest.fixture
def app(library: FakeLibrary) -> Flask:
    """Every route answers: the demonstration of the widget is there for its own site."""
    return build(library, widget_origins=SHOP)


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Endpoint and a working address for every route."""
    for rule in app.url_map.iter_rules():
        # The desk is walked by role (tests/webapp/panel/test_every_route.py).
        if "GET" not in (rule.methods or ()) or rule.endpoint.partition(".")[0] in PREFIXES:
            continue
        path = rule.rule
        for name in rule.arguments - set(rule.defaults or {}):
            value = OWN_SAMPLES.get(rule.endpoint, SAMPLES).get(name, SAMPLES.get(name, ""))
            path = re.sub(f"<([^<:]+:)?{name}>", value, path)
        if rule.endpoint == "public.rated":
            path += f"?ocena={rated(app)}"
        yield rule.endpoint, path + ("?q=zwrot" if rule.endpoint in ASKED else "")


@pytest.fixture
def a_message(app: Flask, database: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The message of the sample number, and the survey about its answer."""
    monkeypatch.setattr("kb.store.messages.new_number", lambda: SAMPLES["number"])
    with app.app_context():
        store = records().store
        sent = NewMessage(key="1", language="pl", topic="", text="Dzień dobry", email="a@b.pl")
        add_message(store, sent, serving().clock())
        with store.writing() as connection:
            INVITATIONS.invite(connection, SAMPLES["number"], "pl", serving().clock())
    yield
    store.close()


def rated(app: Flask) -> str:
    """What the page that thanks for a rating is told."""
    with app.test_request_context():
        return new_form("koszt-zwrotu", "0" * 40, "")


def carried(response: TestResponse) -> dict[str, str]:
    watched = (*HEADERS, "Access-Control-Allow-Origin")
    return {name: response.headers[name] for name in watched if name in response.headers}


def test_every_route_carries_the_protective_headers(
    app: Flask, client: FlaskClient, a_message: None
) -> None:
    for endpoint, address in addresses(app):
        response = client.get(address)

        assert response.status_code == 200, endpoint
        expected = HEADERS | OWN_HEADERS.get(endpoint, {})
        if endpoint in FRAMED:
            policy = HEADERS["Content-Security-Policy"].replace(
                "frame-ancestors 'none'", f"frame-ancestors {SHOP}"
            )
            expected |= {"Content-Security-Policy": policy}
        assert carried(response) == expected, endpoint


def test_errors_and_redirects_carry_them_too(client: FlaskClient) -> None:
    for address in ("/brak", "/szukaj", "/kategoria/zwroty/", "/api/v1/search"):
        assert carried(client.get(address)) == HEADERS


def test_every_route_says_how_long_it_may_be_kept(
    app: Flask, client: FlaskClient, a_message: None
) -> None:
    assert set(CACHING) == {rule.endpoint for rule in app.url_map.iter_rules()}
    for endpoint, address in addresses(app):
        expected = REVALIDATE if endpoint == "static" else CACHING[endpoint]

        assert client.get(address).headers["Cache-Control"] == expected, endpoint


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    policy = HEADERS["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


def test_what_carries_a_question_is_stored_nowhere() -> None:
    assert {CACHING[name] for name in CACHING if name.endswith(WITH_QUESTION)} == {NEVER}


def test_errors_are_not_kept(client: FlaskClient) -> None:
    assert client.get("/artykul/nie-ma").headers["Cache-Control"] == NEVER


def test_a_page_that_did_not_change_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/artykul/koszt-zwrotu")

    again = client.get("/artykul/koszt-zwrotu", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.get_data() == b""


def test_static_files_are_kept_for_a_year_under_the_address_of_their_content(
    app: Flask, client: FlaskClient
) -> None:
    with app.test_request_context():
        address = asset_url("site.js")

    assert client.get(address).headers["Cache-Control"] == YEAR
    assert client.get(address + "old").headers["Cache-Control"] == REVALIDATE
    assert client.get("/static/site.css").headers["Cache-Control"] == REVALIDATE
    assert client.get("/robots.txt").headers["Cache-Control"] == HOUR
    assert address in client.get("/").get_data(as_text=True)


def test_https_is_demanded_only_where_it_is_used(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    assert "Strict-Transport-Security" in client.get("/", base_url="https://localhost").headers


def test_a_proxy_is_believed_only_when_it_was_announced(library: FakeLibrary) -> None:
    forwarded = {"X-Forwarded-Proto": "https"}

    alone = build(library).test_client().get("/", headers=forwarded)
    behind = build(library, proxy_hops=1).test_client().get("/", headers=forwarded)

    assert "Strict-Transport-Security" not in alone.headers
    assert "Strict-Transport-Security" in behind.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("pomoc.example", 200),
        ("pomoc.example:8000", 200),
        ("www.pomoc.example", 200),
        ("elsewhere.example", 400),
    ],
)
def test_only_trusted_hosts_are_answered(library: FakeLibrary, host: str, status: int) -> None:
    client = build(library, trusted_hosts="pomoc.example, www.pomoc.example").test_client()

    page = client.get("/", base_url=f"http://{host}")
    api = client.get("/api/v1/search?q=zwrot", base_url=f"http://{host}")

    assert (page.status_code, api.status_code) == (status, status)
    assert carried(page) == HEADERS
    if status == 400:
        assert api.get_json()["type"] == "urn:podpowiedz:problem:untrusted-host"


def test_bodies_are_limited(app: Flask) -> None:
    assert app.config["MAX_CONTENT_LENGTH"] == 64 * 1024
    assert app.config["MAX_FORM_MEMORY_SIZE"] == 64 * 1024


def test_forms_of_too_many_parts_are_refused(library: FakeLibrary) -> None:
    app = build(library)
    app.add_url_rule("/formularz", "form", lambda: dict(request.form), methods=["POST"])
    client = app.test_client()

    def send(parts: int) -> int:
        fields = {f"field{number}": "x" for number in range(parts)}
        return client.post(
            "/formularz", data=fields, content_type="multipart/form-data"
        ).status_code

    assert (send(50), send(51)) == (200, 413)


@pytest.mark.parametrize(
    ("origins", "ancestors"),
    [
        ("", "frame-ancestors 'none'"),
        ("https://sklep.example", "frame-ancestors https://sklep.example"),
        (
            "https://a.example/, http://b.example:8080",
            "frame-ancestors https://a.example http://b.example:8080",
        ),
    ],
)
def test_only_the_widget_may_be_framed_and_only_by_the_shop(
    library: FakeLibrary, origins: str, ancestors: str
) -> None:
    app = build(library, widget_origins=origins)
    app.add_url_rule("/widget", "widget.frame", dict)
    client = app.test_client()

    policy = client.get("/widget").headers["Content-Security-Policy"]

    assert policy.split("; ")[-1] == ancestors
    assert policy.split("; ")[:-1] == HEADERS["Content-Security-Policy"].split("; ")[:-1]
    assert client.get("/").headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
