"""A visit without cookies: what failed travels with the search, and what is clicked is recorded."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.store.searches import Mark, Search
from tests.webapp.conftest import recorded
from tests.webapp.test_public import text

PERSON = 'id="p_contact"'
HIDDEN = re.compile(r'<input type="hidden" name="bylo" value="([^"]*)">')


def person_first(page: str) -> bool:
    """Whether the way to a person stands above what was found."""
    below = next(found for found in ('id="p_near"', 'id="p_answer"') if found in page)
    return page.index(PERSON) < page.index(below)


def test_a_search_is_recorded_with_its_outcome(app: Flask, client: FlaskClient) -> None:
    client.get("/szukaj?q=zwrot")
    client.get("/en/search?q=kim+jestes")
    client.get("/api/v1/search?q=zwrot")

    found = [
        (one.text, one.source, one.language, one.answered, one.confidence, one.top, one.results)
        for one in recorded(app)
    ]
    assert found == [
        ("zwrot", "page", "pl", True, 0.93, "koszt-zwrotu", 6),
        ("kim jestes", "page", "en", False, 0.04, "koszt-zwrotu", 6),
        ("zwrot", "api", "pl", True, 0.93, "koszt-zwrotu", 5),
    ]
    assert len({one.token for one in recorded(app)}) == 3


@pytest.mark.parametrize(
    "address", ["/szukaj", "/szukaj?q=", "/szukaj?q=%ff", "/", "/podpowiedzi?q=zwr"]
)
def test_what_was_not_searched_is_not_recorded(
    app: Flask, client: FlaskClient, address: str
) -> None:
    client.get(address)

    assert recorded(app) == []


def test_a_glance_at_the_headers_is_no_search(app: Flask, client: FlaskClient) -> None:
    client.head("/szukaj?q=zwrot")
    client.head("/artykul/koszt-zwrotu?z=aaaaaaaaaaaaaaaaaaaaaa")

    assert recorded(app) == []


def test_a_result_that_is_opened_marks_its_search(app: Flask, client: FlaskClient) -> None:
    page = text(client, "/szukaj?q=zwrot")
    links = re.findall(r'href="(/artykul/wymiana-rozmiaru\?z=[^"]*)"', page)

    article = text(client, links[0])

    searched, clicked = recorded(app)
    assert clicked == Mark(searched.token, clicked="wymiana-rozmiaru")
    assert '<link rel="canonical" href="http://localhost/artykul/wymiana-rozmiaru">' in article
    assert "noindex" not in article


@pytest.mark.parametrize(
    "token", ["", "short", "a" * 65, "<script>", "a.b.c", "ą" * 22, "%ff" * 22]
)
def test_a_token_that_is_none_changes_nothing(app: Flask, client: FlaskClient, token: str) -> None:
    assert client.get(f"/artykul/koszt-zwrotu?z={token}").status_code == 200
    assert client.get(f"/szukaj?q=zwrot&nie={token}").status_code == 200
    assert [type(item) for item in recorded(app)] == [Search]


def test_a_suggestion_is_recorded_when_it_is_clicked_and_not_before(
    app: Flask, client: FlaskClient
) -> None:
    answer = client.get("/podpowiedzi?q=zwrot+od+jan@example.com").get_json()
    first = answer["groups"][-1]["options"][0]["url"]
    assert recorded(app) == []

    client.get(first)

    search, mark = recorded(app)
    assert (search.source, search.text, search.top) == (
        "suggest",
        "zwrot od [e-mail]",
        "koszt-zwrotu",
    )
    assert mark == Mark(search.token, clicked="koszt-zwrotu")
    assert "example.com" not in first


def test_no_half_of_a_number_is_left_where_a_suggestion_is_cut(
    app: Flask, client: FlaskClient
) -> None:
    typed = f"{'zwrot ' * 49}600 100 200 i"
    options = client.get(f"/podpowiedzi?q={typed}").get_json()["groups"][-1]["options"]

    client.get(options[0]["url"])

    assert len(typed) > 300
    assert "600" not in recorded(app)[0].text


def test_a_suggestion_that_somebody_made_up_is_not_recorded(
    app: Flask, client: FlaskClient
) -> None:
    url = client.get("/podpowiedzi?q=zwrot").get_json()["groups"][-1]["options"][0]["url"]

    client.get(url.replace("?z=", "?z=e"))

    assert recorded(app) == []


def test_refused_questions_travel_in_the_form(client: FlaskClient) -> None:
    page = text(client, "/szukaj?q=kim+jestes")

    assert HIDDEN.findall(page) == ["kim jestes"]
    assert HIDDEN.findall(text(client, "/szukaj?q=zwrot&bylo=kim+jestes")) == ["kim jestes"]
    assert HIDDEN.findall(text(client, "/szukaj?q=zwrot")) == []
    assert HIDDEN.findall(text(client, "/szukaj?q=&bylo=kim+jestes", 400)) == ["kim jestes"]


def test_completed_questions_belong_to_the_visit(client: FlaskClient) -> None:
    answer = client.get("/podpowiedzi?q=zwrot&bylo=kim+jestes").get_json()

    (query, *_) = answer["groups"][0]["options"]
    assert parse_qs(urlsplit(query["url"]).query)["bylo"] == ["kim jestes"]


@pytest.mark.parametrize(
    ("question", "what_follows"), [("pogoda", 'id="p_near"'), ("zwrot", 'id="p_answer"')]
)
def test_after_two_failures_a_person_comes_first(
    client: FlaskClient, question: str, what_follows: str
) -> None:
    page = text(client, f"/szukaj?q={question}&bylo=kim+jestes&bylo=co+to")

    assert page.index('id="p_question"') < page.index(PERSON) < page.index(what_follows)
    assert page.count(PERSON) == 1


def test_a_page_without_an_answer_says_once_to_ask_a_person(client: FlaskClient) -> None:
    page = text(client, "/szukaj?q=pogoda&bylo=kim+jestes&bylo=co+to")

    assert page.index("<h1") < page.index(PERSON), "what happened comes before what to do"
    assert "skontaktuj się z nami" not in page


def test_before_two_failures_the_answer_comes_first(client: FlaskClient) -> None:
    assert not person_first(text(client, "/szukaj?q=pogoda"))
    assert not person_first(text(client, "/szukaj?q=zwrot&bylo=pogoda"))
    assert person_first(text(client, "/szukaj?q=kim&bylo=pogoda"))


def test_the_same_question_counts_once(client: FlaskClient) -> None:
    page = text(client, "/szukaj?q=POGODA&bylo=pogoda&bylo=+Pogoda+")

    assert HIDDEN.findall(page) == ["pogoda"]
    assert not person_first(page)


def test_a_visit_carries_five_short_questions(client: FlaskClient) -> None:
    before = "".join(f"&bylo={number}{'a' * 400}" for number in range(9))
    carried = HIDDEN.findall(text(client, f"/szukaj?q=kim{before}"))

    assert [(one[0], len(one)) for one in carried] == [
        ("5", 300), ("6", 300), ("7", 300), ("8", 300), ("k", 3),
    ]  # fmt: skip


def test_a_rejected_answer_counts_and_the_box_is_ready(app: Flask, client: FlaskClient) -> None:
    page = text(client, "/szukaj?q=zwrot&kategoria=zwroty")
    link = re.search(r'<a href="([^"]*)" rel="nofollow">To nie to, szukam czegoś innego</a>', page)
    assert link
    assert "autofocus" not in page

    again = text(client, link[1].replace("&amp;", "&"))

    searched, mark = recorded(app)
    assert mark == Mark(searched.token, rejected=True)
    assert "autofocus" in again
    assert HIDDEN.findall(again) == ["zwrot"]
    assert '<option value="zwroty" selected>' in again
    assert "To nie to, szukam czegoś innego" not in again
    assert "Czy to pomogło?" not in again


def test_the_way_to_the_contact_form_carries_what_was_searched(app: Flask) -> None:
    page = text(app.test_client(), "/szukaj?q=zwrot&bylo=kim")

    assert 'href="/kontakt?bylo=kim&amp;bylo=zwrot&amp;strona=/szukaj&amp;z=' in page


def test_hostile_questions_stay_texts(client: FlaskClient) -> None:
    hostile = '"><script>alert(1)</script>'
    response = client.get("/szukaj", query_string={"q": "kim", "bylo": [hostile, "\x00\ud7ff"]})

    assert "<script>alert" not in response.get_data(as_text=True)
