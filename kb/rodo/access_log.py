"""Who looked at whose data, took them out or erased them, and who changed whose access to them:
written, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from kb.store.database import Store
from kb.store.messages import as_number
from kb.store.schema import access_log, accounts


class Action(StrEnum):
    """What somebody did with a conversation, or with an account."""

    OPEN = "open"
    EXPORT = "export"
    ERASE = "erase"
    ACCOUNT_MADE = "account-made"
    ACCOUNT_CHANGED = "account-changed"
    ACCOUNT_PASSWORD = "account-password"  # noqa: S105 - what was done, not the password
    ACCOUNT_FACTOR = "account-factor"
    ACCOUNT_DISABLED = "account-disabled"
    ACCOUNT_ENABLED = "account-enabled"


@dataclass(frozen=True, slots=True)
class Access:
    """An entry. by: name of the account; empty for who works at the server's command line.

    number: of the conversation; of an account its login.
    """

    at: datetime
    by: str
    action: Action
    number: str


def note_access(
    store: Store, account: int | None, action: Action | str, number: str, now: datetime
) -> None:
    """Note that an account did something with a conversation. Raises StoreUnavailable.

    account: None at the server's command line. now: with time zone.
    """
    with store.writing() as connection:
        note_in(connection, account, Action(action), [number], now)


def note_account(
    store: Store, account: int | None, action: Action, login: str, now: datetime
) -> None:
    """Note that an account, or with None the command line, changed the one with a login."""
    with store.writing() as connection:
        note_in(connection, account, action, [login], now)


def note_in(
    connection: Connection,
    account: int | None,
    action: Action,
    numbers: Iterable[str],
    now: datetime,
) -> None:
    """As `note_access`, for several conversations and in a transaction that does more."""
    rows = [
        {"at": now, "account": account, "action": action.value, "subject": number}
        for number in numbers
    ]
    if rows:
        connection.execute(access_log.insert(), rows)


def accesses(
    store: Store, *, number: str = "", before: int | None = None, limit: int = 200
) -> tuple[tuple[int, Access], ...]:
    """Entries with their ids, the newest first. Raises StoreUnavailable.

    number: of one conversation, however it is typed, or a login; empty for all. before: only
    entries older than
    the one with this id, to go on from.
    """
    here = access_log.c
    query = (
        select(here.id, here.at, accounts.c.name, here.action, here.subject)
        .outerjoin(accounts, accounts.c.id == here.account)
        .order_by(here.id.desc())
        .limit(limit)
    )
    if number:
        query = query.where(here.subject.in_((as_number(number), number.strip().lower())))
    if before is not None:
        query = query.where(here.id < before)
    with store.reading() as connection:
        return tuple(
            (id_, Access(at, name or "", Action(action), subject))
            for id_, at, name, action, subject in connection.execute(query)
        )
