"""What is wrong with a database is said with its remedy; what was acknowledged is there."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError

from kb.errors import StoreUnavailable
from kb.store import database
from kb.store.address import Address, address
from kb.store.database import Store, check_alive
from kb.store.messages import add_message, message
from kb.store.migrate import upgrade
from tests.project.imports import ROOT
from tests.store.postgres import Server
from tests.store.test_store import NOW, SENT

WRITER = """
import os
import sys
from datetime import UTC, datetime
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from kb.store.address import address
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message

folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = Store(address(None, folder), 4)

def write(n):
    sent = NewMessage(key=f"{name}-{n}", language="pl", topic="inne", text="x" * 500)
    number = add_message(store, sent, datetime.now(UTC)).number
    # One call, so that lines of several threads do not mix, nor stop half-way.
    os.write(1, f"{number}\\n".encode())

with ThreadPoolExecutor(4) as threads:
    list(threads.map(write, range(count)))
"""


def read_once(place: Address) -> None:
    with closing(Store(place, 1)) as store:
        message(store, "7K4M-2QX9")


def writer(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_with_many_writers_lose_nothing(sqlite: Store, tmp_path: Path) -> None:
    writers = [writer(tmp_path, name, 25) for name in ("a", "b")]
    printed = [process.communicate(timeout=120)[0].split() for process in writers]

    numbers = {number for lines in printed for number in lines}
    assert [process.returncode for process in writers] == [0, 0]
    assert len(numbers) == 50
    assert all(message(sqlite, number) for number in numbers)


def test_a_killed_writer_leaves_every_receipt_it_gave(sqlite: Store, tmp_path: Path) -> None:
    process = writer(tmp_path, "a", 100_000)
    assert process.stdout is not None
    numbers = [process.stdout.readline().strip() for _ in range(20)]
    process.send_signal(signal.SIGKILL)
    numbers += [line for line in process.stdout.read().split("\n")[:-1] if line]
    process.stdout.close()
    process.wait()

    assert all(message(sqlite, number) for number in numbers)
    with sqlite.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert add_message(sqlite, SENT, NOW).number


def test_the_file_is_safe_against_power_cuts_and_other_users(tmp_path: Path) -> None:
    place = address(None, tmp_path)
    upgrade(place)
    file, opened = place.file, Store(place, 1)
    assert file is not None

    with opened.reading() as connection:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    opened.close()

    assert found == ["wal", 2, 1, 1, 5000]
    assert file.stat().st_mode & 0o077 == 0


def test_an_error_does_not_tell_what_was_to_be_stored(sqlite: Store) -> None:
    statement = text("INSERT INTO nothing VALUES (:letter)")
    with pytest.raises(SQLAlchemyError) as told, sqlite.engine.begin() as connection:
        connection.execute(statement, {"letter": "mój numer to 600 700 800"})

    assert "600 700 800" not in str(told.value)


def test_a_busy_database_is_told_so(sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 0)
    other = sqlite3.connect(str(sqlite.address.file), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailable, match="kept it busy") as caught:
        add_message(sqlite, SENT, NOW)
    other.close()

    assert isinstance(caught.value.__cause__, Exception)
    assert add_message(sqlite, SENT, NOW).number


def test_a_full_disk_is_told_so_and_nothing_is_half_written(sqlite: Store) -> None:
    receipt = add_message(sqlite, SENT, NOW)
    with sqlite.reading() as connection:
        # One connection in the pool, so this one writes next.
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreUnavailable, match="disk is full; free space"):
        add_message(sqlite, replace(SENT, key="k2", text="x" * 100_000), NOW)

    assert message(sqlite, receipt.number) is not None


def test_a_damaged_file_is_told_so(tmp_path: Path) -> None:
    place = address(None, tmp_path)
    assert place.file is not None
    place.file.write_bytes(b"This is no database. " * 500)

    for attempt in (lambda: read_once(place), lambda: upgrade(place)):
        with pytest.raises(StoreUnavailable, match="damaged; restore it from a backup"):
            attempt()


def test_a_file_that_may_not_be_written_is_told_so(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite.reading() as connection:
        # What the driver does by itself for a file without write permission (root has them all).
        connection.exec_driver_sql("PRAGMA query_only = ON")

    with pytest.raises(StoreUnavailable, match="give the service's user write access"):
        add_message(sqlite, SENT, NOW)


def test_a_missing_file_is_not_made_by_reading(tmp_path: Path) -> None:
    place = address(None, tmp_path)

    with pytest.raises(StoreUnavailable, match="run `kb migrate`"):
        read_once(place)

    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_made_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreUnavailable, match="KB_DATA_DIR"):
        upgrade(address(None, tmp_path / "file" / "data"))


def test_more_threads_than_connections_wait_and_are_told(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 0)
    narrow = Store(sqlite.address, 1)

    with narrow.reading(), pytest.raises(StoreUnavailable, match="every connection is in use"):
        message(narrow, "7K4M-2QX9")
    narrow.close()


def test_a_server_that_is_away_is_told_without_its_password(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    place = address(f"postgresql://ala:sekret@127.0.0.1:{port}/kb", tmp_path)

    for attempt in (lambda: read_once(place), lambda: upgrade(place)):
        with pytest.raises(StoreUnavailable, match="check that it runs") as caught:
            attempt()
        assert "sekret" not in str(caught.value)
        assert f"ala:***@127.0.0.1:{port}/kb" in str(caught.value)


@pytest.mark.parametrize("error", [ConnectionResetError(), TimeoutError(), OSError()])
def test_a_pooled_connection_that_was_cut_is_made_anew(error: OSError) -> None:
    connection = Mock()
    connection.cursor.return_value.execute.side_effect = error

    with pytest.raises(InvalidatePoolError):
        check_alive(connection)


def test_a_server_that_came_back_is_used_again(server: Server, tmp_path: Path) -> None:
    place = address(server.new_database(), tmp_path)
    upgrade(place)
    store = Store(place, 2)
    receipt = add_message(store, SENT, NOW)

    server.execute(
        "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity "
        f"WHERE pid <> pg_backend_pid() AND datname = '{place.url.database}'"
    )

    assert message(store, receipt.number) is not None
    store.close()
