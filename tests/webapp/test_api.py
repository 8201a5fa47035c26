from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tests.webapp.fakes import COMMIT, RETURN_TEXT, FakeLibrary
from webapp.api.openapi import DOCUMENT


def holds(name: str, body: Any) -> None:
    """Assert that a body has the described shape."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    Draft202012Validator(schema).validate(body)


def problem(client: FlaskClient, address: str, status: int) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = response.get_json(force=True)
    holds("Problem", body)
    assert body["status"] == status
    return body


def test_the_search_answer_has_exactly_the_promised_members(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?q=jak+zwrocic&limit=1")

    assert response.content_type == "application/json"
    assert response.get_json() == {
        "query": "jak zwrocic",
        "corrected_query": "jak zwrócić",
        "answered": True,
        "confidence": 0.93,
        "took_ms": 12.35,
        "commit": COMMIT,
        "results": [
            {
                "slug": "koszt-zwrotu",
                "category": "zwroty",
                "title": "Ile kosztuje zwrot?",
                "url": "/artykul/koszt-zwrotu#jak-odeslac-paczke-za-darmo",
                "language": "pl",
                "score": 0.9123,
                "passage": {
                    "text": RETURN_TEXT,
                    "html": RETURN_TEXT.replace("paczkę", "<mark>paczkę</mark>").replace(
                        "zwrotu", "<mark>zwrotu</mark>"
                    ),
                    "anchor": "jak-odeslac-paczke-za-darmo",
                },
            }
        ],
    }


def test_members_come_in_the_promised_order_and_readable(client: FlaskClient) -> None:
    text = client.get("/api/v1/search?q=zwrot").get_data(as_text=True)

    assert text.index('"query"') < text.index('"answered"') < text.index('"results"')
    assert "Ile kosztuje zwrot?" in text
    assert "paczkę" in text


def test_a_refusal_keeps_the_nearest_articles(client: FlaskClient) -> None:
    body = client.get("/api/v1/search?q=pogoda").get_json()

    assert body["answered"] is False
    assert len(body["results"]) == 5


@pytest.mark.parametrize("question", ["zwrot", "pogoda", "jak zwrocic", "zwrot \x00 🎁 <b>"])
def test_answers_are_as_described(client: FlaskClient, question: str) -> None:
    body = client.get("/api/v1/search", query_string={"q": question, "limit": 20}).get_json()

    holds("SearchAnswer", body)


def test_filters_reach_the_library(client: FlaskClient, library: FakeLibrary) -> None:
    client.get("/api/v1/search?q=zwrot&limit=7&category=zwroty&language=uk&other=ignored")

    assert library.public.asked[-1] == {
        "query": "zwrot",
        "limit": 7,
        "category": "zwroty",
        "language": "uk",
        "exact": False,
    }


def test_empty_filters_are_no_filters(client: FlaskClient, library: FakeLibrary) -> None:
    client.get("/api/v1/search?q=zwrot&limit=&category=&language=")

    asked = library.public.asked[-1]
    assert (asked["limit"], asked["category"], asked["language"]) == (5, None, None)


@pytest.mark.parametrize(
    ("query", "parameter", "reason"),
    [
        ("", "q", "empty"),
        ("q=", "q", "empty"),
        ("q=%00", "q", "empty"),
        ("q=" + "a" * 10_000, "q", "too-long"),
        ("q=zwrot%ff", "q", "unreadable"),
        ("q=zwrot&limit=0", "limit", "out-of-range"),
        ("q=zwrot&limit=21", "limit", "out-of-range"),
        ("q=zwrot&limit=-1", "limit", "out-of-range"),
        ("q=zwrot&limit=2.5", "limit", "out-of-range"),
        ("q=zwrot&limit=%D9%A3", "limit", "out-of-range"),
        ("q=zwrot&limit=" + "9" * 5000, "limit", "out-of-range"),
        ("q=zwrot&language=de", "language", "unknown-value"),
        ("q=zwrot&category=nieznana", "category", "unknown-value"),
    ],
)
def test_a_wrong_parameter_is_named(
    client: FlaskClient, query: str, parameter: str, reason: str
) -> None:
    body = problem(client, f"/api/v1/search?{query}", 400)

    assert body["type"] == "urn:podpowiedz:problem:bad-question"
    assert (body["parameter"], body["reason"]) == (parameter, reason)
    assert body["detail"]


def test_completions_follow_what_was_typed(client: FlaskClient) -> None:
    body = client.get("/api/v1/complete?q=zwrot&limit=2").get_json()

    holds("Completions", body)
    assert body == {"query": "zwrot", "completions": ["zwrot prezentu", "zwrot w salonie"]}


def test_nothing_typed_has_no_completions(client: FlaskClient) -> None:
    assert client.get("/api/v1/complete").get_json()["completions"] == []


def test_an_article_comes_with_its_source_and_relations(client: FlaskClient) -> None:
    body = client.get("/api/v1/articles/koszt-zwrotu").get_json()

    holds("Article", body)
    assert body["url"] == "/artykul/koszt-zwrotu"
    assert body["updated_at"] == "2026-10-03T09:30:00+00:00"
    assert body["contents"][0] == {
        "anchor": "jak-odeslac-paczke-za-darmo",
        "title": "Jak odesłać paczkę za darmo?",
    }
    assert [related["slug"] for related in body["related"]][:1] == ["kiedy-zwrot-pieniedzy"]
    assert body["history"][0] == {
        "commit": "4f1d2c3b4a59",
        "changed_at": "2026-10-03T09:30:00+00:00",
        "message": "Doprecyzuj <b>koszt</b> zwrotu",
    }


def test_an_unknown_article_is_a_problem(client: FlaskClient) -> None:
    body = problem(client, "/api/v1/articles/nie-ma", 404)

    assert "nie-ma" in body["detail"]


def test_an_unknown_address_of_the_api_is_a_problem(client: FlaskClient) -> None:
    assert problem(client, "/api/v2/search", 404)["type"].endswith(":not-found")


def test_the_description_is_valid_openapi(client: FlaskClient) -> None:
    served = client.get("/api/v1/openapi.json").get_json()

    validate(served)
    assert served == DOCUMENT


def test_the_description_and_the_routes_agree(app: Flask) -> None:
    routes = {
        rule.rule.replace("<slug>", "{slug}")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }

    assert set(DOCUMENT["paths"]) == routes
