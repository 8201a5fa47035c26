"""The connection: one pool per process, short transactions, errors in the library's own words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as NoneFree

from kb.errors import StoreUnavailable
from kb.store.address import Address
from kb.store.schema import REVISION

#: Seconds to wait for another writer of SQLite, and for a free connection.
_PATIENCE = 5
#: Seconds after which a PostgreSQL server that says nothing counts as gone.
_SILENCE = 10

#: What to do, by words of the driver's message; the first that fits is told.
_REMEDIES: tuple[tuple[str, str], ...] = (
    ("queuepool limit", "every connection is in use; try again, and look for what takes so long"),
    ("is locked", "another process has kept it busy; try again, and look for what writes so long"),
    ("disk is full", "the disk is full; free space"),
    ("no space left", "the disk of the server is full; free space"),
    ("readonly", "it cannot be written; give the service's user write access to file and folder"),
    ("read-only", "the server takes no writes; connect to the primary server"),
    ("permission denied", "the service's user may not write there; mend the rights of the folder"),
    ("unable to open", "it is missing or may not be opened; run `kb migrate`, check the rights"),
    ("not a database", "the file is damaged; restore it from a backup"),
    ("malformed", "the file is damaged; restore it from a backup"),
    ("no such table", "its tables are missing; run `kb migrate`"),
    ("password", "the server refuses user or password; check KB_DATABASE_URL"),
)
_OTHERWISE = "check that it runs and that KB_DATABASE_URL and KB_DATA_DIR are right"


class Store:
    """An open database. Threads share it; a process that forks opens its own."""

    def __init__(self, address: Address, connections: int) -> None:
        """Nothing is connected yet, so a database that is away is told at the first use.

        connections: the most that are open at once, one for each thread that writes or reads.
        """
        self.address = address
        self.engine = make_engine(address, connections)
        self._checked = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises StoreUnavailable."""
        with told(self.address), self.engine.connect() as connection, connection.begin():
            self._check(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: all of it or nothing. Raises StoreUnavailable."""
        with told(self.address), self.engine.connect() as opened:
            connection = opened.execution_options(writes=True)
            with connection.begin():
                self._check(connection)
                yield connection

    def close(self) -> None:
        """Close every connection. The store may be used again afterwards."""
        self.engine.dispose()

    def _check(self, connection: Connection) -> None:
        if self._checked:
            return
        found = revision(connection)
        if found is None or found < REVISION:
            raise StoreUnavailable(
                f"The database {self.address} has no tables of this version; run `kb migrate`."
            )
        if found > REVISION:
            raise StoreUnavailable(
                f"The database {self.address} was made by a newer version (its schema is {found}, "
                f"this program knows {REVISION}); run the newer version, or restore a backup."
            )
        self._checked = True


def make_engine(address: Address, connections: int, create: bool = False) -> Engine:
    """An engine for an address. create: whether the file of SQLite may be made."""
    pool: dict[str, Any] = {
        # Errors go to logs, and what was to be stored may be a letter.
        "hide_parameters": True,
        "pool_size": connections,
        "max_overflow": 0,
        "pool_timeout": _PATIENCE,
    }
    if address.file is None:
        engine = create_engine(
            address.url, connect_args={**address.arguments, "timeout": _SILENCE}, **pool
        )
        event.listen(engine, "checkout", check_alive)
        return engine
    engine = create_engine(address.url, creator=_opener(str(address.file), create), **pool)
    event.listen(engine, "begin", _begin)
    return engine


def check_alive(connection: DBAPIConnection, *_: object) -> None:
    """Ask the server before a pooled connection is used; raise for SQLAlchemy to make new ones.

    `pool_pre_ping` would do, but the driver lets a reset by the server through as an OSError, which
    that does not expect: each worker's first request after a restart of the server would fail.
    """
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
        cursor.close()
    except Exception as error:
        raise InvalidatePoolError from error


def revision(connection: Connection) -> str | None:
    """The number of the last migration; None when there was none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def insert_for(connection: Connection) -> Callable[[Any], Any]:
    """`insert` of the connection's dialect, which knows ON CONFLICT."""
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert


@contextmanager
def told(address: Address) -> Iterator[None]:
    """Turn what drivers raise into StoreUnavailable that says what to do.

    A broken rule of the schema is a fault of ours and passes.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, NoneFree, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        words = str(cause or error).lower()
        remedy = next((advice for sign, advice in _REMEDIES if sign in words), _OTHERWISE)
        # The cause is kept for the log; its message may quote what a visitor wrote.
        raise StoreUnavailable(f"The database {address} cannot be used: {remedy}.") from error


def _opener(file: str, create: bool) -> Callable[[], sqlite3.Connection]:
    mode = "rwc" if create else "rw"

    def open_file() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(file)}?mode={mode}",
            uri=True,
            timeout=_PATIENCE,
            # Transactions are begun by `_begin`, not by the driver's guesses.
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA foreign_keys = ON")
        # A receipt that a customer has seen survives a power cut.
        connection.execute("PRAGMA synchronous = FULL")
        # What retention deletes is overwritten, not only forgotten.
        connection.execute("PRAGMA secure_delete = ON")
        if create:
            # Stays in the file. Readers and the one writer do not wait for each other then.
            connection.execute("PRAGMA journal_mode = WAL")
        return connection

    return open_file


def _begin(connection: Connection) -> None:
    # A reader that turns writer half-way is refused at once when another writes; one that says so
    # at the beginning waits its turn.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
