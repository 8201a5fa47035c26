"""Accounts are tried on both databases where statements are special, on SQLite otherwise."""

from __future__ import annotations

import pytest

from kb.accounts.accounts import add_account
from kb.accounts.model import Account, Role
from kb.store.database import Store
from tests.accounts.people import NOW, PASSWORD
from tests.store.conftest import empty, server, sqlite, store

__all__ = ["empty", "server", "sqlite", "store"]


@pytest.fixture
def anna(sqlite: Store) -> Account:
    """An agent with a password."""
    return add_account(sqlite, "anna", "Anna Nowak", Role.AGENT, NOW, password=PASSWORD)


@pytest.fixture
def jan(sqlite: Store) -> Account:
    """The only admin."""
    return add_account(sqlite, "jan", "Jan Żak", Role.ADMIN, NOW, password=PASSWORD)
