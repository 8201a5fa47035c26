"""The page behind the link in a reply: seen by everybody, counted when a button is pressed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.delivery.survey import OPEN_FOR, Answers
from kb.delivery.survey import survey as find
from kb.store.messages import NewMessage, add_message
from tests.delivery.conftest import INVITATIONS, NOW
from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary
from webapp.records import records
from webapp.serving import serving


@pytest.fixture
def app(library: FakeLibrary, database: None) -> Iterator[Flask]:
    made = build(library)
    with made.app_context():
        serving().clock = lambda: NOW
        yield made
        records().store.close()


@pytest.fixture
def token(app: Flask) -> str:
    """Of a survey that was sent with a reply just now."""
    store = records().store
    sent = NewMessage(key="1", language="pl", topic="", text="?", email="a@example.org")
    number = add_message(store, sent, NOW).number
    with store.writing() as connection:
        question = INVITATIONS.invite(connection, number, "pl", NOW)
    return question.address.rpartition("/")[2]


def answers(token: str) -> Answers:
    return find(records().store, token).answers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("mark", ["", "?ocena=1", "?ocena=5", "?ocena=9"])
def test_opening_the_link_is_no_vote(
    client: FlaskClient, token: str, mark: str, method: str
) -> None:
    response = client.open(f"/ankieta/{token}{mark}", method=method)

    assert response.status_code == 200
    assert answers(token) == Answers()


def test_the_mark_of_the_link_waits_for_its_button(client: FlaskClient, token: str) -> None:
    page = client.get(f"/ankieta/{token}?ocena=4").text

    assert "jeszcze nie wysłana" in page.replace("\u00a0", " ")
    assert '<button class="button" name="ocena" value="4">' in page
    assert page.count('<button class="button-quiet" name="ocena"') == 4


def test_one_press_counts(client: FlaskClient, token: str) -> None:
    response = client.post(f"/ankieta/{token}", data={"ocena": "4"}, follow_redirects=True)

    assert "Dziękujemy za ocenę" in response.text.replace("\u00a0", " ")
    assert answers(token) == Answers(csat=4)


def test_the_link_opened_again_shows_what_was_said_and_asks_about_another_mark(
    client: FlaskClient, token: str
) -> None:
    client.post(f"/ankieta/{token}", data={"ocena": "4"})

    assert "Zapisana ocena:" in client.get(f"/ankieta/{token}?ocena=4").text.replace("\u00a0", " ")
    assert "jeszcze nie wysłana" in client.get(f"/ankieta/{token}?ocena=1").text.replace(
        "\u00a0", " "
    )
    client.post(f"/ankieta/{token}", data={"ocena": "1"})
    assert answers(token).csat == 1


def test_further_questions_are_kept_beside_the_mark_and_masked(
    client: FlaskClient, token: str
) -> None:
    client.post(f"/ankieta/{token}", data={"ocena": "2"})

    said = {"wysilek": "7", "polecenie": "0", "slowa": "Dzwońcie: 600 700 800", "wyslij": "1"}
    response = client.post(f"/ankieta/{token}", data=said, follow_redirects=True)

    assert "Wszystko jest zapisane" in response.text.replace("\u00a0", " ")
    found = answers(token)
    assert (found.csat, found.effort, found.nps) == (2, 7, 0)
    assert found.words.startswith("Dzwońcie: [")
    assert "600" not in found.words


@pytest.mark.parametrize(
    "said", [{"ocena": "6"}, {"ocena": "0"}, {"wysilek": "8"}, {"polecenie": "-1"}, {"ocena": "x"}]
)
def test_what_is_on_no_scale_is_refused(
    client: FlaskClient, token: str, said: dict[str, str]
) -> None:
    assert client.post(f"/ankieta/{token}", data=said).status_code == 400
    assert answers(token) == Answers()


def test_a_long_text_stays_in_its_field(client: FlaskClient, token: str) -> None:
    response = client.post(f"/ankieta/{token}", data={"slowa": "długo " * 200, "wysilek": "3"})

    assert response.status_code == 400
    assert "długo długo" in response.text
    assert 'value="3" checked' in response.text
    assert answers(token) == Answers()


@pytest.mark.parametrize("address", ["/ankieta/nie-ma", "/en/survey/nope", "/ankieta/ą%00"])
def test_a_link_that_is_none(client: FlaskClient, database: None, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address, data={"ocena": "5"}).status_code == 404


def test_after_a_month_it_thanks_and_takes_nothing(
    client: FlaskClient, app: Flask, token: str
) -> None:
    serving().clock = lambda: NOW + OPEN_FOR + timedelta(seconds=1)

    response = client.post(f"/ankieta/{token}", data={"ocena": "5"}, follow_redirects=True)

    assert "zamknięta" in response.text
    assert answers(token) == Answers()


def test_while_the_database_is_away_the_mark_stays_on_the_page(
    client: FlaskClient, app: Flask, token: str
) -> None:
    store = records().store
    path = store.address.file
    assert path is not None
    store.close()
    away = path.with_name("away.db")
    path.rename(away)

    response = client.post(f"/ankieta/{token}", data={"ocena": "5"})

    assert response.status_code == 503
    assert "Nie udało się zapisać oceny" in response.text.replace("\u00a0", " ")
    assert 'name="ocena" value="5"' in response.text
    away.rename(path)


def test_it_has_an_english_twin(client: FlaskClient, token: str) -> None:
    page = client.get(f"/en/survey/{token}").text

    assert page.count('<button class="button-quiet" name="ocena"') == 5
    assert f'href="/ankieta/{token}"' in page
    client.post(f"/en/survey/{token}", data={"ocena": "5"})
    for address in (f"/en/survey/{token}?ocena=1", f"/en/survey/{token}?koniec=1"):
        assert client.get(address).status_code == 200


def test_the_token_stands_in_no_log(client: FlaskClient, token: str) -> None:
    from webapp.addresses import for_log

    assert token not in for_log(f"/ankieta/{token}") + for_log(f"/en/survey/{token}")
