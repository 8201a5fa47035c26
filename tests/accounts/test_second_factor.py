"""Codes of the telephone and on paper, each taken once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from sqlalchemy import select

from kb.accounts import second_factor, sessions, throttle
from kb.accounts.accounts import account, add_account
from kb.accounts.model import Account, Role
from kb.accounts.sign_in import sign_in
from kb.errors import AccountError, SignInRefused
from kb.store.database import Store
from kb.store.schema import accounts
from tests.accounts.people import HOME, KEY, NOW, PASSWORD, later

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def code(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(at)


def enrolled(store: Store, number: int) -> tuple[str, tuple[str, ...]]:
    """The secret and the codes on paper of an account that has a second factor since NOW."""
    sealed = second_factor.offer(number, KEY)
    secret = second_factor.offered_secret(number, sealed, KEY)
    return secret, second_factor.enrol(store, number, sealed, code(secret, NOW), KEY, NOW)


def refused(store: Store, number: int, written: str, at: datetime) -> str:
    with pytest.raises(SignInRefused) as raised:
        second_factor.verify(store, number, written, KEY, at)
    return raised.value.reason


def test_once_enrolled_a_code_is_asked_for(sqlite: Store, anna: Account) -> None:
    secret, paper = enrolled(sqlite, anna.id)

    assert account(sqlite, anna.id).second_factor
    assert sign_in(sqlite, "anna", PASSWORD, HOME, NOW).needs_code
    assert len(set(paper)) == second_factor.RECOVERY_CODES
    second_factor.verify(sqlite, anna.id, code(secret, later(minutes=1)), KEY, later(minutes=1))


def test_the_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, the last six digits.
    at = datetime.fromisoformat("2009-02-13T23:31:30+00:00")

    assert second_factor._step_of(RFC_SECRET, "005924", at) == 0x273EF07


def test_the_app_is_told_whose_code_it_is() -> None:
    address = urlsplit(second_factor.address_for_app(RFC_SECRET, "anna", "Lniany Dom"))

    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert address.path == "/Lniany%20Dom:anna"
    assert parse_qs(address.query) == {"secret": [RFC_SECRET], "issuer": ["Lniany Dom"]}


def test_a_wrong_first_code_changes_nothing(sqlite: Store, anna: Account) -> None:
    name = sessions.start(sqlite, anna.id, NOW, verified=True)
    sealed = second_factor.offer(anna.id, KEY)

    with pytest.raises(AccountError) as raised:
        second_factor.enrol(sqlite, anna.id, sealed, "12345x", KEY, NOW)

    assert raised.value.reason == "code"
    assert not account(sqlite, anna.id).second_factor
    assert sessions.find(sqlite, name, NOW) is not None


@pytest.mark.parametrize("key", [KEY, b"x" * 32])
def test_an_offer_counts_for_its_account_and_key_alone(
    sqlite: Store, anna: Account, key: bytes
) -> None:
    sealed = second_factor.offer(anna.id if key != KEY else anna.id + 1, key)

    with pytest.raises(AccountError) as raised:
        second_factor.offered_secret(anna.id, sealed, KEY)
    assert raised.value.reason == "expired"


@pytest.mark.parametrize("sealed", ["", "x", "ą" * 50])
def test_what_is_no_offer_is_refused(sealed: str) -> None:
    with pytest.raises(AccountError):
        second_factor.offered_secret(1, sealed, KEY)


def test_enrolling_ends_the_sessions(sqlite: Store, anna: Account) -> None:
    name = sessions.start(sqlite, anna.id, NOW, verified=True)

    enrolled(sqlite, anna.id)

    assert sessions.find(sqlite, name, NOW) is None


def test_the_database_alone_makes_no_codes(sqlite: Store, anna: Account) -> None:
    secret, paper = enrolled(sqlite, anna.id)

    with sqlite.reading() as connection:
        row = connection.execute(select(accounts)).mappings().one()
    assert secret not in str(dict(row))
    assert all(one not in str(dict(row)) for one in paper)


@pytest.mark.parametrize("drift_s", [-30, 0, 30])
def test_a_clock_may_be_half_a_minute_off(sqlite: Store, anna: Account, drift_s: int) -> None:
    secret, _ = enrolled(sqlite, anna.id)
    at = later(minutes=5)

    second_factor.verify(sqlite, anna.id, code(secret, later(minutes=5, seconds=drift_s)), KEY, at)


@pytest.mark.parametrize("drift_s", [-60, 60])
def test_a_code_of_another_time_is_wrong(sqlite: Store, anna: Account, drift_s: int) -> None:
    secret, _ = enrolled(sqlite, anna.id)
    at = later(minutes=5)

    assert refused(sqlite, anna.id, code(secret, later(minutes=5, seconds=drift_s)), at) == "wrong"


def test_a_code_is_taken_once(sqlite: Store, anna: Account) -> None:
    secret, _ = enrolled(sqlite, anna.id)
    at = later(minutes=5)
    written = code(secret, at)

    second_factor.verify(sqlite, anna.id, f"{written[:3]} {written[3:]}", KEY, at)

    assert refused(sqlite, anna.id, written, at) == "wrong"
    assert refused(sqlite, anna.id, code(secret, later(minutes=4, seconds=30)), at) == "wrong"


def test_the_code_of_the_enrolment_is_used_up(sqlite: Store, anna: Account) -> None:
    secret, _ = enrolled(sqlite, anna.id)

    assert refused(sqlite, anna.id, code(secret, NOW), NOW) == "wrong"


def test_one_of_many_at_the_same_time_is_taken(store: Store) -> None:
    anna = add_account(store, "anna", "Anna Nowak", Role.AGENT, NOW, password=PASSWORD)
    _, paper = enrolled(store, anna.id)

    def enter(_: int) -> bool:
        try:
            second_factor.verify(store, anna.id, paper[0], KEY, later(minutes=1))
        except SignInRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(enter, range(4))) == 1


def test_a_code_on_paper_is_taken_once_however_it_is_typed(sqlite: Store, anna: Account) -> None:
    _, paper = enrolled(sqlite, anna.id)

    second_factor.verify(sqlite, anna.id, f" {paper[3].lower()}", KEY, NOW)

    assert refused(sqlite, anna.id, paper[3], NOW) == "wrong"
    assert second_factor.recovery_codes_left(sqlite, anna.id) == 9
    second_factor.verify(sqlite, anna.id, paper[4].replace("-", ""), KEY, NOW)


def test_new_codes_on_paper_replace_the_old_ones(sqlite: Store, anna: Account) -> None:
    _, old = enrolled(sqlite, anna.id)

    new = second_factor.new_recovery_codes(sqlite, anna.id)

    assert refused(sqlite, anna.id, old[0], NOW) == "wrong"
    second_factor.verify(sqlite, anna.id, new[0], KEY, NOW)


def test_guessing_codes_is_slowed(sqlite: Store, anna: Account) -> None:
    secret, paper = enrolled(sqlite, anna.id)
    for number in range(throttle.OF_CODES):
        assert refused(sqlite, anna.id, f"{number:06}", later(minutes=1)) == "wrong"

    assert refused(sqlite, anna.id, code(secret, later(minutes=1)), later(minutes=1)) == "throttled"
    assert refused(sqlite, anna.id, paper[0], later(minutes=1)) == "throttled"


@pytest.mark.parametrize("written", ["", "1", "000000", "A" * 16, "\ud800", "٠٠٠٠٠٠", "x" * 9999])
def test_nonsense_is_wrong_and_no_fault(sqlite: Store, anna: Account, written: str) -> None:
    assert refused(sqlite, anna.id, written, NOW) == "wrong"
    enrolled(sqlite, anna.id)
    assert refused(sqlite, anna.id, written, NOW) == "wrong"


def test_under_another_key_only_paper_opens(
    sqlite: Store, anna: Account, caplog: pytest.LogCaptureFixture
) -> None:
    secret, paper = enrolled(sqlite, anna.id)
    at = later(minutes=1)

    with pytest.raises(SignInRefused):
        second_factor.verify(sqlite, anna.id, code(secret, at), b"x" * 32, at)

    assert "KB_SECRET_KEY" in caplog.text
    second_factor.verify(sqlite, anna.id, paper[0], b"x" * 32, at)


def test_once_removed_no_code_is_asked_for(sqlite: Store, anna: Account) -> None:
    _, paper = enrolled(sqlite, anna.id)
    name = sessions.start(sqlite, anna.id, NOW, verified=True)

    second_factor.remove(sqlite, anna.id, later(minutes=1))

    assert not sign_in(sqlite, "anna", PASSWORD, HOME, later(minutes=1)).needs_code
    assert sessions.find(sqlite, name, later(minutes=1)) is None
    assert refused(sqlite, anna.id, paper[0], later(minutes=1)) == "wrong"
    with pytest.raises(AccountError):
        second_factor.new_recovery_codes(sqlite, anna.id)
