"""Sign-in by login and password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from kb.accounts import throttle
from kb.accounts.accounts import KNOWN_COLUMNS, change, normal_login, read_account
from kb.accounts.model import Account
from kb.accounts.passwords import hash_password, is_outdated, matches
from kb.errors import SignInRefused
from kb.store.database import Store
from kb.store.schema import accounts


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who gave the right password. needs_code: the second factor is still to be shown."""

    account: Account
    needs_code: bool


def sign_in(store: Store, login: str, password: str, network: str, now: datetime) -> SignedIn:
    """Whose login and password these are.

    network: that asks; empty where nobody knows. An unknown login, one without a password and a
    disabled one are refused in the same words and after the same time as a wrong password.

    Raises SignInRefused, StoreUnavailable.
    """
    brakes = throttle.password_brakes(login, network)
    throttle.count(store, brakes, now)
    wanted = select(*KNOWN_COLUMNS, accounts.c.password_hash).where(
        accounts.c.login == normal_login(login)
    )
    with store.reading() as connection:
        row = connection.execute(wanted).mappings().one_or_none()
    kept: str | None = row["password_hash"] if row is not None else None
    right = matches(kept, password)
    if row is None or kept is None or not right or row["disabled"]:
        raise SignInRefused("wrong", "Login or password is wrong.")
    throttle.forgive(store, brakes, now)
    if is_outdated(kept):
        with store.writing() as connection:
            change(connection, row["id"], {"password_hash": hash_password(password)})
    account = read_account(row)
    return SignedIn(account, needs_code=account.second_factor)
