"""`kb preview`: a branch as customers would see it, beside what is served."""

from __future__ import annotations

import gc
import os
from dataclasses import asdict
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
    from kb.preview.golden import GoldenReport
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
    # Few texts are embedded and many questions asked, each on one thread; more of them would wait
    # for each other and for customers.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
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
        done = _built(settings, ref, build)
        _tell(ctx, settings, done, _golden(settings, done), as_json)


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


def _golden(settings: Settings, done: Preview) -> GoldenReport | None:
    """What becomes of the golden questions. A fault there leaves the preview as it is."""
    from kb.errors import KbError
    from kb.preview.model import State
    from kb.preview_golden import compare_golden

    if done.state is not State.READY:
        return None
    click.echo("Asking the golden questions", err=True)
    try:
        return compare_golden(settings, done)
    except KbError as error:
        click.echo(f"Warning: the golden questions were not compared. {error}", err=True)
        return None


def _tell(
    ctx: click.Context,
    settings: Settings,
    done: Preview,
    golden: GoldenReport | None,
    as_json: bool,
) -> None:
    from kb.preview.model import State

    ready = done.state is State.READY
    if as_json:
        print_json(_document(settings, done) | {"golden": asdict(golden) if golden else None})
    elif ready:
        click.echo(f"Ready: {done.id} of {printable(done.ref)}, {_size(done)}.")
        click.echo(f"Embedded {counted(done.embedded, 'text')} anew, {done.took_s:.1f} s.")
        if golden:
            _print_golden(golden)
        click.echo(f"Editors who are signed in see it under {_address(settings, done)}")
        click.echo(f"It expires on {done.expires_at:%Y-%m-%d %H:%M} UTC.")
    else:
        click.echo(f"There is no preview of {printable(done.ref)}.")
        for problem in done.errors[:_SHOWN_PROBLEMS]:
            click.echo(f"  {printable(str(problem))}")
        if not done.errors:
            click.echo(f"  {printable(done.message)}")
    ctx.exit(0 if ready else NEGATIVE)


def _print_golden(golden: GoldenReport) -> None:
    click.echo(
        f"Golden questions: {golden.right_after} of {golden.asked} right, "
        f"{golden.right_before} now; {counted(len(golden.changes), 'change')}."
    )
    for change in golden.changes[:_SHOWN_PROBLEMS]:
        was, becomes = change.before or "no answer", change.after or "no answer"
        click.echo(f"  {change.verdict}: {printable(change.question)}: {was} -> {becomes}")
    for slug, number in golden.hijacks:
        click.echo(f"  hijacking: {slug} came into the first five of {counted(number, 'question')}")


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
