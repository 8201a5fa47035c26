"""The whole map of addresses, walked by everybody: what a view declares is what happens.

Each route is called by who is not signed in and by each role, with every method, with and without
the token of its form.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from kb.accounts.accounts import add_account
from kb.accounts.model import Account, Role
from kb.store.database import Store
from tests.webapp.panel.conftest import NAMES, Clock, PanelClient, enter
from webapp.api import authorisation
from webapp.desks import PREFIXES
from webapp.limits import Limiter
from webapp.panel.access import READING, access

#: For everybody by their purpose; a blueprint that is not here must declare roles or scopes.
#: hooks: each message of another system is signed. survey: its address is its customer's own.
OPEN = {
    "static", "public", "feeds", "history", "picture", "branding", "widget", "ops", "versions",
    "hooks", "survey",
}  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
#: Values for what stands in addresses; whether anything is there matters to no answer of ours.
NUMBER, WORD = "1", "7K4M-2QX9"


class Walker(PanelClient):
    """Looks at no page: parts of pages are among what it is given."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return FlaskClient.open(self, *args, **kwargs)


@pytest.fixture
def app(app: Flask) -> Flask:
    """Without limits: the walk asks more often than people do."""
    app.test_client_class = Walker
    app.extensions["podpowiedz.limiter"] = Limiter({})
    return app


def routes(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if blueprint(rule) in PREFIXES)


def blueprint(rule: Rule) -> str:
    return str(rule.endpoint).partition(".")[0]


def address(rule: Rule, app: Flask) -> str:
    """An address of the route."""
    converters = rule._converters
    values = {
        name: NUMBER if "Integer" in type(converters[name]).__name__ else WORD
        for name in rule.arguments
    }
    with app.test_request_context():
        built = app.url_map.bind("localhost").build(rule.endpoint, values)
    return str(built)


def refusal(client: PanelClient, method: str, path: str, token: str = "") -> str:
    """Why a request is refused: the end of the problem's type; empty where it is let through."""
    headers = {"Accept": "application/json"} | ({"X-CSRF": token} if token else {})
    response = client.open(path, method=method, headers=headers)
    problem = response.get_json(silent=True) if response.status_code in {401, 403, 405} else None
    kind = problem.get("type", "") if isinstance(problem, dict) else ""
    if method == "HEAD":
        return {401: "signed-out", 403: "wrong-role"}.get(response.status_code, "")
    return kind.rpartition(":")[2]


@pytest.fixture
def people(store: Store, clock: Clock) -> dict[Role, Account]:
    return {role: add_account(store, role.value, NAMES[role], role, clock()) for role in Role}


def test_every_route_of_the_desk_says_who_may_call_it(app: Flask) -> None:
    with app.app_context():
        undeclared = [rule.endpoint for rule in routes(app) if access(rule.endpoint) is None]

    assert undeclared == []


def test_every_other_route_is_open_by_purpose_or_needs_a_token(app: Flask) -> None:
    with app.app_context():
        unknown = {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if blueprint(rule) not in OPEN | set(PREFIXES)
            and authorisation.access(rule.endpoint) is None
        }

    assert unknown == set()


def test_who_is_not_signed_in_comes_no_further_than_the_sign_in(
    app: Flask, nobody: PanelClient
) -> None:
    nobody.get("/panel/wejscie")
    for rule in routes(app):
        path = address(rule, app)
        with app.app_context():
            declared = access(rule.endpoint)
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            told = refusal(nobody, method, path, nobody.csrf())

            assert told == ("signed-out" if declared else ""), (method, path)
        if declared and "GET" in (rule.methods or ()):
            response = nobody.get(path)
            assert response.status_code == 303, path
            assert response.location.startswith(f"/panel/wejscie?dalej={path}"), path


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_is_declared_for_it_and_nothing_else(
    app: Flask, store: Store, clock: Clock, people: dict[Role, Account], role: Role
) -> None:
    walked = 0
    for rule in routes(app):
        path = address(rule, app)
        with app.app_context():
            declared = access(rule.endpoint) or frozenset()
        may = not declared or any(role.may(one) for one in declared)
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            client = enter(app, store, clock(), people[role])

            told = refusal(client, method, path, client.csrf())

            assert told == ("" if may else "wrong-role"), (method, path)
            walked += 1

    assert walked > 20


@pytest.mark.parametrize("role", list(Role))
def test_no_form_is_taken_without_the_token_of_its_session(
    app: Flask, store: Store, clock: Clock, people: dict[Role, Account], role: Role
) -> None:
    client = enter(app, store, clock(), people[role])
    stranger = enter(app, store, clock(), people[Role.ADMIN])
    for rule in routes(app):
        path = address(rule, app)
        for method in sorted((rule.methods or set()) - READING):
            for token in ("", stranger.csrf()):
                assert refusal(client, method, path, token) in {"forged", "wrong-role"}, path


def test_a_method_that_a_route_does_not_have_is_refused_to_everybody(
    app: Flask, store: Store, clock: Clock, people: dict[Role, Account], nobody: PanelClient
) -> None:
    admin = enter(app, store, clock(), people[Role.ADMIN])
    methods: dict[str, set[str]] = {}
    for rule in routes(app):
        methods.setdefault(address(rule, app), set()).update(rule.methods or ())
    for path, known in methods.items():
        for method in set(METHODS) - known:
            for client in (nobody, admin):
                answer = client.open(path, method=method, headers={"X-CSRF": client.csrf()})
                assert answer.status_code == 405, (method, path)


def test_everything_of_the_desk_is_kept_nowhere_and_framed_by_nobody(
    app: Flask, store: Store, clock: Clock, people: dict[Role, Account]
) -> None:
    for rule in routes(app):
        if "GET" not in (rule.methods or ()):
            continue
        response = enter(app, store, clock(), people[Role.ADMIN]).get(address(rule, app))

        assert response.headers["Cache-Control"] == "no-store", rule.endpoint
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
