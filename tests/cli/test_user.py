"""`kb user`."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.accounts.accounts import by_login
from kb.accounts.identities import Company, means
from kb.accounts.model import Account, Role
from kb.accounts.sign_in import sign_in
from kb.cli import main
from kb.errors import SignInRefused
from kb.settings import Settings
from kb.wiring import open_store

PASSWORD = "trzy zielone lampy"
ADD = ("user", "add", "anna", "--name", "Anna Nowak", "--role", "agent")


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A data folder with a database."""
    folder = str(tmp_path / "var")
    assert kb("migrate", data=folder).exit_code == 0
    return folder


def kb(*arguments: str, data: str, typed: str = "", **settings: str) -> Result:
    env = {"KB_DATA_DIR": data, **settings}
    return CliRunner().invoke(main, arguments, input=typed, env=env, catch_exceptions=False)


def signs_in(data: str, password: str, login: str = "anna") -> bool:
    with closing(open_store(Settings(data_dir=Path(data)))) as store:
        try:
            sign_in(store, login, password, "", datetime.now(UTC))
        except SignInRefused:
            return False
    return True


def account(data: str) -> Account:
    with closing(open_store(Settings(data_dir=Path(data)))) as store:
        return by_login(store, "anna")


def test_an_account_is_made_with_the_password_from_standard_input(data: str) -> None:
    done = kb(*ADD, "--language", "en", data=data, typed=f"{PASSWORD}\n")

    assert (done.exit_code, done.stdout) == (0, "The account anna is made.\n")
    assert signs_in(data, PASSWORD)
    found = account(data)
    assert (found.name, found.role, found.language) == ("Anna Nowak", Role.AGENT, "en")


def test_no_option_takes_a_password(data: str) -> None:
    for command in ("add", "passwd"):
        assert "--password" not in kb("user", command, "--help", data=data).stdout


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        (ADD, "short\n", "12 characters at least"),
        (ADD, "", "12 characters at least"),
        (("user", "add", "Anna N", "--name", "Anna", "--role", "agent"), PASSWORD, "A login has"),
        (("user", "add", "anna", "--name", "", "--role", "agent"), PASSWORD, "A name has"),
        (("user", "add", "anna", "--name", "Anna", "--role", "boss"), PASSWORD, "'boss'"),
        ((*ADD, "--oidc"), "", "KB_OIDC_ISSUER"),
    ],
)
def test_what_cannot_be_an_account_is_refused_in_words(
    data: str, arguments: tuple[str, ...], typed: str, told: str
) -> None:
    done = kb(*arguments, data=data, typed=typed)

    assert done.exit_code == 2
    assert told in done.stderr
    assert "There are no accounts" in kb("user", "list", data=data).stderr


def test_a_login_is_taken_once(data: str) -> None:
    kb(*ADD, data=data, typed=PASSWORD)

    done = kb(*ADD, data=data, typed=PASSWORD)

    assert done.exit_code == 2
    assert "There is an account anna already." in done.stderr


def test_who_signs_in_elsewhere_needs_no_password(data: str) -> None:
    issuer = {"KB_OIDC_ISSUER": "https://login.example", "KB_OIDC_CLIENT_ID": "kb"}
    assert kb(*ADD, "--oidc", data=data, **issuer).exit_code == 2

    done = kb(*ADD, "--oidc", "--email", "anna@sklep.example", data=data, **issuer)

    assert done.exit_code == 0
    with closing(open_store(Settings(data_dir=Path(data)))) as store:
        ways = means(store, by_login(store, "anna").id)
    assert (ways.password, ways.company) == (False, Company.ALLOWED)


def test_a_password_is_changed(data: str) -> None:
    kb(*ADD, data=data, typed=PASSWORD)

    done = kb("user", "passwd", "ANNA", data=data, typed="cztery niebieskie okna\n")

    assert done.stdout == "The password of anna is changed.\n"
    assert signs_in(data, "cztery niebieskie okna")
    assert not signs_in(data, PASSWORD)


def test_who_lost_everything_is_let_in_by_the_operator(data: str) -> None:
    kb(*ADD, data=data, typed=PASSWORD)

    done = kb("user", "passwd", "anna", "--remove-second-factor", data=data, typed=PASSWORD)

    assert done.exit_code == 0
    assert not account(data).second_factor


def test_an_account_is_disabled_and_enabled(data: str) -> None:
    kb(*ADD, data=data, typed=PASSWORD)

    assert kb("user", "disable", "anna", data=data).stdout == "The account anna is disabled.\n"
    assert not signs_in(data, PASSWORD)
    assert kb("user", "enable", "anna", data=data).exit_code == 0
    assert signs_in(data, PASSWORD)


@pytest.mark.parametrize("command", ["disable", "enable", "passwd"])
def test_an_account_that_is_not_there_is_not_found(data: str, command: str) -> None:
    done = kb("user", command, "olaf", data=data, typed=PASSWORD)

    assert done.exit_code == 8
    assert "There is no such account" in done.stderr


def test_the_only_admin_is_not_disabled(data: str) -> None:
    kb("user", "add", "jan", "--name", "Jan", "--role", "admin", data=data, typed=PASSWORD)

    assert kb("user", "disable", "jan", data=data).exit_code == 2


def test_the_list_shows_everybody_and_no_secret(data: str) -> None:
    kb(*ADD, data=data, typed=PASSWORD)

    assert kb("user", "list", data=data).stdout == (
        "anna  agent  Anna Nowak  password alone  active\n"
    )
    (one,) = json.loads(kb("user", "list", "--json", data=data).stdout)
    assert one == {
        "id": 1, "login": "anna", "name": "Anna Nowak", "email": "", "role": "agent",
        "language": "pl", "second_factor": False, "disabled": False,
    }  # fmt: skip


def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(data: str) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from kb.cli import main; main()", *ADD]
    env = {**os.environ, "KB_DATA_DIR": data}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as asked:
        os.close(theirs)
        shown = b""
        for prompt in (b"Password: ", b"confirmation: "):
            while not shown.endswith(prompt):
                shown += os.read(ours, 1000)
            os.write(ours, PASSWORD.encode() + b"\n")
        assert asked.wait(60) == 0
    shown += os.read(ours, 1000)
    os.close(ours)

    assert PASSWORD.encode() not in shown
    assert signs_in(data, PASSWORD)


def test_every_change_of_an_account_is_noted_in_the_log_of_accesses(data: str) -> None:
    kb(*ADD, data=data, typed=f"{PASSWORD}\n")
    kb("user", "passwd", "anna", "--remove-second-factor", data=data, typed="inne hasło do konta\n")
    kb("user", "disable", "anna", data=data)
    kb("user", "enable", "anna", data=data)
    kb("user", "disable", "nikt", data=data)

    noted = json.loads(kb("rodo", "log", "--json", data=data).stdout)

    assert [(one["by"], one["action"], one["number"]) for one in reversed(noted)] == [
        ("", "account-made", "anna"),
        ("", "account-password", "anna"),
        ("", "account-factor", "anna"),
        ("", "account-disabled", "anna"),
        ("", "account-enabled", "anna"),
    ]
