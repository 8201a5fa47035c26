"""What is shown while a question is typed: in words, in the page's language, ready to be shown."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.webapp.fakes import FakeLibrary


def asked(client: FlaskClient, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    found: dict[str, Any] = response.get_json()
    return found


def test_completed_questions_come_first_then_articles(client: FlaskClient) -> None:
    found = asked(client, "/podpowiedzi?q=zwrot+p")

    assert found["status"] == "5\u00a0wyników"
    assert [group["label"] for group in found["groups"]] == ["Pytania", "Odpowiedzi"]
    questions, articles = (group["options"] for group in found["groups"])
    assert questions[0] == {"url": "/szukaj?q=zwrot+prezentu", "text": "zwrot prezentu"}
    address, _, anchor = articles[0]["url"].partition("#")
    assert address.startswith("/artykul/koszt-zwrotu?z=")
    assert anchor == "jak-odeslac-paczke-za-darmo"
    assert articles[0] == {
        "url": articles[0]["url"],
        "title": "Ile kosztuje zwrot?",
        "line": articles[0]["line"],
        "language": "pl",
        "note": "",
    }
    assert articles[0]["line"].startswith("1. Otwórz formularz")
    assert len(articles[0]["line"]) <= 142


def test_on_english_pages_it_is_in_english(client: FlaskClient) -> None:
    found = asked(client, "/en/suggest?q=zwrot+p")

    assert found["status"] == "5\u00a0results"
    assert [group["label"] for group in found["groups"]] == ["Questions", "Answers"]
    questions, articles = (group["options"] for group in found["groups"])
    assert questions[0]["url"] == "/en/search?q=zwrot+prezentu"
    assert articles[0]["url"].startswith("/en/article/")
    assert articles[0]["note"] == "in Polish"


def test_a_question_without_an_answer_gets_what_may_be_meant(client: FlaskClient) -> None:
    found = asked(client, "/podpowiedzi?q=pogoda")

    assert found["status"] == "Może chodzi o 5\u00a0artykułów"
    assert [group["label"] for group in found["groups"]] == ["Może chodzi o"]
    assert asked(client, "/en/suggest?q=pogoda")["status"] == "Perhaps you mean 5\u00a0articles"


def test_a_guess_is_not_shown(
    client: FlaskClient, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.public.overview.UNLIKELY", 0.5)

    assert asked(client, "/podpowiedzi?q=pogoda") == {
        "status": "Brak wyników",
        "answered": False,
        "groups": [],
    }


def test_the_filter_is_kept_where_it_is_one(client: FlaskClient, library: FakeLibrary) -> None:
    found = asked(client, "/podpowiedzi?q=zwrot+p&kategoria=zwroty")
    assert found["groups"][0]["options"][0]["url"] == "/szukaj?q=zwrot+prezentu&kategoria=zwroty"
    assert library.public.asked[-1]["category"] == "zwroty"

    asked(client, "/podpowiedzi?q=zwrot&kategoria=nieznana")
    assert library.public.asked[-1]["category"] is None


def test_what_was_typed_is_not_its_own_completion(client: FlaskClient) -> None:
    found = asked(client, "/podpowiedzi?q=zwrot+prezentu")

    assert [group["label"] for group in found["groups"]] == ["Odpowiedzi"]


def test_a_question_that_cannot_be_searched_is_a_problem_for_programs(client: FlaskClient) -> None:
    response = client.get("/podpowiedzi?q=")

    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
