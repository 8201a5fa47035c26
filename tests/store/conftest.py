"""Databases for the tests: SQLite files and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store.address import Address, address
from kb.store.database import Store
from kb.store.migrate import upgrade
from tests.store import postgres


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    with postgres.running() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """A database without tables, of each kind in turn."""
    if request.param == "sqlite":
        return address(None, tmp_path)
    server: postgres.Server = request.getfixturevalue("server")
    return address(server.new_database(), tmp_path)


@pytest.fixture
def store(empty: Address) -> Iterator[Store]:
    """An open database with today's tables, of each kind in turn."""
    upgrade(empty)
    opened = Store(empty, connections=8)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    """A database of the default kind alone."""
    place = address(None, tmp_path)
    upgrade(place)
    opened = Store(place, connections=8)
    yield opened
    opened.close()
