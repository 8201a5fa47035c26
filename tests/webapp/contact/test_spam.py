"""Programs are kept out, and whoever is caught with them loses nothing."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import build
from tests.webapp.contact.letters import (
    GOOD,
    NOW,
    opened,
    read,
    stored_count,
    value_of,
)
from tests.webapp.fakes import FakeLibrary
from webapp.overload import READY
from webapp.serving import serving


def test_who_fills_in_the_field_that_nobody_sees_is_told_and_loses_nothing(
    client: FlaskClient,
) -> None:
    form = opened(client)

    caught = client.post("/kontakt", data=form | GOOD | {"adres_www": "https://kup.example"})

    page = read(caught)
    assert caught.status_code == 422
    assert "Wypełniono pole, którego na stronie nie widać" in page
    assert "kup.example" not in page
    assert value_of(page, "wiadomosc") == GOOD["wiadomosc"]
    again = GOOD | {"token": value_of(page, "token")}
    assert client.post("/kontakt", data=again).status_code == 303


@pytest.mark.parametrize(
    ("age", "status", "told"),
    [
        (timedelta(seconds=1), 422, "szybciej, niż da się go wypełnić"),
        (timedelta(seconds=3), 303, ""),
        (timedelta(hours=12), 303, ""),
        (timedelta(hours=13), 422, "dłużej niż 12 godzin"),
    ],
)
def test_a_form_is_taken_neither_too_early_nor_too_late(
    client: FlaskClient, age: timedelta, status: int, told: str
) -> None:
    token = value_of(read(client.get("/kontakt")), "token")
    serving().clock = lambda: NOW + age

    response = client.post("/kontakt", data=GOOD | {"token": token})

    page = read(response)
    assert response.status_code == status
    assert told in page
    if status == 422:
        assert value_of(page, "wiadomosc") == GOOD["wiadomosc"]
        serving().clock = lambda: NOW + age + timedelta(seconds=5)
        again = client.post("/kontakt", data=GOOD | {"token": value_of(page, "token")})
        assert again.status_code == 303


@pytest.mark.parametrize("token", ["", "x", "a.b", "ż" * 5000])
def test_a_made_up_token_is_told(client: FlaskClient, token: str) -> None:
    page = read(client.post("/kontakt", data=GOOD | {"token": token}))

    assert "Nie rozpoznaliśmy formularza" in page
    assert value_of(page, "wiadomosc") == GOOD["wiadomosc"]
    assert stored_count() == 0


@pytest.mark.parametrize("path", ["/kontakt", "/en/contact"])
def test_who_sends_too_many_forms_gets_the_last_one_back(client: FlaskClient, path: str) -> None:
    form = opened(client)
    for _ in range(10):
        client.post(path, data=form)

    refused = client.post(path, data=form | GOOD | {"bylo": "kurier"})
    matches = client.post(path, data=form | GOOD | {"akcja": "pokaz"})

    page = read(refused)
    assert (refused.status_code, matches.status_code) == (429, 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 120
    assert refused.headers["RateLimit-Policy"] == '"forms";q=10;w=60'
    assert refused.headers["Cache-Control"] == "no-store"
    assert ("Wyślij swoją jeszcze raz za" in page) or ("Send yours again in" in page)
    assert [value_of(page, name) for name in ("wiadomosc", "email", "bylo", "token")] == [
        *GOOD.values(), "kurier", form["token"]
    ]  # fmt: skip
    assert stored_count() == 0


def test_opening_the_form_counts_as_no_form(client: FlaskClient) -> None:
    assert {client.get("/kontakt").status_code for _ in range(20)} == {200}


def test_a_flood_of_forms_is_refused_at_less_cost(library: FakeLibrary) -> None:
    flooded = build(library, rate_limit=5).test_client()
    visitor = {"REMOTE_ADDR": "198.51.100.7"}

    pages = [
        flooded.post("/kontakt", data=GOOD, environ_overrides=visitor).get_data(as_text=True)
        for _ in range(21)
    ]

    assert GOOD["wiadomosc"] in pages[19]
    assert GOOD["wiadomosc"] not in pages[20]


def test_while_much_is_asked_messages_are_taken_and_answers_are_not_looked_up(
    client: FlaskClient, library: FakeLibrary
) -> None:
    form, late = opened(client), {READY: monotonic() - 5}

    matches = client.post(
        "/kontakt", data=form | GOOD | {"akcja": "pokaz"}, environ_overrides=late
    )  # fmt: skip
    sent = client.post("/kontakt", data=form | GOOD, environ_overrides=late)

    assert "Nie możemy teraz wyszukać odpowiedzi." in read(matches)
    assert library.public.asked == []
    assert sent.status_code == 303
