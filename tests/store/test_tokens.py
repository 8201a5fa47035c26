"""Tokens: made once, recognised by a hash, revoked for ever; on SQLite and PostgreSQL alike."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from kb.errors import NotFound, TokenError
from kb.model import Scope
from kb.store.database import Store
from kb.store.tokens import (
    COARSENESS,
    Token,
    add_token,
    all_tokens,
    find_token,
    note_use,
    revoke_token,
)
from tests.store.test_store import HOUR, NOW

SUGGEST = [Scope.SUGGEST]


def found(store: Store, presented: str) -> Token:
    token = find_token(store, presented)
    assert token is not None
    return token


def test_a_token_is_recognised_and_no_other(store: Store) -> None:
    made = add_token(store, "crm", SUGGEST, NOW)
    other = add_token(store, "sklep", SUGGEST, NOW, expires_at=NOW + HOUR)

    assert found(store, made) == Token("crm", ("suggest",), NOW, None, None, None)
    assert found(store, other).expires_at == NOW + HOUR
    for wrong in ("", "pk_", made[:-1], made + "A", made.lower(), f" {made}", "\ud800", "\0"):
        assert find_token(store, wrong) is None


def test_a_token_is_long_random_and_looks_like_one(store: Store) -> None:
    made = {add_token(store, f"t{number}", SUGGEST, NOW) for number in range(20)}

    assert len(made) == 20
    # 43 characters of base 64 hold 256 bits.
    assert all(re.fullmatch(r"pk_[\w-]{43}", one) for one in made)


def test_the_database_holds_no_token(store: Store) -> None:
    made = add_token(store, "crm", SUGGEST, NOW)

    with store.reading() as connection:
        rows = connection.execute(text("SELECT * FROM tokens")).all()

    assert made not in repr(rows)
    assert made.removeprefix("pk_") not in repr(rows)


def test_a_name_is_given_once_also_after_its_token_is_revoked(store: Store) -> None:
    made = add_token(store, "crm", SUGGEST, NOW)
    revoke_token(store, "crm", NOW)

    with pytest.raises(TokenError, match="a token crm already"):
        add_token(store, "crm", SUGGEST, NOW)

    assert found(store, made).revoked_at == NOW
    assert len(all_tokens(store)) == 1


def test_a_name_that_many_want_at_once_is_given_to_one(store: Store) -> None:
    def attempt(_: int) -> bool:
        try:
            add_token(store, "crm", SUGGEST, NOW)
        except TokenError:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(attempt, range(6))) == 1


@pytest.mark.parametrize("name", ["", " ", "a b", "żółw", "-a", "a-", "a\n", "x" * 65, "\x1b[1m"])
def test_what_a_terminal_or_a_log_would_stumble_over_names_no_token(
    sqlite: Store, name: str
) -> None:
    with pytest.raises(TokenError, match="cannot name a token") as refused:
        add_token(sqlite, name, SUGGEST, NOW)

    assert str(refused.value).isprintable()


def test_a_revoked_token_stays_revoked_since_the_first_time(store: Store) -> None:
    made = add_token(store, "crm", SUGGEST, NOW)

    revoke_token(store, "crm", NOW + HOUR)
    revoke_token(store, "crm", NOW + 2 * HOUR)

    assert found(store, made).revoked_at == NOW + HOUR
    assert not found(store, made).is_good_at(NOW)


def test_a_token_that_is_not_there_cannot_be_revoked(store: Store) -> None:
    with pytest.raises(NotFound, match="no token 'crm'"):
        revoke_token(store, "crm", NOW)


def test_a_token_is_good_until_the_moment_it_expires(store: Store) -> None:
    token = found(store, add_token(store, "crm", SUGGEST, NOW, expires_at=NOW + HOUR))

    assert token.is_good_at(NOW + HOUR - timedelta(microseconds=1))
    assert not token.is_good_at(NOW + HOUR)


def test_the_last_use_is_written_once_in_an_hour(store: Store) -> None:
    made = add_token(store, "crm", SUGGEST, NOW)
    assert found(store, made).used_long_before(NOW)

    note_use(store, "crm", NOW)
    note_use(store, "crm", NOW + COARSENESS / 2)

    assert found(store, made).last_used_at == NOW
    assert not found(store, made).used_long_before(NOW + COARSENESS / 2)
    note_use(store, "crm", NOW + COARSENESS)
    assert found(store, made).last_used_at == NOW + COARSENESS


def test_a_use_kept_late_does_not_go_back(store: Store) -> None:
    made = add_token(store, "crm", SUGGEST, NOW)
    note_use(store, "crm", NOW + HOUR)

    note_use(store, "crm", NOW)

    assert found(store, made).last_used_at == NOW + HOUR


def test_recognising_a_token_writes_nothing(sqlite: Store) -> None:
    made = add_token(sqlite, "crm", SUGGEST, NOW)
    statements: list[str] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *asked: statements.append(asked[2]))

    find_token(sqlite, made)

    assert [one.split()[0] for one in statements] == ["BEGIN", "SELECT"]


def test_all_are_listed_oldest_first(store: Store) -> None:
    add_token(store, "b", SUGGEST, NOW)
    add_token(store, "a", SUGGEST, NOW + HOUR)
    revoke_token(store, "a", NOW + HOUR)

    assert [(one.name, one.revoked_at) for one in all_tokens(store)] == [
        ("b", None),
        ("a", NOW + HOUR),
    ]
