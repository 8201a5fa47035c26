"""`kb migrate` and `kb purge`: the database of messages, ratings and searches."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict

import click

from kb.cli.output import counted, json_option, print_json


@click.command()
@json_option
def migrate(as_json: bool) -> None:
    """Make the tables of the database, or bring them up to date.

    `kb serve` does it too before it starts. What is stored stays; nothing happens when all is up to
    date.
    """
    from kb.settings import load_settings
    from kb.wiring import migrate as run

    done = run(load_settings())
    if as_json:
        print_json(asdict(done))
    elif done.before == done.after:
        click.echo(f"The database is up to date (schema {done.after}).")
    elif done.before is None:
        click.echo(f"The database is made (schema {done.after}).")
    else:
        click.echo(f"The database is upgraded from schema {done.before} to {done.after}.")


@click.command()
@json_option
def purge(as_json: bool) -> None:
    """Delete searches and ratings, and empty messages, that are older than the settings allow.

    Of a message its text and everything about the person goes; when it came and how it ended stays
    for statistics. A running server does it once a day by itself.
    """
    from kb.settings import load_settings
    from kb.wiring import open_store, purge_store

    settings = load_settings()
    with closing(open_store(settings)) as store:
        purged = purge_store(settings, store)
    if as_json:
        print_json(asdict(purged))
        return
    searches = "1 search" if purged.searches == 1 else f"{purged.searches} searches"
    ratings, messages = counted(purged.ratings, "rating"), counted(purged.messages, "message")
    click.echo(f"Deleted: {searches}, {ratings}. Emptied: {messages}.")
