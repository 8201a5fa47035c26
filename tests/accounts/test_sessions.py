"""Sessions end by themselves, and when credentials change."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from kb.accounts import sessions
from kb.accounts.accounts import add_account
from kb.accounts.model import Account, Role
from kb.store.database import Store
from kb.store.schema import sessions as table
from tests.accounts.people import NOW, later


def test_a_session_is_found_by_its_name_alone(store: Store) -> None:
    anna = add_account(store, "anna", "Anna Nowak", Role.AGENT, NOW)
    name = sessions.start(store, anna.id, NOW, verified=True)

    found = sessions.find(store, name, NOW)

    assert found is not None
    assert (found.account, found.verified, found.temporary) == (anna, True, False)
    for wrong in ("", name[:-1], name + "x", "x" * 5000, "\ud800"):
        assert sessions.find(store, wrong, NOW) is None


def test_the_database_holds_no_name(sqlite: Store, anna: Account) -> None:
    name = sessions.start(sqlite, anna.id, NOW, verified=True)

    with sqlite.reading() as connection:
        (kept,) = connection.scalars(select(table.c.hash))
    assert len(kept) == 64
    assert name not in kept


def test_a_session_in_use_lasts_half_a_day(sqlite: Store, anna: Account) -> None:
    name = sessions.start(sqlite, anna.id, NOW, verified=True)

    for minutes in range(50, 12 * 60, 50):
        assert sessions.find(sqlite, name, later(minutes=minutes)) is not None
    assert sessions.find(sqlite, name, later(hours=12)) is None


def test_a_session_that_is_not_used_lasts_an_hour(sqlite: Store, anna: Account) -> None:
    name = sessions.start(sqlite, anna.id, NOW, verified=True)

    assert sessions.find(sqlite, name, later(minutes=59)) is not None
    assert sessions.find(sqlite, name, later(minutes=59 + 60)) is None


def test_a_session_that_waits_for_its_code_lasts_ten_minutes(sqlite: Store, anna: Account) -> None:
    name = sessions.start(sqlite, anna.id, NOW, verified=False)

    assert sessions.find(sqlite, name, later(minutes=9)) is not None
    assert sessions.find(sqlite, name, later(minutes=10)) is None


def test_what_is_over_is_deleted_in_passing(sqlite: Store, anna: Account) -> None:
    sessions.start(sqlite, anna.id, NOW, verified=True)
    sessions.start(sqlite, anna.id, later(hours=13), verified=True)

    with sqlite.reading() as connection:
        assert len(connection.execute(select(table)).all()) == 1


def test_one_session_ends_or_all_of_an_account(sqlite: Store, anna: Account, jan: Account) -> None:
    first, second = (sessions.start(sqlite, anna.id, NOW, verified=True) for _ in range(2))
    other = sessions.start(sqlite, jan.id, NOW, verified=True)

    sessions.end(sqlite, first)
    assert sessions.find(sqlite, first, NOW) is None
    assert sessions.find(sqlite, second, NOW) is not None

    sessions.end_all(sqlite, anna.id)
    assert sessions.find(sqlite, second, NOW) is None
    assert sessions.find(sqlite, other, NOW) is not None


@pytest.mark.parametrize("minutes", [0, 30])
def test_a_database_that_takes_no_writes_lets_people_go_on_reading(
    sqlite: Store, anna: Account, minutes: int
) -> None:
    name = sessions.start(sqlite, anna.id, NOW, verified=True)
    with sqlite.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    try:
        assert sessions.find(sqlite, name, later(minutes=minutes)) is not None
    finally:
        sqlite.close()
