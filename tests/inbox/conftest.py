"""Databases with agents, and messages as customers send them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from kb.store.database import Store
from kb.store.messages import NewMessage, add_message
from kb.store.schema import accounts, messages
from tests.store.conftest import empty, server, sqlite, store

__all__ = ["empty", "server", "sqlite", "store"]

#: A Wednesday.
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

Write = Callable[..., str]
_keys = count()


def sent(text: str = "Kiedy przyjdzie paczka?", **fields: Any) -> NewMessage:
    """A message that differs from all others by its key alone."""
    fields = {"key": f"k{next(_keys)}", "language": "pl", "topic": "dostawa", "text": text} | fields
    return NewMessage(**fields)


@pytest.fixture
def write(store: Store) -> Write:
    """Stores a message and returns its number, that of its conversation if it is the first."""

    def write(text: str = "Kiedy przyjdzie paczka?", at: datetime = NOW, **fields: Any) -> str:
        return add_message(store, sent(text, **fields), at).number

    return write


@pytest.fixture
def anna(store: Store) -> int:
    return agent(store, "anna", "Anna Lis")


@pytest.fixture
def jan(store: Store) -> int:
    return agent(store, "jan", "Jan Dąb")


def agent(store: Store, login: str, name: str, **fields: Any) -> int:
    """An account that may be given conversations."""
    row = {
        "login": login, "name": name, "role": "agent", "created_at": NOW, "credentials_at": NOW,
    } | fields  # fmt: skip
    with store.writing() as connection:
        added = connection.execute(accounts.insert().values(row).returning(accounts.c.id))
        return int(added.scalar_one())


def answer(store: Store, number: str, account: int, at: datetime, text: str = "Jutro.") -> None:
    """An answer as an approval writes it."""
    from sqlalchemy import update

    from kb.store.schema import conversations

    row = {
        "number": f"A{next(_keys):08d}", "key": f"a{next(_keys)}", "received_at": at,
        "language": "pl", "topic": "", "text": text, "email": "", "phone": "", "searched": [],
        "page": "", "conversation": number, "direction": "out", "author": account,
    }  # fmt: skip
    with store.writing() as connection:
        connection.execute(messages.insert().values(row))
        connection.execute(
            update(conversations)
            .where(conversations.c.number == number)
            .values(status="answered", first_answered_at=at, answered_at=at, updated_at=at)
        )
