"""Sessions: who is signed in, known by a random name in the browser's cookie.

The database keeps a hash of the name, so that whoever reads it is signed in nowhere. A name is 256
random bits: its plain SHA-256 suffices, as for tokens (kb.store.tokens).
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, insert, or_, select, update

from kb.accounts.accounts import KNOWN_COLUMNS, end_sessions, read_account
from kb.accounts.model import Account
from kb.errors import StoreUnavailable
from kb.store.database import Store
from kb.store.schema import accounts, sessions

log = logging.getLogger(__name__)

#: A session is over so long after its sign-in, whatever happens, and after so long without use.
ABSOLUTE, IDLE = timedelta(hours=12), timedelta(minutes=60)
#: Time for the code after the password.
UNVERIFIED = timedelta(minutes=10)
#: The last use is known to so much; a session in constant use is written to once in that time.
COARSENESS = timedelta(minutes=1)

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is in force.

    verified: the second factor was shown, or is not wanted. temporary: the account's password is
    one that somebody else gave it and must be changed first.
    """

    account: Account
    verified: bool
    temporary: bool
    created_at: datetime


def new_name() -> str:
    """A name that nobody can guess."""
    return secrets.token_urlsafe(32)


def start(store: Store, account: int, now: datetime, *, verified: bool) -> str:
    """Begin a session and return its name. Raises StoreUnavailable."""
    name = new_name()
    with store.writing() as connection:
        connection.execute(
            delete(sessions).where(
                or_(sessions.c.created_at <= now - ABSOLUTE, sessions.c.seen_at <= now - IDLE)
            )
        )
        connection.execute(
            insert(sessions).values(
                hash=_hash(name), account=account, created_at=now, seen_at=now, verified=verified
            )
        )
    return name


def find(store: Store, name: str, now: datetime) -> Session | None:
    """The session of a name, and note that it is in use; None when it is over or was never one.

    Raises StoreUnavailable.
    """
    if not name or len(name) > _LONGEST:
        return None
    key = _hash(name)
    wanted = (
        select(
            *KNOWN_COLUMNS,
            accounts.c.credentials_at,
            accounts.c.password_temporary,
            sessions.c.created_at,
            sessions.c.seen_at,
            sessions.c.verified,
        )
        .join_from(sessions, accounts, sessions.c.account == accounts.c.id)
        .where(sessions.c.hash == key, accounts.c.disabled_at.is_(None))
    )
    with store.reading() as connection:
        row = connection.execute(wanted).mappings().one_or_none()
    if row is None or row["created_at"] < row["credentials_at"]:
        return None
    lasts = ABSOLUTE if row["verified"] else UNVERIFIED
    if now - row["created_at"] >= lasts or now - row["seen_at"] >= IDLE:
        return None
    if now - row["seen_at"] >= COARSENESS:
        _note_use(store, key, now)
    return Session(read_account(row), row["verified"], row["password_temporary"], row["created_at"])


def end(store: Store, name: str) -> None:
    """End a session; nothing where there is none. Raises StoreUnavailable."""
    with store.writing() as connection:
        connection.execute(delete(sessions).where(sessions.c.hash == _hash(name)))


def end_all(store: Store, account: int) -> None:
    """End every session of an account. Raises StoreUnavailable."""
    with store.writing() as connection:
        end_sessions(connection, account)


def _note_use(store: Store, key: str, now: datetime) -> None:
    try:
        with store.writing() as connection:
            connection.execute(update(sessions).where(sessions.c.hash == key).values(seen_at=now))
    except StoreUnavailable as error:
        # A full disk must not stop what only reads.
        log.warning("The use of a session was not noted: %s", error)


def _hash(name: str) -> str:
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
