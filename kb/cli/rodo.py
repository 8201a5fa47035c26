"""`kb rodo`: a person's data, on request: copied, erased; who looked at them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from kb.cli.exits import NEGATIVE
from kb.cli.output import counted, json_option, print_json, printable

if TYPE_CHECKING:
    from kb.rodo.subject import Subject
    from kb.store.database import Store

_subject = click.option(
    "--subject", "written", required=True, metavar="WHO",
    help="An e-mail address, a telephone, or the number of a receipt.",
)  # fmt: skip


@click.group()
def rodo() -> None:
    """Answer what the GDPR (in Polish: RODO) gives people a right to.

    Customers' data stand in messages; everything else is masked. See docs/rodo.md for what to look
    at before anything is given out or erased.
    """


@rodo.command()
@_subject
@json_option
@click.pass_context
def export(ctx: click.Context, written: str, as_json: bool) -> None:
    """Print a copy of a person's data: Polish text to read, or JSON.

    It is noted in the access log. Exit code 0: something was found; 1: nothing.
    """
    from kb.rodo.export import export as copy
    from kb.rodo.export import export_document, export_text

    person = _person(written)
    with _store() as store:
        found = copy(store, person, None, datetime.now(UTC))
    if as_json:
        print_json(export_document(found))
    else:
        click.echo(printable(export_text(found, ZoneInfo("Europe/Warsaw"))), nl=False)
    if not found.conversations and not found.mentioned:
        ctx.exit(NEGATIVE)


@rodo.command()
@_subject
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_context
def erase(ctx: click.Context, written: str, yes: bool, as_json: bool) -> None:
    """Erase a person's data for good; conversations stay as skeletons for statistics.

    Where somebody else mentions the address or telephone, only that is taken out. Copies and
    backups are not reached. Exit code 0: something was erased; 1: nothing was found.
    """
    from kb.rodo.erase import erase as take_out
    from kb.rodo.subject import matched

    person = _person(written)
    with _store() as store:
        with store.reading() as connection:
            found = matched(connection, person)
        if not found.conversations and not found.mentioned:
            click.echo("There is nothing of this person.", err=True)
            ctx.exit(NEGATIVE)
        if not yes:
            number = counted(len(found.conversations), "conversation")
            click.confirm(f"Erase {number}, for good?", abort=True, err=True)
        done = take_out(store, person, None, datetime.now(UTC))
    if as_json:
        print_json(
            {
                "conversations": list(done.conversations),
                "messages": done.messages,
                "mentioned": list(done.mentioned),
                "overwritten": done.overwritten,
            }
        )
        return
    emptied = counted(done.messages, "message")
    click.echo(f"Erased: {counted(len(done.conversations), 'conversation')}, {emptied}.")
    if done.mentioned:
        click.echo(f"Taken out of messages of other people: {', '.join(done.mentioned)}.")
    if not done.overwritten:
        click.echo("The disk still holds old bytes; run `kb purge` in a minute.")


@rodo.command()
@click.option("--number", default="", metavar="NUMBER", help="Of one conversation only.")
@click.option(
    "--limit",
    default=50,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="Entries to show, newest first.",
)
@json_option
def log(number: str, limit: int, as_json: bool) -> None:
    """List who opened, exported or erased which conversation, and who changed which account.

    The newest first.
    """
    from kb.rodo.access_log import accesses

    with _store() as store:
        entries = [entry for _, entry in accesses(store, number=number, limit=limit)]
    if as_json:
        print_json(
            [
                {"at": one.at.isoformat(), "by": one.by, "action": one.action, "number": one.number}
                for one in entries
            ]
        )
        return
    for one in entries:
        who = printable(one.by) or "(command line)"
        click.echo(f"{one.at:%Y-%m-%d %H:%M:%S} UTC  {one.action.value:<16}  {one.number}  {who}")


def _person(written: str) -> Subject:
    from kb.rodo.subject import subject

    try:
        return subject(written)
    except ValueError as error:
        raise click.BadParameter(f"{written!r} is {error}.", param_hint="--subject") from error


@contextmanager
def _store() -> Iterator[Store]:
    from kb.settings import load_settings
    from kb.wiring import open_store

    with closing(open_store(load_settings())) as store:
        yield store
