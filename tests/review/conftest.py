"""A desk on each kind of database."""

from __future__ import annotations

import pytest

from kb.store.database import Store
from tests.review.desk import Desk
from tests.store.conftest import empty, server, sqlite, store

__all__ = ["desk", "empty", "server", "sqlite", "sqlite_desk", "store"]


@pytest.fixture
def desk(store: Store) -> Desk:
    """A desk with its people and one conversation, on each kind of database in turn."""
    return Desk(store)


@pytest.fixture
def sqlite_desk(sqlite: Store) -> Desk:
    """The same on the default kind alone."""
    return Desk(sqlite)
