"""Tokens with which programs prove who they are.

A token is 256 random bits, so its plain SHA-256 is kept: there is nothing to guess that a slow
password hash would protect, no two tokens are equal, which is what a salt is for, and a request
must not wait for a slow hash. Whoever reads the database cannot use what stands there.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import RowMapping, or_, select, update

from kb.errors import NotFound, TokenError
from kb.model import Scope
from kb.store.database import Store, insert_for
from kb.store.schema import tokens

#: Begins every token, so that people and scanners for leaked secrets recognise one.
PREFIX = "pk_"
_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")

#: The last use is known to so much; a token in constant use is written to once in that time.
COARSENESS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; itself it is known to its holder alone. Moments are in UTC.

    last_used_at: at most COARSENESS too early; None before the first use.
    """

    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    expires_at: datetime | None

    def is_good_at(self, now: datetime) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def used_long_before(self, now: datetime) -> bool:
        """Whether `note_use` would write something."""
        return self.last_used_at is None or now - self.last_used_at >= COARSENESS


_KNOWN = select(*(tokens.c[field.name] for field in fields(Token)))


def add_token(
    store: Store,
    name: str,
    scopes: Collection[Scope],
    now: datetime,
    expires_at: datetime | None = None,
) -> str:
    """Make a token and return it; it is not kept and cannot be shown again.

    name: 1 to 64 of A-Z, a-z, 0-9 and, not at the ends, `.`, `_`, `-`. now, expires_at: with time
    zones. Raises TokenError when the name cannot be used or is taken, also by a revoked token, so
    that a name in a log means one token for ever; StoreUnavailable.
    """
    if not _NAME.fullmatch(name):
        raise TokenError(
            f"{name!a} cannot name a token: use 1 to 64 letters a-z, digits, and - _ . inside."
        )
    made = PREFIX + secrets.token_urlsafe(_BYTES)
    row = {
        "name": name,
        "hash": _hash(made),
        "scopes": sorted({scope.value for scope in scopes}),
        "created_at": now,
        "last_used_at": None,
        "revoked_at": None,
        "expires_at": expires_at,
    }
    with store.writing() as connection:
        insert = insert_for(connection)(tokens).values(row)
        added = connection.execute(insert.on_conflict_do_nothing(index_elements=[tokens.c.name]))
        if added.rowcount != 1:
            raise TokenError(f"There is a token {name} already; choose another name.")
    return made


def all_tokens(store: Store) -> tuple[Token, ...]:
    """Every token, also those that no longer work, oldest first. Raises StoreUnavailable."""
    with store.reading() as connection:
        rows = connection.execute(_KNOWN.order_by(tokens.c.created_at, tokens.c.name))
        return tuple(map(_token, rows.mappings()))


def find_token(store: Store, presented: str) -> Token | None:
    """What is known of the token that somebody presents; None when there is no such token.

    Raises StoreUnavailable.
    """
    # The search may take longer the more of a hash is right, which tells nobody how to come closer.
    wanted = _KNOWN.where(tokens.c.hash == _hash(presented))
    with store.reading() as connection:
        row = connection.execute(wanted).mappings().one_or_none()
    return None if row is None else _token(row)


def note_use(store: Store, name: str, now: datetime) -> None:
    """Keep that a token was used, unless a use within COARSENESS is kept already.

    Raises StoreUnavailable.
    """
    last = tokens.c.last_used_at
    due = or_(last.is_(None), last <= now - COARSENESS)
    with store.writing() as connection:
        connection.execute(
            update(tokens).where(tokens.c.name == name, due).values(last_used_at=now)
        )


def revoke_token(store: Store, name: str, now: datetime) -> None:
    """Make a token useless for ever; one that is revoked stays as it is.

    Servers that have just accepted it notice a few seconds later.

    Raises NotFound when there is no token of that name; StoreUnavailable.
    """
    named = tokens.c.name == name
    with store.writing() as connection:
        if connection.scalar(select(tokens.c.name).where(named)) is None:
            raise NotFound(f"There is no token {name!a}; `kb token list` shows them.")
        connection.execute(
            update(tokens).where(named, tokens.c.revoked_at.is_(None)).values(revoked_at=now)
        )


def _token(row: RowMapping) -> Token:
    return Token(**dict(row) | {"scopes": tuple(row["scopes"])})


def _hash(token: str) -> str:
    # What is presented may be anything, halves of surrogate pairs included.
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
