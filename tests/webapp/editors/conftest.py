"""The editors' desk over a real base, with a clock, a database and one browser per role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from kb.accounts.accounts import add_account
from kb.accounts.model import Role
from kb.store.database import Store
from tests.bases import Base
from tests.statistics.history import History
from tests.webapp.panel.conftest import NAMES, NOW, Clock, PanelClient, enter
from webapp import create_app
from webapp.records import records
from webapp.serving import serving

#: A while before the present moment of the desk.
LATELY = NOW - timedelta(hours=1)
SignIn = Callable[[Role], PanelClient]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(base: Base, empty_database: Path, clock: Clock) -> Iterator[Flask]:
    (base.data / empty_database.name).write_bytes(empty_database.read_bytes())
    made = create_app(base.settings())
    made.test_client_class = PanelClient
    made.extensions["podpowiedz.records"].most_needed.run = lambda work: None
    with made.app_context():
        serving().clock = clock
    yield made
    with made.app_context():
        records().store.close()
        serving().library.close()


@pytest.fixture
def store(app: Flask) -> Store:
    with app.app_context():
        return records().store


@pytest.fixture
def history(store: Store) -> History:
    return History(store)


@pytest.fixture
def sign_in(app: Flask, store: Store) -> SignIn:
    def make(role: Role) -> PanelClient:
        return enter(app, store, NOW, add_account(store, role.value, NAMES[role], role, NOW))

    return make


@pytest.fixture
def editor(sign_in: SignIn) -> PanelClient:
    return sign_in(Role.EDITOR)


@pytest.fixture
def lead(sign_in: SignIn) -> PanelClient:
    return sign_in(Role.LEAD)
