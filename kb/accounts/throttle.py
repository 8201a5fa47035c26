"""Brakes on guessing: so many failed attempts, then a wait.

An attempt is counted before it is looked at and taken off again when it was right, so that many at
the same time are no way around. A brake's key is the same whether there is such an account or not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select, text

from kb.accounts.accounts import normal_login
from kb.errors import SignInRefused
from kb.store.database import Store
from kb.store.schema import attempts

WINDOW = timedelta(minutes=15)
#: Failures in WINDOW: of one account from one network, of one account, of one network. The second
#: keeps below the 100 an hour of OWASP ASVS (5.0, 6.3.1); the first is lower, so that who guesses
#: from one place does not lock out the owner, who is elsewhere.
OF_BOTH, OF_ACCOUNT, OF_NETWORK = 8, 20, 60
#: A code has six digits and is asked for after the password only.
OF_CODES = 6


@dataclass(frozen=True, slots=True)
class Brake:
    """So many failures of one key. forgiven: a success takes all of them off, not its own alone."""

    key: str
    most: int
    forgiven: bool


def password_brakes(login: str, network: str) -> tuple[Brake, ...]:
    """For an attempt with a password. network: where it comes from; empty where nobody knows."""
    who = normal_login(login)
    return (
        _brake(OF_BOTH, True, "both", who, network),
        _brake(OF_ACCOUNT, True, "account", who),
        *((_brake(OF_NETWORK, False, "network", network),) if network else ()),
    )


def code_brakes(account: int) -> tuple[Brake, ...]:
    """For an attempt with a code of the second factor."""
    return (_brake(OF_CODES, True, "code", str(account)),)


def count(store: Store, brakes: Sequence[Brake], now: datetime) -> None:
    """Count an attempt. Raises SignInRefused `throttled`, and then it is not counted."""
    with store.writing() as connection:
        if connection.dialect.name == "postgresql":
            # Two attempts at once would not see each other's; SQLite has one writer anyway.
            connection.execute(text("LOCK TABLE attempts IN EXCLUSIVE MODE"))
        connection.execute(delete(attempts).where(attempts.c.at <= now - WINDOW))
        wait = max(_wait(connection, brake, now) for brake in brakes)
        if wait > timedelta(0):
            seconds = math.ceil(wait.total_seconds())
            raise SignInRefused("throttled", f"Too many attempts; wait {seconds} s.", seconds)
        connection.execute(insert(attempts), [{"key": brake.key, "at": now} for brake in brakes])


def forgive(store: Store, brakes: Sequence[Brake], now: datetime) -> None:
    """Take off what a right attempt of the moment `now` was counted as."""
    with store.writing() as connection:
        for brake in brakes:
            theirs = attempts.c.key == brake.key
            if not brake.forgiven:
                own = select(attempts.c.id).where(theirs, attempts.c.at == now).limit(1)
                theirs = attempts.c.id.in_(own)
            connection.execute(delete(attempts).where(theirs))


def _wait(connection: Connection, brake: Brake, now: datetime) -> timedelta:
    """How long until one more is allowed: until the oldest of the last `most` is forgotten."""
    of_key = select(attempts.c.at).where(attempts.c.key == brake.key)
    oldest = connection.scalar(
        of_key.order_by(attempts.c.at.desc()).offset(brake.most - 1).limit(1)
    )
    return timedelta(0) if oldest is None else oldest + WINDOW - now


def _brake(most: int, forgiven: bool, *parts: str) -> Brake:
    # What is typed as a login may be anything, a password by mistake included.
    key = sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return Brake(key, most, forgiven)
