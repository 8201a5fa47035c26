from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kb.errors import IndexCorrupt, IndexMismatch, IndexMissing, IndexUnavailable
from tests.webapp.fakes import COMMIT, FakeLibrary


def test_a_process_is_alive_even_when_nothing_can_be_served(
    client: FlaskClient, library: FakeLibrary
) -> None:
    library.failure = IndexMissing("nothing published")

    assert client.get("/healthz").get_json() == {"alive": True}


def test_ready_says_what_is_served_and_how_old_it_is(
    client: FlaskClient, library: FakeLibrary
) -> None:
    library.public.degraded = ("dense",)

    body = client.get("/readyz").get_json()

    assert body["ready"] is True
    assert body["commit"] == COMMIT
    assert body["committed_at"] == "2026-10-03T09:30:00+00:00"
    assert isinstance(body["age_s"], int)
    assert body["age_s"] >= 0
    assert (body["articles"], body["chunks"]) == (9, 40)
    assert body["degraded"] == ["dense"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (IndexMissing("x"), "index-missing"),
        (IndexMismatch("x"), "index-mismatch"),
        (IndexCorrupt("x"), "index-corrupt"),
        (IndexUnavailable("x"), "index-unavailable"),
    ],
)
def test_not_ready_says_why_and_what_to_do(
    client: FlaskClient, library: FakeLibrary, error: IndexUnavailable, reason: str
) -> None:
    library.failure = error

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.get_json()["reason"] == reason
    assert response.get_json()["advice"]


def metrics(client: FlaskClient) -> str:
    return client.get("/metrics").get_data(as_text=True)


def test_requests_are_counted_by_route_and_status(client: FlaskClient) -> None:
    for address in (
        "/artykul/koszt-zwrotu",
        "/artykul/paczkomat",
        "/artykul/brak",
        "/wp-login.php",
    ):
        client.get(address)

    text = metrics(client)
    route = "/artykul/<slug>"
    assert f'kb_http_requests_total{{route="{route}",status="200"}} 2.0' in text
    assert f'kb_http_requests_total{{route="{route}",status="404"}} 1.0' in text
    assert 'kb_http_requests_total{route="unmatched",status="404"} 1.0' in text


def test_searches_are_counted_by_outcome_on_pages_and_in_the_api(client: FlaskClient) -> None:
    for address in ("/szukaj?q=zwrot", "/api/v1/search?q=zwrot", "/szukaj?q=pogoda", "/szukaj?q="):
        client.get(address)
    for address in ("/podpowiedzi?q=zwr", "/podpowiedzi?q=zwro", "/en/suggest?q=pog"):
        client.get(address)

    text = metrics(client)
    assert 'kb_searches_total{outcome="answered"} 2.0' in text
    assert 'kb_searches_total{outcome="refused"} 1.0' in text
    assert "kb_search_seconds_count 3.0" in text
    assert "kb_suggestions_total 3.0" in text, "what is still being typed is no search"
    assert 'kb_search_seconds_bucket{le="0.015"} 3.0' in text


def test_no_question_ever_stands_in_the_metrics(client: FlaskClient) -> None:
    for address in (
        "/szukaj?q=zwrotka",
        "/api/v1/search?q=zwrotka",
        "/zwrotka",
        "/artykul/zwrotka",
    ):
        client.get(address)

    assert "zwrotka" not in metrics(client)
