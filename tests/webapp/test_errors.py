from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb import errors as library_errors
from kb.errors import (
    ConfigError,
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    IndexUnavailable,
    KbError,
    NotFound,
    QueryError,
)
from tests.webapp.conftest import build
from tests.webapp.fakes import FakeLibrary
from webapp.error_rules import RULES, rule_for

SECRET = "/srv/help/var/index/abc is damaged"

CASES: list[tuple[KbError, int, str]] = [
    (QueryError("empty", "The question is empty."), 400, "bad-question"),
    (NotFound("There is no such article."), 404, "not-found"),
    (IndexMissing(SECRET), 503, "index-unavailable"),
    (IndexMismatch(SECRET), 503, "index-unavailable"),
    (IndexCorrupt(SECRET), 503, "index-unavailable"),
    (IndexUnavailable(SECRET), 503, "index-unavailable"),
    (ConfigError(SECRET), 500, "internal"),
]


@pytest.mark.parametrize(("error", "status", "kind"), CASES, ids=lambda case: str(case)[:20])
def test_each_library_error_has_its_page_and_its_problem(
    error: KbError, status: int, kind: str
) -> None:
    client = build(FakeLibrary(failure=error)).test_client()

    page = client.get("/szukaj?q=zwrot")
    problem = client.get("/api/v1/search?q=zwrot")
    asked = client.get("/szukaj?q=zwrot", headers={"Accept": "application/json"})

    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert (problem.status_code, problem.mimetype) == (status, "application/problem+json")
    assert problem.get_json()["type"] == f"urn:podpowiedz:problem:{kind}"
    assert asked.get_json() == problem.get_json()


@pytest.mark.parametrize(("error", "status", "kind"), CASES, ids=lambda case: str(case)[:20])
def test_folders_of_the_server_are_told_to_nobody(error: KbError, status: int, kind: str) -> None:
    client = build(FakeLibrary(failure=error)).test_client()

    for address in ("/", "/api/v1/search?q=zwrot", "/readyz"):
        assert "/srv/" not in client.get(address).get_data(as_text=True)


def test_every_error_of_the_library_is_in_the_table_or_under_one_that_is() -> None:
    kinds = [
        kind
        for kind in vars(library_errors).values()
        if isinstance(kind, type) and issubclass(kind, KbError)
    ]

    assert len(kinds) > 10
    assert all(any(parent in RULES for parent in kind.__mro__[:-2]) for kind in kinds)


def test_the_most_specific_line_decides() -> None:
    assert rule_for(IndexCorrupt("x")) is RULES[IndexUnavailable]
    assert rule_for(ValueError("x")) is RULES[Exception]


def test_an_error_page_names_the_phone_even_when_the_index_has_just_gone(
    library: FakeLibrary, client: FlaskClient
) -> None:
    assert client.get("/").status_code == 200
    library.failure = IndexMissing("gone")

    page = client.get("/")

    assert page.status_code == 503
    assert page.headers["Retry-After"] == "60"
    assert "tel:+48120000000" in page.get_data(as_text=True)


def test_a_fault_of_ours_is_a_page_that_tells_no_details(
    app: Flask, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(library.public, "categories", broken)

    page = app.test_client().get("/")

    assert page.status_code == 500
    assert "Coś się u\u00a0nas zepsuło" in page.get_data(as_text=True)
    assert SECRET not in page.get_data(as_text=True)


def test_a_fault_that_reaches_every_part_of_the_page_still_gives_one(library: FakeLibrary) -> None:
    library.failure = RuntimeError(SECRET)
    client = build(library).test_client()

    assert client.get("/").status_code == 500
    assert client.get("/brak").status_code == 404
    assert client.get("/api/v1/search?q=zwrot").get_json()["type"].endswith(":internal")


def test_a_browser_that_takes_anything_gets_a_page(client: FlaskClient) -> None:
    for accept in ("*/*", "text/html,application/xhtml+xml,*/*;q=0.8", ""):
        assert client.get("/brak", headers={"Accept": accept}).mimetype == "text/html"
