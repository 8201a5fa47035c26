"""Programs are kept out, and whoever is caught with them loses nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.webapp.contact.letters import (
    GOOD,
    NOW,
    opened,
    read,
    stored_count,
    value_of,
)
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
