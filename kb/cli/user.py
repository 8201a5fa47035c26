"""`kb user`: who may sign in to the agents' desk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from kb.cli.output import json_option, print_json
from kb.errors import ConfigError

if TYPE_CHECKING:
    from kb.accounts.model import Account
    from kb.store.database import Store

#: As in kb.accounts.model, which is loaded when a command runs.
_ROLES = ("agent", "lead", "editor", "admin")


@click.group()
def user() -> None:
    """Make, disable and list accounts of the agents' desk (/panel), and set their passwords.

    A password is asked for, or read from the first line of standard input; it never stands in the
    command line, which other users of the machine can see. The database must be there; see
    `kb migrate`.
    """


@user.command()
@click.argument("login")
@click.option("--name", required=True, help="As customers and colleagues read it.")
@click.option(
    "--role", required=True, type=click.Choice(_ROLES),
    help="agent answers customers; lead also sees everybody's figures; editor mends articles; "
    "admin may everything and makes accounts.",
)  # fmt: skip
@click.option("--email", default="", help="Their address; needed with --oidc.")
@click.option(
    "--language",
    default="pl",
    type=click.Choice(["pl", "en"]),
    help="Of the screens; pl by itself.",
)
@click.option(
    "--oidc", is_flag=True,
    help="Without a password: they sign in where KB_OIDC_ISSUER says, by that e-mail address the "
    "first time.",
)  # fmt: skip
def add(login: str, name: str, role: str, email: str, language: str, oidc: bool) -> None:
    """Make an account with the LOGIN."""
    from kb.accounts.accounts import add_account
    from kb.accounts.identities import allow
    from kb.accounts.model import Role

    issuer = _issuer(email) if oidc else ""
    password = None if oidc else _read_password()
    now = datetime.now(UTC)
    with _store() as store:
        made = add_account(
            store, login, name, Role(role), now, password=password, email=email, language=language,
        )  # fmt: skip
        _note(store, made, "account-made", now)
        if issuer:
            allow(store, made.id, issuer)
    click.echo(f"The account {made.login} is made.")


@user.command()
@click.argument("login")
@click.option(
    "--remove-second-factor", is_flag=True,
    help="Ask for no code any longer, for who has lost the telephone and the codes on paper.",
)  # fmt: skip
def passwd(login: str, remove_second_factor: bool) -> None:
    """Set the password of the account LOGIN. Its sessions end at once."""
    from kb.accounts import second_factor
    from kb.accounts.accounts import by_login, set_password

    password, now = _read_password(), datetime.now(UTC)
    with _store() as store:
        found = by_login(store, login)
        set_password(store, found.id, password, now)
        _note(store, found, "account-password", now)
        if remove_second_factor:
            second_factor.remove(store, found.id, now)
            _note(store, found, "account-factor", now)
    click.echo(f"The password of {found.login} is changed.")


@user.command()
@click.argument("login")
def disable(login: str) -> None:
    """Let the account LOGIN sign in no more. Its sessions end at once, its decisions stay."""
    from kb.accounts.accounts import by_login
    from kb.accounts.accounts import disable as disable_account

    now = datetime.now(UTC)
    with _store() as store:
        found = by_login(store, login)
        disable_account(store, found.id, now)
        _note(store, found, "account-disabled", now)
    click.echo(f"The account {found.login} is disabled.")


@user.command()
@click.argument("login")
def enable(login: str) -> None:
    """Let the account LOGIN sign in again, with the password that it had."""
    from kb.accounts.accounts import by_login
    from kb.accounts.accounts import enable as enable_account

    now = datetime.now(UTC)
    with _store() as store:
        found = by_login(store, login)
        enable_account(store, found.id, now)
        _note(store, found, "account-enabled", now)
    click.echo(f"The account {found.login} is enabled.")


@user.command("list")
@json_option
def list_users(as_json: bool) -> None:
    """List the accounts, disabled ones included."""
    from kb.accounts.accounts import all_accounts

    with _store() as store:
        known = all_accounts(store)
    if as_json:
        print_json([asdict(one) for one in known])
        return
    for one in known:
        click.echo(_line(one))
    if not known:
        click.echo("There are no accounts; make one with `kb user add`.", err=True)


def _note(store: Store, found: Account, action: str, now: datetime) -> None:
    """In the log that the desk shows, as done at the command line."""
    from kb.rodo.access_log import Action, note_account

    note_account(store, None, Action(action), found.login, now)


@contextmanager
def _store() -> Iterator[Store]:
    from kb.settings import load_settings
    from kb.wiring import open_store

    with closing(open_store(load_settings())) as store:
        yield store


def _read_password() -> str:
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


def _issuer(email: str) -> str:
    from kb.settings import load_settings

    issuer = load_settings().oidc_issuer
    if not issuer:
        raise ConfigError("--oidc needs KB_OIDC_ISSUER; see docs/operations.md.")
    if not email:
        raise click.UsageError("--oidc needs --email, by which the account is found.")
    return issuer


def _line(one: Account) -> str:
    state = "disabled" if one.disabled else "active"
    factor = "second factor" if one.second_factor else "password alone"
    return "  ".join((one.login, one.role.value, one.name, factor, state))
