"""Accounts: made, changed and listed. None is ever deleted, for its decisions name it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, select, update

from kb.accounts.model import Account, Role
from kb.accounts.passwords import check_password, hash_password
from kb.errors import AccountError, NotFound
from kb.store.database import Store, insert_for
from kb.store.schema import accounts, sessions

LANGUAGES = ("pl", "en")
LONGEST_NAME = 80
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._@+-]{0,62}[a-z0-9])?")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

_KNOWN = select(
    accounts.c.id,
    accounts.c.login,
    accounts.c.name,
    accounts.c.email,
    accounts.c.role,
    accounts.c.language,
    accounts.c.totp_secret.is_not(None).label("second_factor"),
    accounts.c.disabled_at.is_not(None).label("disabled"),
)


def add_account(
    store: Store,
    login: str,
    name: str,
    role: Role,
    now: datetime,
    *,
    password: str | None = None,
    temporary: bool = False,
    email: str = "",
    language: str = "pl",
) -> Account:
    """Make an account. Without a password it waits for one, or for a sign-in elsewhere.

    temporary: somebody else knows the password, so it must be changed before anything else.

    Raises AccountError: `login`, `taken`, `name`, `language` or a reason of `check_password`;
    StoreUnavailable.
    """
    login = as_login(login)
    _check_name(name)
    _check_language(language)
    if password is not None:
        check_password(password, login, name)
    row: dict[str, Any] = {
        "login": login,
        "name": name.strip(),
        "email": email.strip(),
        "role": role.value,
        "language": language,
        "password_hash": None if password is None else hash_password(password),
        "password_temporary": temporary,
        "recovery_codes": [],
        "created_at": now,
        "credentials_at": now,
    }
    with store.writing() as connection:
        insert = insert_for(connection)(accounts).values(row)
        added = connection.execute(insert.on_conflict_do_nothing(index_elements=[accounts.c.login]))
        if added.rowcount != 1:
            raise AccountError("taken", f"There is an account {login} already.")
        return _one(connection, accounts.c.login == login)


def account(store: Store, number: int) -> Account:
    """The account of an id. Raises NotFound, StoreUnavailable."""
    with store.reading() as connection:
        return _one(connection, accounts.c.id == number)


def by_login(store: Store, login: str) -> Account:
    """The account of a login, however its letters are typed. Raises NotFound, StoreUnavailable."""
    with store.reading() as connection:
        return _one(connection, accounts.c.login == normal_login(login))


def all_accounts(store: Store) -> tuple[Account, ...]:
    """Every account, disabled ones included, by name. Raises StoreUnavailable."""
    with store.reading() as connection:
        rows = connection.execute(_KNOWN.order_by(accounts.c.name, accounts.c.id)).mappings()
        return tuple(map(read_account, rows))


def set_password(
    store: Store, number: int, password: str, now: datetime, *, temporary: bool = False
) -> None:
    """Give an account a new password and end its sessions.

    temporary: as of `add_account`. Raises AccountError with a reason of `check_password`;
    NotFound, StoreUnavailable.
    """
    found = account(store, number)
    check_password(password, found.login, found.name)
    new = {
        "password_hash": hash_password(password),
        "password_temporary": temporary,
        "credentials_at": now,
    }
    with store.writing() as connection:
        change(connection, number, new)
        end_sessions(connection, number)


def set_profile(
    store: Store, number: int, name: str, email: str, language: str, role: Role | None = None
) -> None:
    """Change what an account is called, where it is written to and its language.

    role: what it is for from now on, in open sessions as well; None: as before.

    Raises AccountError `name`, `language` or `last-admin`, and then nothing is changed; NotFound,
    StoreUnavailable.
    """
    _check_name(name)
    _check_language(language)
    new = {
        "name": name.strip(),
        "email": email.strip(),
        "language": language,
        **({"role": role.value} if role else {}),
    }
    with store.writing() as connection:
        if role and role is not Role.ADMIN:
            _leave_an_admin(connection, number)
        change(connection, number, new)


def disable(store: Store, number: int, now: datetime) -> None:
    """Let an account sign in no more, and end its sessions; one that is disabled stays so.

    Raises AccountError `last-admin`; NotFound, StoreUnavailable.
    """
    with store.writing() as connection:
        _leave_an_admin(connection, number)
        change(connection, number, {"disabled_at": func.coalesce(accounts.c.disabled_at, now)})
        end_sessions(connection, number)


def enable(store: Store, number: int, now: datetime) -> None:
    """Let a disabled account sign in again. Raises NotFound, StoreUnavailable."""
    with store.writing() as connection:
        change(connection, number, {"disabled_at": None, "credentials_at": now})


def as_login(written: str) -> str:
    """A login as it is kept. Raises AccountError `login`."""
    login = normal_login(written)
    if not _LOGIN.fullmatch(login):
        raise AccountError(
            "login", "A login has 1 to 64 letters a-z, digits, and . _ @ + - inside."
        )
    return login


def normal_login(written: str) -> str:
    """A login as it is looked for; what no database could hold is looked for in vain."""
    return _UNSTORABLE.sub("?", written).strip().lower()


def read_account(row: RowMapping) -> Account:
    """An account from a row with the columns of KNOWN_COLUMNS."""
    return Account(
        id=row["id"],
        login=row["login"],
        name=row["name"],
        email=row["email"],
        role=Role(row["role"]),
        language=row["language"],
        second_factor=bool(row["second_factor"]),
        disabled=bool(row["disabled"]),
    )


#: What `read_account` reads.
KNOWN_COLUMNS = tuple(_KNOWN.selected_columns)


def change(connection: Connection, number: int, values: Mapping[str, Any]) -> None:
    """Change columns of an account. Raises NotFound."""
    done = connection.execute(update(accounts).where(accounts.c.id == number).values(values))
    if done.rowcount != 1:
        raise NotFound(f"There is no account {number}.")


def end_sessions(connection: Connection, number: int) -> None:
    """End all sessions of an account."""
    connection.execute(delete(sessions).where(sessions.c.account == number))


def _one(connection: Connection, wanted: ColumnElement[bool]) -> Account:
    row = connection.execute(_KNOWN.where(wanted)).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such account; `kb user list` shows them.")
    return read_account(row)


def _leave_an_admin(connection: Connection, number: int) -> None:
    """Raise AccountError where `number` is the only admin who can sign in."""
    admins = connection.scalars(
        select(accounts.c.id)
        .where(accounts.c.role == Role.ADMIN.value, accounts.c.disabled_at.is_(None))
        # On PostgreSQL two who demote each other wait here; SQLite has one writer anyway.
        .with_for_update()
    ).all()
    if list(admins) == [number]:
        raise AccountError("last-admin", "This is the only admin; make another one first.")


def _check_name(name: str) -> None:
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise AccountError("name", f"A name has 1 to {LONGEST_NAME} characters.")


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise AccountError("language", f"The screens speak {' and '.join(LANGUAGES)}.")
