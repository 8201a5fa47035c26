"""Whether an article helped: kept once for each visitor, with a reason, without cookies."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.settings import Settings
from kb.store.searches import Mark
from kb.wiring import migrate
from tests.webapp.conftest import recorded
from tests.webapp.fakes import COMMIT
from webapp.serving import serving

ARTICLE = "/artykul/koszt-zwrotu"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The file of a database with its tables."""
    migrate(Settings())
    return tmp_path / "data" / "podpowiedz.sqlite3"


def kept(database: Path) -> list[dict[str, Any]]:
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM ratings ORDER BY at")]


def ticket(response: TestResponse) -> str:
    found = re.search(r'name="formularz" value="([^"]*)"', response.get_data(as_text=True))
    assert found
    return unescape(found[1])


def rate(client: FlaskClient, form: str, answer: str, **more: str) -> TestResponse:
    return client.post("/ocena", data={"formularz": form, "pomoglo": answer, **more})


def page(response: TestResponse) -> str:
    return response.get_data(as_text=True).replace("\u00a0", " ")


def test_a_rating_is_kept_with_the_version_that_was_read(
    client: FlaskClient, database: Path
) -> None:
    answer = rate(client, ticket(client.get(ARTICLE)), "tak")

    (row,) = kept(database)
    assert (row["slug"], row["commit"], row["language"]) == ("koszt-zwrotu", COMMIT, "pl")
    assert row["helpful"] == 1
    assert answer.status_code == 303
    thanks = client.get(answer.location)
    assert "Dziękujemy." in page(thanks)
    assert f'href="{ARTICLE}"' in page(thanks)
    assert "noindex" in page(thanks)


def test_a_no_asks_for_a_reason_and_keeps_it_masked(client: FlaskClient, database: Path) -> None:
    asked = client.get(rate(client, ticket(client.get(ARTICLE)), "nie").location)
    assert "Co jest nie tak?" in page(asked)
    assert 'id="p_contact"' in page(asked)

    told = rate(
        client, ticket(asked), "nie", powod="outdated", wyslij="1",
        slowa="Cena była inna,\r\npiszcie: jan@example.com",
    )  # fmt: skip

    (row,) = kept(database)
    assert (row["helpful"], row["reason"]) == (0, "outdated")
    assert row["words"] == "Cena była inna,\npiszcie: [e-mail]"
    assert "Ocena jest zapisana." in page(client.get(told.location))


def test_a_reason_may_be_left_out(client: FlaskClient, database: Path) -> None:
    asked = client.get(rate(client, ticket(client.get(ARTICLE)), "nie").location)

    told = rate(client, ticket(asked), "nie", wyslij="1", slowa="")

    assert [(row["reason"], row["words"]) for row in kept(database)] == [("", "")]
    assert "Ocena jest zapisana." in page(client.get(told.location))


def test_the_second_click_changes_the_first(client: FlaskClient, database: Path) -> None:
    form = ticket(client.get(ARTICLE))

    for answer in ("tak", "tak", "nie"):
        rate(client, form, answer)

    assert [row["helpful"] for row in kept(database)] == [0]


def test_two_visitors_who_got_the_same_kept_page_rate_apart(
    client: FlaskClient, database: Path
) -> None:
    form = ticket(client.get(ARTICLE))

    rate(client, form, "tak")
    client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    rate(client, form, "nie")

    assert sorted(row["helpful"] for row in kept(database)) == [0, 1]
    assert "203.0.113.7" not in str(kept(database))


@pytest.mark.parametrize(
    ("answer", "outcome"), [("tak", {"clicked": "koszt-zwrotu"}), ("nie", {"rejected": True})]
)
def test_a_rating_tells_of_the_search_that_led_there(
    app: Flask, client: FlaskClient, database: Path, answer: str, outcome: dict[str, Any]
) -> None:
    results = client.get("/szukaj?q=zwrot")

    rate(client, ticket(results), answer)

    searched, mark = recorded(app)
    assert mark == Mark(searched.token, **outcome)
    assert [row["slug"] for row in kept(database)] == ["koszt-zwrotu"]


def test_an_article_reached_by_a_search_rates_that_search(
    app: Flask, client: FlaskClient, database: Path
) -> None:
    token = "a" * 22

    rate(client, ticket(client.get(f"{ARTICLE}?z={token}")), "nie")

    assert recorded(app) == [Mark(token, clicked="koszt-zwrotu"), Mark(token, rejected=True)]


