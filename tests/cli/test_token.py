"""`kb token`."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.cli import main
from kb.settings import Settings
from kb.store.tokens import Token, find_token, note_use
from kb.wiring import open_store


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A data folder with a database."""
    folder = str(tmp_path / "var")
    assert kb("migrate", data=folder).exit_code == 0
    return folder


def kb(*arguments: str, data: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"KB_DATA_DIR": data}, catch_exceptions=False)


def known(data: str, presented: str) -> Token | None:
    with closing(open_store(Settings(data_dir=Path(data)))) as store:
        return find_token(store, presented)


def test_a_token_is_printed_alone_and_once(data: str) -> None:
    done = kb("token", "add", "crm", "--scope", "suggest", data=data)

    assert done.exit_code == 0
    token = known(data, done.stdout.strip())
    assert token is not None
    assert (token.name, token.scopes, token.expires_at) == ("crm", ("suggest",), None)
    assert "not shown again" in done.stderr
    assert done.stdout.strip() not in kb("token", "list", data=data).output


def test_a_token_may_expire(data: str) -> None:
    made = kb("token", "add", "crm", "--scope", "suggest", "--days", "30", data=data).stdout

    token = known(data, made.strip())

    assert token is not None
    assert token.expires_at is not None
    assert token.expires_at - token.created_at == timedelta(days=30)
    assert f"in force until {token.expires_at:%Y-%m-%d}" in kb("token", "list", data=data).stdout


@pytest.mark.parametrize(
    "wrong",
    [
        ["crm"],
        ["crm", "--scope", "admin"],
        ["crm", "--scope", "suggest", "--days", "0"],
        ["c rm", "--scope", "suggest"],
    ],
)
def test_a_token_without_a_known_scope_or_a_plain_name_is_refused(
    data: str, wrong: list[str]
) -> None:
    assert kb("token", "add", *wrong, data=data).exit_code == 2
    assert json.loads(kb("token", "list", "--json", data=data).stdout) == []


def test_a_name_that_is_taken_is_said(data: str) -> None:
    kb("token", "add", "crm", "--scope", "suggest", data=data)

    done = kb("token", "add", "crm", "--scope", "suggest", data=data)

    assert done.exit_code == 2
    assert done.stderr == "Error: There is a token crm already; choose another name.\n"
    assert done.stdout == ""


def test_the_list_says_what_each_is_for_and_when_it_was_used(data: str) -> None:
    for name in ("crm", "czat"):
        kb("token", "add", name, "--scope", "suggest", data=data)
    used = datetime(2026, 11, 28, 14, 35, tzinfo=UTC)
    with closing(open_store(Settings(data_dir=Path(data)))) as store:
        note_use(store, "crm", used)
    kb("token", "revoke", "czat", data=data)

    first, second = kb("token", "list", data=data).stdout.splitlines()

    assert first.startswith("crm  suggest  made ")
    assert first.endswith("last used 2026-11-28 14:00  in force")
    assert second.startswith("czat  suggest  made ")
    assert "never used  revoked " in second
    document = json.loads(kb("token", "list", "--json", data=data).stdout)
    assert document[0]["last_used_at"] == used.isoformat()
    assert set(document[0]) == {
        "name", "scopes", "created_at", "last_used_at", "revoked_at", "expires_at",
    }  # fmt: skip


def test_no_tokens_is_no_error(data: str) -> None:
    done = kb("token", "list", data=data)

    assert (done.exit_code, done.stdout) == (0, "")
    assert "kb token add" in done.stderr


def test_a_revoked_token_is_revoked_in_the_database(data: str) -> None:
    made = kb("token", "add", "crm", "--scope", "suggest", data=data).stdout.strip()

    assert kb("token", "revoke", "crm", data=data).exit_code == 0

    token = known(data, made)
    assert token is not None
    assert token.revoked_at is not None


def test_what_is_not_there_cannot_be_revoked(data: str) -> None:
    done = kb("token", "revoke", "crm", data=data)

    assert done.exit_code == 8
    assert "There is no token 'crm'" in done.stderr


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    done = kb("token", "list", data=str(tmp_path / "var"))

    assert done.exit_code == 9
    assert "run `kb migrate`" in done.stderr
