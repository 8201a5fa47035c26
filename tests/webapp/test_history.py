from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from kb.model import ArticlePage
from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary

PAGE = "/artykul/koszt-zwrotu/historia"


def test_an_article_leads_to_its_history_and_back(client: FlaskClient) -> None:
    article = client.get("/artykul/koszt-zwrotu").get_data(as_text=True)
    history = client.get(PAGE).get_data(as_text=True)

    assert f'<a href="{PAGE}"><span class="nowrap">Zmieniono' in article
    assert '<a href="/artykul/koszt-zwrotu">Ile kosztuje zwrot?</a>' in history


def test_each_change_has_its_day_and_words_newest_first(client: FlaskClient) -> None:
    page = client.get(PAGE).get_data(as_text=True).replace("\u00a0", " ")
    entries = page.split('<ul class="entries">')[1].split("</ul>")[0].split("<li>")[1:]

    assert ["3 października 2026" in entries[0], "1 września 2026" in entries[1]] == [True, True]
    assert "Doprecyzuj &lt;b&gt;koszt&lt;/b&gt; zwrotu" in entries[0]
    assert "Pierwsza wersja artykułu" in entries[1], "its words are not for customers"


def test_who_wrote_an_article_is_not_told(client: FlaskClient) -> None:
    assert "Anna Nowak" not in client.get(PAGE).get_data(as_text=True)
    assert "author" not in client.get("/api/v1/articles/koszt-zwrotu").get_json()["history"][0]


def test_search_engines_find_the_article_and_not_its_history(client: FlaskClient) -> None:
    assert '<meta name="robots" content="noindex">' in client.get(PAGE).get_data(as_text=True)
    assert "historia" not in client.get("/sitemap.xml").get_data(as_text=True)


def test_an_article_without_history_does_not_lead_to_it(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = library.public.article

    def without(slug: str) -> ArticlePage:
        return replace(given(slug), history=())

    monkeypatch.setattr(library.public, "article", without)
    client = build(library).test_client()

    assert PAGE not in client.get("/artykul/koszt-zwrotu").get_data(as_text=True)
    assert "Nie ma jeszcze zapisanych zmian" in client.get(PAGE).get_data(as_text=True)


def test_an_unknown_article_has_no_history(client: FlaskClient) -> None:
    assert client.get("/artykul/nie-ma/historia").status_code == 404


def test_the_history_exists_in_english_too(client: FlaskClient) -> None:
    article = client.get("/en/article/koszt-zwrotu").get_data(as_text=True)
    history = client.get("/en/article/koszt-zwrotu/history").get_data(as_text=True)
    history = history.replace("\u00a0", " ")

    assert 'href="/en/article/koszt-zwrotu/history"' in article
    assert "<h1>History of changes</h1>" in history
    assert "3 October 2026" in history
    assert '<span lang="pl">Doprecyzuj' in history
