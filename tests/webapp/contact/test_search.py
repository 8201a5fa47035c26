"""A message tells the search that led to it that the visitor wrote to a person."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.store.searches import Mark, Search
from tests.webapp.conftest import recorded
from tests.webapp.contact.letters import read, send

TO_FORM = re.compile(r'href="((?:/en/contact|/kontakt)\?[^"]*)"')


def way_to_form(client: FlaskClient, address: str) -> str:
    found = TO_FORM.search(read(client.get(address)))
    assert found
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize(
    "address",
    ["/szukaj?q=kim+jestes", "/szukaj?q=zwrot", "/en/search?q=zwrot", "/widget/szukaj?q=kim"],
)
def test_writing_to_a_person_marks_the_search_that_led_there(
    app: Flask, client: FlaskClient, address: str
) -> None:
    assert send(client, way_to_form(client, address)).status_code == 303

    searched, mark = recorded(app)
    assert isinstance(searched, Search)
    assert mark == Mark(searched.token, contacted=True)


def test_the_article_between_search_and_form_keeps_the_search(
    app: Flask, client: FlaskClient
) -> None:
    send(client, way_to_form(client, "/artykul/koszt-zwrotu?z=aaaaaaaaaaaaaaaaaaaaaa"))

    assert recorded(app)[-1] == Mark("a" * 22, contacted=True)


@pytest.mark.parametrize("token", ["", "short", "a" * 65, "<script>aaaaaaaaaaaaa"])
def test_a_message_without_a_search_marks_none(app: Flask, client: FlaskClient, token: str) -> None:
    assert send(client, z=token).status_code == 303

    assert recorded(app) == []
