"""Answers that are offered before a message is sent."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.webapp.contact.letters import (
    GOOD,
    read,
    stored_count,
    value_of,
)
from tests.webapp.fakes import FakeLibrary


def test_matching_answers_are_shown_and_everything_typed_stays(client: FlaskClient) -> None:
    response = client.post("/kontakt", data=GOOD | {"wiadomosc": "Jak zwrócić?", "akcja": "pokaz"})

    page = read(response)
    assert response.status_code == 200
    assert page.count('target="_blank"') == 3
    assert "Otwórz formularz i podaj numer zamówienia" in page
    assert value_of(page, "wiadomosc") == "Jak zwrócić?"
    assert value_of(page, "email") == GOOD["email"]
    assert stored_count() == 0


def test_a_base_that_is_not_confident_offers_nothing(client: FlaskClient) -> None:
    page = read(client.post("/kontakt", data=GOOD | {"akcja": "pokaz"}))

    assert "Nie mamy gotowej odpowiedzi. Wyślij wiadomość, odpowie człowiek." in page
    assert 'target="_blank"' not in page


def test_answers_to_nothing_are_asked_for_a_message(client: FlaskClient) -> None:
    page = read(client.post("/kontakt", data=GOOD | {"wiadomosc": "", "akcja": "pokaz"}))

    assert 'href="#p_wiadomosc"' in page


def test_only_the_beginning_of_a_long_message_is_searched(
    client: FlaskClient, library: FakeLibrary
) -> None:
    client.post("/kontakt", data={"wiadomosc": "zwrot " * 600, "akcja": "pokaz"})

    assert 900 < len(library.public.asked[-1]["query"]) <= 1000


def test_an_answer_that_was_found_ends_the_matter(client: FlaskClient) -> None:
    fields = {"akcja": "odpowiedziane", "strona": "/artykul/koszt-zwrotu"}

    response = client.post("/kontakt", data=GOOD | fields)
    page = read(client.get(response.location))

    assert response.status_code == 303
    assert "Wiadomość nie została wysłana" in page
    assert '<a href="/artykul/koszt-zwrotu">Wróć do poprzedniej strony</a>' in page
    assert stored_count() == 0


def test_the_way_back_leads_nowhere_else(client: FlaskClient) -> None:
    page = read(client.get("/kontakt/dziekujemy?strona=//zly.example/"))

    assert "poprzedniej strony" not in page
