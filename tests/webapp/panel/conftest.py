"""The desk in tests: a database, a clock that a test moves, and a signed-in client per role.

def test_…(agent: PanelClient) -> None:
    agent.get("/panel")
    agent.send("/panel/konto/haslo", stare="…")      # a form with its token
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kb.accounts import sessions
from kb.accounts.accounts import add_account
from kb.accounts.model import Account, Role
from kb.store.database import Store
from tests.webapp.conftest import CheckedClient, build
from tests.webapp.fakes import FakeLibrary
from webapp.panel import access
from webapp.records import records
from webapp.serving import serving

#: A Monday morning in Poland.
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
PASSWORD = "trzy zielone lampy"
NAMES = {
    Role.AGENT: "Anna Nowak",
    Role.LEAD: "Piotr Zając",
    Role.EDITOR: "Ewa Lis",
    Role.ADMIN: "Jan Żak",
}


@dataclass
class Clock:
    """The present moment of the application, moved by hand."""

    now: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class PanelClient(CheckedClient):
    """A browser at the desk."""

    account: Account | None = None

    def csrf(self) -> str:
        """The token that a form of this browser's session carries."""
        cookie = self.get_cookie("panel")
        headers = {"Cookie": f"panel={cookie.value}"} if cookie else {}
        with self.application.test_request_context("/panel", headers=headers):
            return access.csrf()

    def send(self, path: str, **fields: Any) -> TestResponse:
        """Post a form with its token; without following where the answer leads."""
        return self.post(path, data={"csrf": self.csrf(), **fields})


SignIn = Callable[..., PanelClient]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(library: FakeLibrary, database: None, clock: Clock) -> Iterator[Flask]:
    made = build(library)
    made.test_client_class = PanelClient
    with made.app_context():
        serving().clock = clock
    yield made
    with made.app_context():
        records().store.close()


@pytest.fixture
def store(app: Flask) -> Store:
    """The database of the application."""
    with app.app_context():
        return records().store


@pytest.fixture
def sign_in(app: Flask, store: Store, clock: Clock) -> SignIn:
    """Make an account and a browser that is signed in with it."""

    def make(role: Role, login: str = "", **more: Any) -> PanelClient:
        made = add_account(store, login or role.value, NAMES[role], role, clock(), **more)
        return enter(app, store, clock(), made)

    return make


def enter(app: Flask, store: Store, now: datetime, account: Account) -> PanelClient:
    """A browser with a session of an account, as it is after the sign-in."""
    client = app.test_client()
    assert isinstance(client, PanelClient)
    client.account = account
    client.set_cookie("panel", sessions.start(store, account.id, now, verified=True))
    return client


@pytest.fixture
def nobody(app: Flask) -> PanelClient:
    """A browser that is not signed in."""
    client = app.test_client()
    assert isinstance(client, PanelClient)
    return client


@pytest.fixture
def agent(sign_in: SignIn) -> PanelClient:
    return sign_in(Role.AGENT)


@pytest.fixture
def lead(sign_in: SignIn) -> PanelClient:
    return sign_in(Role.LEAD)


@pytest.fixture
def editor(sign_in: SignIn) -> PanelClient:
    return sign_in(Role.EDITOR)


@pytest.fixture
def admin(sign_in: SignIn) -> PanelClient:
    return sign_in(Role.ADMIN)
