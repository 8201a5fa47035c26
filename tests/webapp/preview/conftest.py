"""The desk over a real base with a branch, and a preview of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from kb.accounts.accounts import add_account
from kb.accounts.model import Role
from tests.bases import Base
from tests.webapp.panel.conftest import NAMES, PanelClient, enter
from webapp import create_app
from webapp.preview.shelf import KEY
from webapp.records import records
from webapp.serving import serving


@pytest.fixture
def app(branched: Base, empty_database: Path) -> Iterator[Flask]:
    (branched.data / empty_database.name).write_bytes(empty_database.read_bytes())
    made = create_app(branched.settings())
    made.test_client_class = PanelClient
    made.extensions["podpowiedz.records"].most_needed.run = lambda work: None
    yield made
    with made.app_context():
        made.extensions[KEY].close_all()
        records().store.close()
        serving().library.close()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Role], PanelClient]:
    def make(role: Role) -> PanelClient:
        now = datetime.now(UTC)
        with app.app_context():
            store = records().store
        made = add_account(store, role.value, NAMES[role], role, now)
        return enter(app, store, now, made)

    return make


@pytest.fixture
def editor(sign_in: Callable[[Role], PanelClient]) -> PanelClient:
    return sign_in(Role.EDITOR)


@pytest.fixture
def nobody(app: Flask) -> PanelClient:
    client = app.test_client()
    assert isinstance(client, PanelClient)
    return client
