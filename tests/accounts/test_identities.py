"""Accounts of the company's sign-in: only those that an admin allowed, linked once."""

from __future__ import annotations

import pytest

from kb.accounts import identities, sessions
from kb.accounts.accounts import add_account, disable, set_password
from kb.accounts.identities import Company, Identity, enter
from kb.accounts.model import Account, Role
from kb.errors import NotFound, SignInRefused
from kb.store.database import Store
from tests.accounts.people import NOW, later

ISSUER, OTHER = "https://login.example", "https://other.example"
EMAIL = "anna@sklep.example"
IDENTITY = Identity(ISSUER, "1234", EMAIL)


def make(store: Store, login: str = "anna", email: str = EMAIL) -> Account:
    return add_account(store, login, "Anna Nowak", Role.AGENT, NOW, email=email)


def refused(store: Store, identity: Identity) -> None:
    with pytest.raises(SignInRefused) as raised:
        enter(store, identity)
    assert raised.value.reason == "unknown"


def test_an_account_that_was_allowed_is_linked_by_its_address(store: Store) -> None:
    anna = make(store)
    identities.allow(store, anna.id, ISSUER)
    assert identities.means(store, anna.id).company is Company.ALLOWED

    assert enter(store, Identity(ISSUER, "1234", "ANNA@sklep.example")) == anna

    assert identities.means(store, anna.id).company is Company.LINKED
    assert identities.means(store, anna.id).password is False


def test_once_linked_the_address_means_nothing(sqlite: Store) -> None:
    anna = make(sqlite)
    identities.allow(sqlite, anna.id, ISSUER)
    enter(sqlite, IDENTITY)

    assert enter(sqlite, Identity(ISSUER, "1234", "")) == anna
    refused(sqlite, Identity(ISSUER, "5678", EMAIL))


@pytest.mark.parametrize(
    "identity",
    [
        Identity(ISSUER, "1234", ""),
        Identity(ISSUER, "1234", "olaf@sklep.example"),
        Identity(OTHER, "1234", EMAIL),
    ],
)
def test_who_is_not_meant_is_refused(sqlite: Store, identity: Identity) -> None:
    identities.allow(sqlite, make(sqlite).id, ISSUER)

    refused(sqlite, identity)


def test_an_account_that_nobody_allowed_is_not_linked(sqlite: Store) -> None:
    make(sqlite)

    refused(sqlite, IDENTITY)


def test_two_accounts_of_one_address_are_not_guessed_between(sqlite: Store) -> None:
    for login in ("anna", "anna.nowak"):
        identities.allow(sqlite, make(sqlite, login).id, ISSUER)

    refused(sqlite, IDENTITY)


def test_a_disabled_account_stays_closed(sqlite: Store) -> None:
    anna = make(sqlite)
    identities.allow(sqlite, anna.id, ISSUER)
    enter(sqlite, IDENTITY)

    disable(sqlite, anna.id, NOW)

    refused(sqlite, IDENTITY)


def test_what_is_allowed_can_be_forbidden_and_sessions_end(sqlite: Store) -> None:
    anna = make(sqlite)
    identities.allow(sqlite, anna.id, ISSUER)
    enter(sqlite, IDENTITY)
    name = sessions.start(sqlite, anna.id, NOW, verified=True)

    identities.forbid(sqlite, anna.id, later(minutes=1))

    assert identities.means(sqlite, anna.id).company is Company.NO
    assert sessions.find(sqlite, name, later(minutes=1)) is None
    refused(sqlite, IDENTITY)


def test_to_be_allowed_again_keeps_the_link(sqlite: Store) -> None:
    anna = make(sqlite)
    identities.allow(sqlite, anna.id, ISSUER)
    enter(sqlite, IDENTITY)

    identities.allow(sqlite, anna.id, ISSUER)

    assert identities.means(sqlite, anna.id).company is Company.LINKED


def test_another_issuer_needs_a_new_link(sqlite: Store) -> None:
    anna = make(sqlite)
    identities.allow(sqlite, anna.id, ISSUER)
    enter(sqlite, IDENTITY)

    identities.allow(sqlite, anna.id, OTHER)

    refused(sqlite, IDENTITY)
    assert enter(sqlite, Identity(OTHER, "1234", EMAIL)) == anna


def test_a_password_that_was_given_and_never_used_is_dropped(sqlite: Store) -> None:
    anna = make(sqlite)
    set_password(sqlite, anna.id, "nadane przez kogoś", NOW, temporary=True)
    identities.allow(sqlite, anna.id, ISSUER)

    enter(sqlite, IDENTITY)

    assert identities.means(sqlite, anna.id).password is False
    name = sessions.start(sqlite, anna.id, NOW, verified=True)
    session = sessions.find(sqlite, name, NOW)
    assert session is not None
    assert not session.temporary


def test_an_account_that_is_not_there_is_not_found(sqlite: Store) -> None:
    for call in (
        lambda: identities.means(sqlite, 7),
        lambda: identities.allow(sqlite, 7, ISSUER),
        lambda: identities.forbid(sqlite, 7, NOW),
    ):
        with pytest.raises(NotFound):
            call()
