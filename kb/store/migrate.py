"""Bringing the database to the newest schema."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

from kb.errors import StoreUnavailable
from kb.store.address import Address
from kb.store.database import make_engine, revision, told

SCRIPTS = Path(__file__).parent / "migrations"
#: Any number will do, as long as nothing else in the database takes the same.
_LOCK = 7_146_520


@dataclass(frozen=True, slots=True)
class Migrated:
    """Numbers of the schema before and after; before is None for a new database."""

    before: str | None
    after: str


def upgrade(address: Address, scripts: Path = SCRIPTS) -> Migrated:
    """Make or upgrade the tables; what is stored stays. Safe when several processes do it at once.

    All of it or nothing. Raises StoreUnavailable, also when the schema is newer than the program.
    """
    lock = _file_lock(address.file) if address.file else nullcontext()
    with told(address), lock:
        engine = make_engine(address, 1, create=True)
        try:
            with engine.connect() as connection:
                return _upgrade(connection, address, scripts)
        finally:
            engine.dispose()


def _upgrade(opened: Connection, address: Address, scripts: Path) -> Migrated:
    connection = opened.execution_options(writes=True)
    with connection.begin():
        if not address.file:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        before = revision(connection)
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreUnavailable(
                f"The database {address} was made by a newer version (its schema is {before}); run "
                "the newer version, or restore a backup."
            ) from error
        after = revision(connection)
    return Migrated(before, after or "")


@contextmanager
def _file_lock(file: Path) -> Iterator[None]:
    """One process at a time. The database is made for its owner alone: it holds messages."""
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    lock = os.open(file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
