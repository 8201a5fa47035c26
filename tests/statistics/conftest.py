"""Databases and histories for the tests of figures."""

from __future__ import annotations

import pytest

from kb.store.database import Store
from tests.statistics.history import History
from tests.store.conftest import empty, server, sqlite, store

__all__ = ["empty", "history", "server", "sqlite", "store"]


@pytest.fixture
def history(store: Store) -> History:
    """A desk to which nothing has happened yet, on each kind of database in turn."""
    return History(store)
