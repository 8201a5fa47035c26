from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher

from kb.accounts import passwords
from kb.errors import AccountError
from tests.accounts.people import PASSWORD


def test_a_password_matches_its_own_hash_alone() -> None:
    kept = passwords.hash_password(PASSWORD)

    assert passwords.matches(kept, PASSWORD)
    assert not passwords.matches(kept, PASSWORD + " ")
    assert not passwords.matches(None, "")
    assert not passwords.matches("damaged", PASSWORD)


def test_a_hash_says_that_it_is_argon2id_with_the_advised_cost() -> None:
    assert passwords.hash_password(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_same_letters_of_another_keyboard_are_the_same_password() -> None:
    kept = passwords.hash_password("gęś źdźbło łódka")

    assert passwords.matches(kept, unicodedata.normalize("NFD", "gęś źdźbło łódka"))


def test_a_hash_of_other_costs_is_outdated() -> None:
    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD))
    assert not passwords.is_outdated(passwords.hash_password(PASSWORD))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("krótkie", "short"),
        ("x" * 129, "long"),
        ("abababababab", "simple"),
        ("moja anna z kasy", "own-name"),
        ("hasło Nowakowej", "own-name"),
        ("\ud800" * 12, "simple"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str, reason: str) -> None:
    with pytest.raises(AccountError) as raised:
        passwords.check_password(password, "anna", "Anna Nowak")

    assert raised.value.reason == reason


@pytest.mark.parametrize("password", [PASSWORD, "correct horse battery staple", "a1b2c3d4e5f6"])
def test_any_mix_of_characters_will_do(password: str) -> None:
    passwords.check_password(password, "anna", "Anna Nowak")


def test_a_new_password_is_good_and_never_the_same() -> None:
    made = {passwords.new_password() for _ in range(50)}

    assert len(made) == 50
    for one in made:
        passwords.check_password(one, "anna", "Anna Nowak")