def test_what_only_programs_fill_in_is_thanked_for_and_not_kept(
    client: FlaskClient, database: Path
) -> None:
    answer = rate(client, ticket(client.get(ARTICLE)), "tak", adres_www="https://x.example")

    assert answer.status_code == 303
    assert kept(database) == []


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"pomoglo": "tak"},
        {"formularz": "made-up", "pomoglo": "tak"},
        {"formularz": "\x00ą.b.c", "pomoglo": "tak"},
    ],
)
def test_a_form_that_is_none_of_ours_is_refused(
    client: FlaskClient, database: Path, sent: dict[str, str]
) -> None:
    response = client.post("/ocena", data=sent)

    assert response.status_code == 400
    assert "Niczego nie zapisaliśmy." in page(response)
    assert kept(database) == []


def test_an_answer_that_is_neither_is_refused(client: FlaskClient, database: Path) -> None:
    assert rate(client, ticket(client.get(ARTICLE)), "może").status_code == 400
    assert kept(database) == []


def test_a_page_that_was_open_for_days_asks_again(
    app: Flask, client: FlaskClient, database: Path
) -> None:
    form = ticket(client.get(ARTICLE))
    with app.app_context():
        serving().clock = lambda: datetime.now(UTC) + timedelta(days=3)

    response = rate(client, form, "nie", slowa="Wpisane słowa")

    assert response.status_code == 400
    assert "Naciśnij jeszcze raz" in page(response)
    assert "Wpisane słowa" in page(response)
    assert kept(database) == []


def test_words_that_are_too_long_come_back(client: FlaskClient, database: Path) -> None:
    form = ticket(client.get(ARTICLE))

    response = rate(client, form, "nie", slowa="ż" * 1001, powod="other", wyslij="1")

    assert response.status_code == 400
    assert "ż" * 1001 in page(response)
    assert 'value="other" checked' in page(response)
    assert rate(client, form, "nie", slowa="ż" * 1000, wyslij="1").status_code == 303


def test_an_unknown_reason_is_none(client: FlaskClient, database: Path) -> None:
    rate(client, ticket(client.get(ARTICLE)), "nie", powod="<script>", wyslij="1")

    assert [row["reason"] for row in kept(database)] == [""]


def test_english_readers_rate_in_english(client: FlaskClient, database: Path) -> None:
    form = ticket(client.get("/en/article/koszt-zwrotu"))

    answer = client.post("/en/rating", data={"formularz": form, "pomoglo": "nie"})

    assert [row["language"] for row in kept(database)] == ["en"]
    asked = page(client.get(answer.location))
    assert "What is wrong?" in asked
    assert 'href="/ocena?ocena=' in asked, "the switch of languages leads to the same page"


def test_without_a_database_nothing_that_was_typed_is_lost(client: FlaskClient) -> None:
    form = ticket(client.get(ARTICLE))

    response = rate(client, form, "nie", powod="unclear", slowa="Za mało kroków", wyslij="1")

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    shown = page(response)
    assert "Nie udało się zapisać oceny" in shown
    assert "Za mało kroków</textarea>" in shown
    assert 'value="unclear" checked' in shown
    assert "tel:+48120000000" in shown


def test_programs_get_a_problem_without_a_database(client: FlaskClient) -> None:
    response = client.post(
        "/ocena",
        data={"formularz": ticket(client.get(ARTICLE)), "pomoglo": "tak"},
        headers={"Accept": "application/json"},
    )

    assert response.status_code == 503
    assert response.mimetype == "application/problem+json"
    assert response.get_json()["type"] == "urn:podpowiedz:problem:store-unavailable"


def test_without_a_database_pages_and_searches_go_on(client: FlaskClient) -> None:
    for address in ("/", "/szukaj?q=zwrot", "/podpowiedzi?q=zwrot", ARTICLE):
        assert client.get(address).status_code == 200


def test_the_ticket_does_not_change_the_tag_of_a_page(app: Flask, client: FlaskClient) -> None:
    rendered = f"{ARTICLE}?x=1"  # not taken from the kept pages
    first, second = client.get(rendered), client.get(rendered)
    assert ticket(first) != ticket(second)
    assert first.headers["ETag"] == second.headers["ETag"]

    with app.app_context():
        serving().clock = lambda: datetime.now(UTC) + timedelta(days=1)

    assert client.get(rendered).headers["ETag"] != first.headers["ETag"]
