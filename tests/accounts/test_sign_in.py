"""Sign-in by password: the same words, time and brakes whether there is such an account or not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from kb.accounts import passwords, throttle
from kb.accounts.accounts import add_account, disable
from kb.accounts.model import Account, Role
from kb.accounts.sign_in import sign_in
from kb.errors import SignInRefused
from kb.store.database import Store
from kb.store.schema import accounts, attempts
from tests.accounts.people import HOME, NOW, OFFICE, PASSWORD, later


def refused(
    store: Store, login: str, password: str, network: str, at: object = NOW
) -> SignInRefused:
    with pytest.raises(SignInRefused) as raised:
        sign_in(store, login, password, network, at)  # type: ignore[arg-type]
    return raised.value


def fail(store: Store, times: int, login: str = "anna", network: str = OFFICE) -> None:
    for _ in range(times):
        assert refused(store, login, "wrong", network).reason == "wrong"


def kept(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(attempts)) or 0


def test_the_right_password_is_taken_however_the_login_is_typed(
    sqlite: Store, anna: Account
) -> None:
    assert sign_in(sqlite, " ANNA ", PASSWORD, OFFICE, NOW).account == anna


@pytest.mark.parametrize("login", ["anna", "olaf", "disabled", "bare", "\ud800", "x" * 10_000])
def test_every_refusal_says_the_same_and_costs_one_hash(
    sqlite: Store, anna: Account, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(sqlite, "bare", "Bez Hasła", Role.AGENT, NOW)
    disable(
        sqlite, add_account(sqlite, "disabled", "Dawny", Role.AGENT, NOW, password=PASSWORD).id, NOW
    )
    verified: list[str | None] = []

    def matches(hashed: str | None, password: str) -> bool:
        verified.append(hashed)
        return passwords.matches(hashed, password)

    monkeypatch.setattr("kb.accounts.sign_in.matches", matches)

    error = refused(sqlite, login, "wrong" if login == "anna" else PASSWORD, OFFICE)

    assert (error.reason, str(error)) == ("wrong", "Login or password is wrong.")
    assert len(verified) == 1


def test_an_unknown_login_is_checked_against_a_hash_of_the_same_cost() -> None:
    # Parameters decide how long a check takes.
    own, nobodys = passwords.hash_password(PASSWORD), passwords._NOBODYS

    assert own.split("$")[:4] == nobodys.split("$")[:4]


def test_a_hash_of_former_costs_is_made_anew(sqlite: Store, anna: Account) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with sqlite.writing() as connection:
        connection.execute(update(accounts).values(password_hash=old))

    sign_in(sqlite, "anna", PASSWORD, OFFICE, NOW)

    with sqlite.reading() as connection:
        made = connection.scalar(select(accounts.c.password_hash))
    assert made is not None
    assert not passwords.is_outdated(made)


@pytest.mark.parametrize("login", ["anna", "olaf"])
def test_after_so_many_failures_even_the_right_password_waits(
    sqlite: Store, anna: Account, login: str
) -> None:
    fail(sqlite, throttle.OF_BOTH, login)

    error = refused(sqlite, login, PASSWORD, OFFICE, later(minutes=5))

    assert error.reason == "throttled"
    assert error.retry_after_s == 10 * 60


def test_the_wait_ends(sqlite: Store, anna: Account) -> None:
    fail(sqlite, throttle.OF_BOTH)

    assert sign_in(sqlite, "anna", PASSWORD, OFFICE, later(minutes=15)).account == anna


def test_who_is_elsewhere_is_not_locked_out_by_a_guesser(sqlite: Store, anna: Account) -> None:
    fail(sqlite, throttle.OF_BOTH)

    assert sign_in(sqlite, "anna", PASSWORD, HOME, NOW).account == anna


def test_one_account_is_guessed_so_often_from_all_the_world(sqlite: Store, anna: Account) -> None:
    for number in range(throttle.OF_ACCOUNT):
        fail(sqlite, 1, network=f"192.0.2.{number}")

    assert refused(sqlite, "anna", PASSWORD, HOME).reason == "throttled"


def test_one_network_guesses_so_often_whatever_the_account(sqlite: Store, anna: Account) -> None:
    for number in range(throttle.OF_NETWORK):
        fail(sqlite, 1, login=f"login{number}")

    assert refused(sqlite, "anna", PASSWORD, OFFICE).reason == "throttled"
    assert sign_in(sqlite, "anna", PASSWORD, HOME, NOW).account == anna


def test_an_office_that_signs_in_rightly_is_never_slowed(sqlite: Store, anna: Account) -> None:
    for number in range(throttle.OF_NETWORK + 1):
        sign_in(sqlite, "anna", PASSWORD, OFFICE, later(seconds=number))

    assert kept(sqlite) == 0


def test_a_success_forgives_the_account_and_not_the_network(sqlite: Store, anna: Account) -> None:
    fail(sqlite, throttle.OF_BOTH - 1)

    sign_in(sqlite, "anna", PASSWORD, OFFICE, later(seconds=1))

    assert kept(sqlite) == throttle.OF_BOTH - 1
    fail(sqlite, throttle.OF_BOTH - 1)


def test_many_guesses_at_the_same_time_are_no_way_around(store: Store) -> None:
    add_account(store, "anna", "Anna Nowak", Role.AGENT, NOW, password=PASSWORD)

    def guess(_: int) -> str:
        return refused(store, "anna", "wrong", OFFICE).reason

    with ThreadPoolExecutor(6) as threads:
        reasons = list(threads.map(guess, range(throttle.OF_BOTH + 12)))

    assert reasons.count("wrong") == throttle.OF_BOTH


def test_failures_are_forgotten_after_their_time(sqlite: Store, anna: Account) -> None:
    fail(sqlite, 3)

    refused(sqlite, "olaf", "wrong", HOME, later(minutes=16))

    assert kept(sqlite) == 3  # those of the last attempt: one of each brake


def test_what_was_typed_as_a_login_is_not_kept(sqlite: Store) -> None:
    refused(sqlite, "my-password", "anna", OFFICE)

    with sqlite.reading() as connection:
        keys = connection.scalars(select(attempts.c.key)).all()
    assert all(len(key) == 64 for key in keys)
