"""Accounts of the company's own sign-in (OpenID Connect): who may use theirs here.

Whom a sign-in elsewhere names is known by issuer and subject together, never by an e-mail address,
which can be given to somebody else. The address serves once: an admin allows an account, and the
first sign-in with that address, if the issuer has verified it, links the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, func, select, update

from kb.accounts.accounts import KNOWN_COLUMNS, change, end_sessions, read_account
from kb.accounts.model import Account
from kb.errors import NotFound, SignInRefused
from kb.store.database import Store
from kb.store.schema import accounts


class Company(StrEnum):
    """Whether an account may be entered by the company's sign-in; LINKED: it has been."""

    NO = "no"
    ALLOWED = "allowed"
    LINKED = "linked"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom an issuer says that somebody is. email: empty where it is not verified."""

    issuer: str
    subject: str
    email: str


@dataclass(frozen=True, slots=True)
class Means:
    """How an account can be entered."""

    password: bool
    company: Company


def means(store: Store, number: int) -> Means:
    """How an account can be entered. Raises NotFound, StoreUnavailable."""
    columns = (accounts.c.password_hash, accounts.c.issuer, accounts.c.subject)
    with store.reading() as connection:
        row = connection.execute(select(*columns).where(accounts.c.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"There is no account {number}.")
    company = Company.NO
    if row.issuer is not None:
        company = Company.ALLOWED if row.subject is None else Company.LINKED
    return Means(row.password_hash is not None, company)


def allow(store: Store, number: int, issuer: str) -> None:
    """Let an account be linked at its next sign-in with the issuer; one that is linked stays so.

    Raises NotFound, StoreUnavailable.
    """
    with store.writing() as connection:
        known = connection.scalar(select(accounts.c.issuer).where(accounts.c.id == number))
        if known != issuer:
            change(connection, number, {"issuer": issuer, "subject": None})


def forbid(store: Store, number: int, now: datetime) -> None:
    """Let an account be entered by its password alone, and end its sessions.

    Raises NotFound, StoreUnavailable.
    """
    with store.writing() as connection:
        change(connection, number, {"issuer": None, "subject": None, "credentials_at": now})
        end_sessions(connection, number)


def enter(store: Store, identity: Identity) -> Account:
    """The account of an identity, linked now where an admin allowed it.

    Raises SignInRefused `unknown`, the same whatever is missing; StoreUnavailable.
    """
    with store.writing() as connection:
        found = _linked(connection, identity) or _link(connection, identity)
        if found is not None:
            _drop_temporary_password(connection, found.id)
    if found is None or found.disabled:
        raise SignInRefused("unknown", "No account here is for this identity.")
    return found


def _linked(connection: Connection, identity: Identity) -> Account | None:
    row = (
        connection.execute(
            select(*KNOWN_COLUMNS).where(
                accounts.c.issuer == identity.issuer, accounts.c.subject == identity.subject
            )
        )
        .mappings()
        .one_or_none()
    )
    return None if row is None else read_account(row)


def _link(connection: Connection, identity: Identity) -> Account | None:
    if not identity.email:
        return None
    waiting = select(*KNOWN_COLUMNS).where(
        accounts.c.issuer == identity.issuer,
        accounts.c.subject.is_(None),
        accounts.c.disabled_at.is_(None),
        func.lower(accounts.c.email) == identity.email.lower(),
    )
    rows = connection.execute(waiting.with_for_update()).mappings().all()
    if len(rows) != 1:
        return None  # nobody, or two accounts of one address: an admin must say which
    change(connection, rows[0]["id"], {"subject": identity.subject})
    return read_account(rows[0])


def _drop_temporary_password(connection: Connection, number: int) -> None:
    """Who never used the password that somebody gave them has no need of it any more."""
    temporary = accounts.c.password_temporary
    connection.execute(
        update(accounts)
        .where(accounts.c.id == number, temporary)
        .values(password_hash=None, password_temporary=False)
    )
