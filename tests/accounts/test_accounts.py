"""Accounts: made, changed, disabled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.accounts import accounts, sessions
from kb.accounts.model import Account, Role
from kb.accounts.sign_in import sign_in
from kb.errors import AccountError, NotFound, SignInRefused
from kb.store.database import Store
from tests.accounts.people import HOME, NOW, PASSWORD, later


def test_an_account_comes_back_as_it_was_made(store: Store) -> None:
    made = accounts.add_account(
        store, " Anna ", " Anna Nowak ", Role.LEAD, NOW, email="anna@sklep.example", language="en"
    )

    assert made == Account(
        made.id, "anna", "Anna Nowak", "anna@sklep.example", Role.LEAD, "en", False, False
    )
    assert accounts.account(store, made.id) == made
    assert accounts.by_login(store, "ANNA") == made
    assert accounts.all_accounts(store) == (made,)


def test_a_login_is_taken_once(store: Store) -> None:
    def add(number: int) -> bool:
        try:
            accounts.add_account(store, "anna", f"Anna {number}", Role.AGENT, NOW)
        except AccountError:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(add, range(4))) == 1


@pytest.mark.parametrize(
    ("login", "name", "language", "reason"),
    [
        ("", "Anna", "pl", "login"),
        ("anna nowak", "Anna", "pl", "login"),
        ("ą", "Anna", "pl", "login"),
        ("a" * 65, "Anna", "pl", "login"),
        ("anna", " ", "pl", "name"),
        ("anna", "A" * 81, "pl", "name"),
        ("anna", "Anna", "de", "language"),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    sqlite: Store, login: str, name: str, language: str, reason: str
) -> None:
    with pytest.raises(AccountError) as raised:
        accounts.add_account(sqlite, login, name, Role.AGENT, NOW, language=language)

    assert raised.value.reason == reason
    assert accounts.all_accounts(sqlite) == ()


def test_who_is_not_there_is_not_found(sqlite: Store) -> None:
    with pytest.raises(NotFound):
        accounts.account(sqlite, 7)
    with pytest.raises(NotFound):
        accounts.by_login(sqlite, "olaf")
    with pytest.raises(NotFound):
        accounts.set_profile(sqlite, 7, "Olaf", "", "pl")


def test_a_new_password_ends_the_sessions(sqlite: Store, anna: Account) -> None:
    name = sessions.start(sqlite, anna.id, NOW, verified=True)

    accounts.set_password(sqlite, anna.id, "cztery niebieskie okna", later(minutes=1))

    assert sessions.find(sqlite, name, later(minutes=1)) is None
    with pytest.raises(SignInRefused):
        sign_in(sqlite, "anna", PASSWORD, HOME, later(minutes=2))
    assert sign_in(sqlite, "anna", "cztery niebieskie okna", HOME, later(minutes=2)).account == anna


def test_who_is_disabled_is_out_at_once_and_stays_out(sqlite: Store, anna: Account) -> None:
    name = sessions.start(sqlite, anna.id, NOW, verified=True)

    accounts.disable(sqlite, anna.id, later(minutes=1))

    assert sessions.find(sqlite, name, later(minutes=1)) is None
    assert accounts.account(sqlite, anna.id).disabled
    with pytest.raises(SignInRefused) as raised:
        sign_in(sqlite, "anna", PASSWORD, HOME, later(minutes=2))
    assert raised.value.reason == "wrong"


def test_who_is_enabled_again_signs_in_anew(sqlite: Store, anna: Account) -> None:
    accounts.disable(sqlite, anna.id, NOW)
    accounts.enable(sqlite, anna.id, later(minutes=1))

    assert sign_in(sqlite, "anna", PASSWORD, HOME, later(minutes=2)).account == anna


def test_the_last_admin_can_be_neither_disabled_nor_demoted(store: Store) -> None:
    jan = accounts.add_account(store, "jan", "Jan Żak", Role.ADMIN, NOW)
    accounts.disable(store, accounts.add_account(store, "ola", "Ola", Role.ADMIN, NOW).id, NOW)

    with pytest.raises(AccountError) as raised:
        accounts.disable(store, jan.id, NOW)
    assert raised.value.reason == "last-admin"
    with pytest.raises(AccountError):
        accounts.set_profile(store, jan.id, "Jan Lis", "", "en", Role.LEAD)
    assert accounts.account(store, jan.id) == jan, "nothing is changed by halves"

    accounts.add_account(store, "piotr", "Piotr", Role.ADMIN, NOW)
    accounts.set_profile(store, jan.id, "Jan Żak", "", "pl", Role.LEAD)
    assert accounts.account(store, jan.id).role is Role.LEAD


def test_a_new_role_counts_in_open_sessions(sqlite: Store, anna: Account) -> None:
    name = sessions.start(sqlite, anna.id, NOW, verified=True)

    accounts.set_profile(sqlite, anna.id, "Anna Nowak", "", "pl", Role.LEAD)

    found = sessions.find(sqlite, name, NOW)
    assert found is not None
    assert found.account.role is Role.LEAD


def test_name_address_and_language_can_be_changed(sqlite: Store, anna: Account) -> None:
    accounts.set_profile(sqlite, anna.id, "Anna Lis", "lis@sklep.example", "en")

    found = accounts.account(sqlite, anna.id)
    assert (found.name, found.email, found.language) == ("Anna Lis", "lis@sklep.example", "en")
    assert found.role is anna.role
