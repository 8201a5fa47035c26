from __future__ import annotations

import time
from time import monotonic

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary
from webapp.overload import READY
from webapp.page_cache import shelf
from webapp.security import FREE, GROUPS, group_of

VISITOR = {"REMOTE_ADDR": "198.51.100.7"}
SEARCH = "/szukaj?q=zwrot"


@pytest.fixture
def limited(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """One search a minute would be too few to type one: the least burst is five.

    The clock of the counters stands, so that a slow machine lets nobody in meanwhile.
    """
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    return build(library, rate_limit=5).test_client()


def exhaust(client: FlaskClient, path: str = SEARCH) -> None:
    for _ in range(60):
        if client.get(path, environ_overrides=VISITOR).status_code == 429:
            return
    pytest.fail("the limit was never reached")


def test_too_many_searches_are_answered_with_a_page_that_helps(limited: FlaskClient) -> None:
    exhaust(limited)

    page = limited.get(SEARCH, environ_overrides=VISITOR)

    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) >= 1
    assert page.headers["RateLimit-Policy"].startswith('"searches";q=5;')
    assert "tel:+48120000000" in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"


def test_programs_get_a_problem(limited: FlaskClient) -> None:
    exhaust(limited, "/api/v1/search?q=zwrot")

    problem = limited.get("/api/v1/search?q=zwrot", environ_overrides=VISITOR)

    assert problem.status_code == 429
    assert problem.get_json()["type"] == "urn:podpowiedz:problem:rate-limited"


def test_others_pages_probes_and_files_go_on(limited: FlaskClient) -> None:
    exhaust(limited)

    assert limited.get(SEARCH, environ_overrides={"REMOTE_ADDR": "198.51.100.8"}).status_code == 200
    for path in ("/", "/artykul/koszt-zwrotu", "/healthz", "/static/site.css"):
        assert limited.get(path, environ_overrides=VISITOR).status_code == 200, path


def test_addresses_that_lead_nowhere_are_counted_too(limited: FlaskClient) -> None:
    exhaust(limited, "/brak")


def test_an_unannounced_proxy_on_this_machine_is_not_one_visitor(limited: FlaskClient) -> None:
    assert {limited.get(SEARCH).status_code for _ in range(20)} == {200}


def test_behind_an_announced_proxy_visitors_are_told_apart(library: FakeLibrary) -> None:
    client = build(library, rate_limit=5, proxy_hops=1).test_client()

    def ask(address: str) -> int:
        return client.get(SEARCH, headers={"X-Forwarded-For": address}).status_code

    assert 429 in [ask("198.51.100.7") for _ in range(20)]
    assert ask("198.51.100.8") == 200


def test_reading_without_limits(library: FakeLibrary) -> None:
    client = build(library, rate_limit=0).test_client()

    answers = [client.get(SEARCH, environ_overrides=VISITOR) for _ in range(30)]

    assert {answer.status_code for answer in answers} == {200}


def with_form(library: FakeLibrary) -> Flask:
    app = build(library, rate_limit=0)
    app.add_url_rule("/formularz", "form", dict, methods=["POST"])
    return app


def test_forms_are_limited_for_every_address(library: FakeLibrary) -> None:
    client = with_form(library).test_client()

    answers = [client.post("/formularz").status_code for _ in range(12)]

    assert answers == [200] * 10 + [429] * 2


def test_costly_requests_that_waited_long_are_sent_away(library: FakeLibrary) -> None:
    client = with_form(library).test_client()
    late = {READY: monotonic() - 5}

    search, form = client.get(SEARCH, environ_overrides=late), client.post(
        "/formularz", environ_overrides=late
    )  # fmt: skip
    again = client.get(SEARCH, environ_overrides=late)

    assert (search.status_code, form.status_code) == (503, 503)
    assert search.headers["Retry-After"] == again.headers["Retry-After"] == "10"
    assert again.get_data() == search.get_data()
    assert library.public.asked == []
    for path in ("/", "/artykul/koszt-zwrotu", "/healthz"):
        assert client.get(path, environ_overrides=late).status_code == 200, path


def test_refusals_of_pages_and_of_programs_are_kept_apart(client: FlaskClient) -> None:
    late = {READY: monotonic() - 5}

    page = client.get(SEARCH, environ_overrides=late)
    problem = client.get(SEARCH, environ_overrides=late, headers={"Accept": "application/json"})

    assert page.mimetype == "text/html"
    assert problem.get_json()["type"] == "urn:podpowiedz:problem:overloaded"


@pytest.mark.parametrize("address", ["/szukaj", "/en/search", "/widget/szukaj"])
def test_a_kept_refusal_holds_nothing_of_who_was_refused_first(
    client: FlaskClient, address: str
) -> None:
    late = {READY: monotonic() - 5}
    asked = "?q=tajne&bylo=tajne&strona=/tajne&tytul=tajne&kategoria=tajne&ocena=tajne"

    first = client.get(address + asked, environ_overrides=late)
    second = client.get(f"{address}?q=zwrot", environ_overrides=late)

    assert (first.status_code, second.status_code) == (503, 503)
    assert "tajne" not in first.get_data(as_text=True) + second.get_data(as_text=True)


def test_refusals_under_many_addresses_take_one_place_of_the_shelf(limited: FlaskClient) -> None:
    exhaust(limited, "/brak")
    with limited.application.app_context():
        before = len(shelf())
        for number in range(5):
            for path in (f"/brak/{number}", f"/artykul/brak-{number}"):
                refused = limited.get(
                    path, environ_overrides=VISITOR, headers={"Accept-Language": f"x{number}"}
                )
                assert refused.status_code == 429

        assert len(shelf()) == before > 0


def test_a_refusal_speaks_the_language_of_its_address(limited: FlaskClient) -> None:
    exhaust(limited, "/brak")

    polish, english = (
        limited.get(path, environ_overrides=VISITOR).get_data(as_text=True)
        for path in ("/brak", "/en/missing")
    )

    assert '<html lang="pl">' in polish
    assert '<html lang="en">' in english


def test_every_group_belongs_to_a_route(app: Flask) -> None:
    assert set(GROUPS) <= {rule.endpoint for rule in app.url_map.iter_rules()}
    assert group_of("ops.ready", "GET") == FREE
    assert group_of("ops.ready", "POST") != FREE
