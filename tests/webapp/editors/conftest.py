"""The editors' desk over a real base, with a clock, a database and one browser per role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from kb.store.database import Store
from tests.bases import Base
from tests.statistics.history import History
from tests.webapp.panel.conftest import NOW, Clock, PanelClient, clock, editor, lead, sign_in, store
from webapp import create_app
from webapp.records import records
from webapp.serving import serving

__all__ = ["clock", "editor", "lead", "sign_in", "store"]

#: A while before the present moment of the desk.
LATELY = NOW - timedelta(hours=1)


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
def history(store: Store) -> History:
    return History(store)
