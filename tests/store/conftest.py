"""Databases for the tests: SQLite files and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kb.store.address import Address, address
from kb.store.database import Store
from kb.store.migrate import upgrade
from tests.store import postgres

#: What a SQLite file holds that has today's tables and nothing else.
_FILE: list[bytes] = []


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


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An open database with today's tables, of each kind in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    server: postgres.Server = request.getfixturevalue("server")
    opened = Store(
        address(server.new_database(_migrated(server, tmp_path)), tmp_path), connections=8
    )
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    """A database of the default kind alone."""
    place = address(None, tmp_path)
    _fill(place)
    opened = Store(place, connections=8)
    yield opened
    opened.close()


def _fill(place: Address) -> None:
    """Today's tables in a new SQLite file: the migrations run once, the rest are copies."""
    assert place.file is not None
    if not _FILE:
        upgrade(place)
        _FILE.append(place.file.read_bytes())
    else:
        place.file.write_bytes(_FILE[0])


def _migrated(server: postgres.Server, folder: Path) -> str:
    """The same in PostgreSQL: the name of a database that others are copies of."""
    if not server.migrated:
        url = server.new_database()
        upgrade(address(url, folder))
        server.migrated = urlsplit(url).path.removeprefix("/")
    return server.migrated
