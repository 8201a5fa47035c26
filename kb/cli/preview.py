"""`kb preview`: a branch as customers would see it, beside what is served."""

from __future__ import annotations

import gc
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from kb.cli.exits import NEGATIVE
from kb.cli.output import (
    ProgressLines,
    counted,
    json_option,
    print_json,
    printable,
    problem_document,
)
from kb.cli.publish import NICENESS, SELDOM

if TYPE_CHECKING:
    from kb.preview.model import Preview
    from kb.settings import Settings

_SHOWN_PROBLEMS = 20


@click.command()
@click.argument("ref", required=False)
@click.option(
    "--worktree", is_flag=True, help="The folder as it is on disk, before anything is committed."
)
@click.option("--list", "listed", is_flag=True, help="List the previews there are.")
@click.option("--remove", metavar="ID", help="Delete a preview.")
@click.option("--build", metavar="ID", hidden=True, help="Build a preview of the queue.")
@click.option("--tidy", is_flag=True, hidden=True, help="Delete previews that have expired.")
@json_option
@click.pass_context
def preview(
    ctx: click.Context,
    ref: str | None,
    worktree: bool,
    listed: bool,
    remove: str | None,
    build: str | None,
    tidy: bool,
    as_json: bool,
) -> None:
    """Build a preview of REF: a branch, a tag or a commit.

    Editors who are signed in see it under /podglad: its pages, its search and its suggested
    replies, and what it changes. Customers see nothing of it. Only texts that are new are embedded.
    Previews expire after KB_PREVIEW_DAYS; KB_KEEP_PREVIEWS are kept.

    Exit code 0: the preview is ready; 1: it could not be built, and why.
    """
    chosen = (ref is not None, worktree, listed, remove is not None, build is not None, tidy)
    if sum(chosen) != 1:
        raise click.UsageError("Give one of REF, --worktree, --list and --remove.")
    from kb.settings import load_settings

    settings = load_settings()
    if listed:
        _list(settings, as_json)
    elif remove is not None:
        _remove(settings, remove, as_json)
    elif tidy:
        from kb.preview_wiring import delete_old_previews

        click.echo(f"Deleted: {counted(delete_old_previews(settings), 'preview')}.", err=True)
    else:
        _tell(ctx, settings, _built(settings, ref, build), as_json)


def _built(settings: Settings, ref: str | None, queued: str | None) -> Preview:
    from kb.preview_wiring import ask_for_preview, build_preview, preview_worktree

    progress = ProgressLines()
    # Customers who search meanwhile go first.
    os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    gc.set_threshold(*SELDOM)
    try:
        if queued is None and ref is None:
            return preview_worktree(settings, progress)
        if queued is None:
            queued = ask_for_preview(settings, ref or "", "", datetime.now(UTC)).id
        return build_preview(settings, queued, progress)
    finally:
        progress.end()


def _tell(ctx: click.Context, settings: Settings, done: Preview, as_json: bool) -> None:
    from kb.preview.model import State

    ready = done.state is State.READY
    if as_json:
        print_json(_document(settings, done))
    elif ready:
        click.echo(f"Ready: {done.id} of {printable(done.ref)}, {_size(done)}.")
        click.echo(f"Embedded {counted(done.embedded, 'text')} anew, {done.took_s:.1f} s.")
        click.echo(f"Editors who are signed in see it under {_address(settings, done)}")
        click.echo(f"It expires on {done.expires_at:%Y-%m-%d %H:%M} UTC.")
    else:
        click.echo(f"There is no preview of {printable(done.ref)}.")
        for problem in done.errors[:_SHOWN_PROBLEMS]:
            click.echo(f"  {printable(str(problem))}")
        if not done.errors:
            click.echo(f"  {printable(done.message)}")
    ctx.exit(0 if ready else NEGATIVE)


def _list(settings: Settings, as_json: bool) -> None:
    from kb.preview.records import shown_previews

    found = shown_previews(settings.data_dir, datetime.now(UTC))
    if as_json:
        print_json([_document(settings, one) for one in found])
        return
    if not found:
        click.echo("There is no preview. Build one: kb preview BRANCH")
    for one in found:
        about = one.expires_at.strftime("expires %Y-%m-%d %H:%M")
        click.echo(f"{one.id}  {one.state:<8}  {about}  {printable(one.ref)}")


def _remove(settings: Settings, preview_id: str, as_json: bool) -> None:
    from kb.preview.records import remove_preview
    from kb.preview_wiring import delete_old_previews

    remove_preview(settings.data_dir, preview_id, datetime.now(UTC))
    delete_old_previews(settings)
    print_json({"removed": preview_id}) if as_json else click.echo(f"Removed: {preview_id}.")


def _document(settings: Settings, one: Preview) -> dict[str, Any]:
    return {
        "id": one.id,
        "ref": one.ref,
        "commit": one.commit,
        "state": one.state.value,
        "address": _address(settings, one),
        "expires_at": one.expires_at.isoformat(timespec="seconds"),
        "articles": one.articles,
        "embedded": one.embedded,
        "took_s": one.took_s,
        "message": one.message,
        "problems": [problem_document(problem) for problem in one.problems],
    }


def _address(settings: Settings, one: Preview) -> str:
    return f"{settings.public_url}/podglad/{one.id}"


def _size(one: Preview) -> str:
    return counted(one.articles, "article")
