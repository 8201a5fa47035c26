"""`kb demo`: a living demonstration in the configured database."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import click

from kb.cli.exits import NEGATIVE
from kb.cli.output import json_option, print_json


@click.command()
@click.option("--yes", is_flag=True, help="Also into a database that has conversations already.")
@json_option
@click.pass_context
def demo(ctx: click.Context, yes: bool, as_json: bool) -> None:
    """Fill the database with a week at the desk of the sample shop.

    Accounts, thirty messages, drafts, decisions, replies, surveys, searches and ratings, all made
    by the real engine from the published articles (see `kb publish`). People and messages are
    invented. Nothing is sent anywhere. The accounts' first passwords are printed this once.

    A database with conversations is left alone unless --yes is given.
    """
    import os

    # OpenMP reads it when it is loaded; its threads spin.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from kb.demo.fill import fill, is_used
    from kb.settings import load_settings
    from kb.wiring import migrate, open_store

    settings = load_settings()
    migrate(settings)
    with closing(open_store(settings)) as store:
        if is_used(store) and not yes:
            click.echo(
                "The database has conversations already. With --yes they stay, and the "
                "demonstration is added.", err=True,
            )  # fmt: skip
            ctx.exit(NEGATIVE)

        def progress(done: int, total: int) -> None:
            if done % 5 == 0 or done == total:
                click.echo(f"Messages: {done} of {total}", err=True)

        made = fill(settings, store, datetime.now(UTC), progress)
    if as_json:
        print_json(
            {
                "accounts": [
                    {"login": one.login, "role": one.role.value, "password": one.password}
                    for one in made.accounts
                ],
                "messages": made.letters,
                "searches": made.searches,
            }
        )
        return
    click.echo(f"{made.letters} messages, {made.searches} searches. Sign in at /panel as:")
    for one in made.accounts:
        password = one.password or "(was there already, password unchanged)"
        click.echo(f"  {one.login:<8} {one.role.value:<7} {password}")
