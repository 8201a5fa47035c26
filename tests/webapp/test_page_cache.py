from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.errors import IndexMissing
from tests.webapp.fakes import ARTICLES, FakeLibrary
from webapp import page_cache
from webapp.page_cache import KEPT, Page, Shelf
from webapp.serving import serving

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PATHS = ("/", "/artykul/koszt-zwrotu", "/kategoria/zwroty")


@pytest.fixture(autouse=True)
def _stopped_clock(app: Flask) -> None:
    with app.app_context():
        serving().clock = lambda: NOON


@pytest.fixture
def rendered(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Grows with each page that a view makes: every one asks for the articles or for one."""
    made: list[None] = []

    def counted(name: str) -> None:
        original = getattr(library.public, name)

        def call(*args: Any) -> Any:
            made.append(None)
            return original(*args)

        monkeypatch.setattr(library.public, name, call)

    counted("articles")
    counted("article")
    return made


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_rendered_once(client: FlaskClient, rendered: list[None], path: str) -> None:
    first = client.get(path)
    made = len(rendered)
    again, head = client.get(path), client.head(path)

    assert made > 0
    assert len(rendered) == made
    assert again.get_data() == first.get_data()
    # A second may begin between them.
    told, *others = ({**one.headers, "Date": ""} for one in (first, again, head))
    assert others == [told, told]


def test_an_address_with_a_query_is_not_kept(client: FlaskClient, rendered: list[None]) -> None:
    client.get("/?a=1")
    made = len(rendered)
    client.get("/?a=1")

    assert len(rendered) > made


def test_a_new_generation_is_seen_at_once(client: FlaskClient, library: FakeLibrary) -> None:
    client.get("/artykul/koszt-zwrotu")
    changed = replace(ARTICLES[0], title="Zwrot od dziś bezpłatny")
    library.public.articles_served = (changed, *ARTICLES[1:])

    assert "Zwrot od dziś bezpłatny" in client.get("/artykul/koszt-zwrotu").get_data(as_text=True)


def test_a_page_is_made_anew_after_half_a_minute(
    app: Flask, client: FlaskClient, rendered: list[None]
) -> None:
    with app.app_context():
        state = serving()
    client.get("/")
    made = len(rendered)

    state.clock = lambda: NOON + timedelta(seconds=29)
    client.get("/")
    assert len(rendered) == made

    state.clock = lambda: NOON + timedelta(seconds=30)
    client.get("/")
    assert len(rendered) > made


def test_links_name_the_host_that_was_asked(client: FlaskClient) -> None:
    for host in ("http://a.example", "http://b.example", "https://a.example"):
        assert f'href="{host}/"' in client.get("/", base_url=host).get_data(as_text=True)


def test_missing_pages_and_failures_are_not_kept(client: FlaskClient, library: FakeLibrary) -> None:
    assert client.get("/artykul/nie-ma").status_code == 404
    library.failure = IndexMissing("gone")
    assert client.get("/").status_code == 503
    library.failure = None

    assert client.get("/").status_code == 200


def test_what_differs_between_readers_is_not_kept(app: Flask) -> None:
    with app.test_request_context("/"):
        for name, value in (("Vary", "Accept-Language"), ("Set-Cookie", "a=b")):
            response = app.response_class("page", headers={name: value})
            assert page_cache.page_of(response, ("first", 0)) is None
        assert page_cache.page_of(app.response_class("page"), ("first", 0)) is not None


def test_the_shelf_holds_no_more_than_it_may() -> None:
    shelf = Shelf(most=1000)

    def page(size: int) -> Page:
        return Page(("first", 0), 200, (), b"x" * size, b"")

    for number in range(50):
        shelf.put(number, page(300))
        shelf.put(0, page(300))

    assert len(shelf) == 900
    assert shelf.get(0, ("first", 0)) is not None
    assert shelf.get(1, ("first", 0)) is None
    assert shelf.get(0, ("second", 0)) is None


def test_every_kept_page_is_a_route(app: Flask) -> None:
    assert set(KEPT) <= {rule.endpoint for rule in app.url_map.iter_rules()}
