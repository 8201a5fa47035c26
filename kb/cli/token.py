"""`kb token`: which programs may call the API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from kb.cli.output import json_option, print_json
from kb.model import Scope

if TYPE_CHECKING:
    from kb.store.database import Store
    from kb.store.tokens import Token

_LONGEST = 3650


@click.group()
def token() -> None:
    """Make, list and revoke the tokens of programs that call the API.

    A program sends its token as "Authorization: Bearer pk_…". The database must be there; see
    `kb migrate`.
    """


@token.command()
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it is for; may be given more than once.",
)  # fmt: skip
@click.option(
    "--days", type=click.IntRange(1, _LONGEST), help="Days until it expires; without it, never."
)
def add(name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a token for the program NAME and print it.

    It is shown this once: the database keeps only what recognises it.
    """
    from kb.store.tokens import add_token

    now = datetime.now(UTC)
    expires_at = now + timedelta(days=days) if days else None
    with _store() as store:
        made = add_token(store, name, [Scope(scope) for scope in scopes], now, expires_at)
    click.echo(f"The token of {name}. Keep it now, it is not shown again:", err=True)
    click.echo(made)


@token.command("list")
@json_option
def list_tokens(as_json: bool) -> None:
    """List the tokens: what each is for and when it was last used, to the hour."""
    from kb.store.tokens import all_tokens

    with _store() as store:
        known = all_tokens(store)
    if as_json:
        print_json([_document(one) for one in known])
        return
    for one in known:
        click.echo(_line(one, datetime.now(UTC)))
    if not known:
        click.echo("There are no tokens; make one with `kb token add`.", err=True)


@token.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Revoke the token of the program NAME; its name cannot be used again.

    Running servers notice within five seconds.
    """
    from kb.store.tokens import revoke_token

    with _store() as store:
        revoke_token(store, name, datetime.now(UTC))
    click.echo(f"The token {name} is revoked.")


@contextmanager
def _store() -> Iterator[Store]:
    from kb.settings import load_settings
    from kb.wiring import open_store

    with closing(open_store(load_settings())) as store:
        yield store


def _line(one: Token, now: datetime) -> str:
    used = f"last used {one.last_used_at:%Y-%m-%d %H}:00" if one.last_used_at else "never used"
    return "  ".join(
        (one.name, ",".join(one.scopes), f"made {one.created_at:%Y-%m-%d}", used, _state(one, now))
    )


def _state(one: Token, now: datetime) -> str:
    if one.revoked_at:
        return f"revoked {one.revoked_at:%Y-%m-%d}"
    if not one.expires_at:
        return "in force"
    return f"{'in force until' if now < one.expires_at else 'expired'} {one.expires_at:%Y-%m-%d}"


def _document(one: Token) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(one).items()
    }
