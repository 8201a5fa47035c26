"""`kb publish` and `kb rollback`: what is served, forward and back."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Any

import click

from kb.cli.output import (
    ProgressLines,
    counted,
    counts_of,
    json_option,
    print_json,
    printable,
    problem_document,
    summary_of,
)
from kb.cli.source import Source, source_options
from kb.model import Audience, Level, Published

if TYPE_CHECKING:
    from kb.settings import Settings

_SHOWN_WARNINGS = 10
NICENESS = 10
SELDOM = (100_000, 50, 50)


@click.command()
@source_options
@click.option("--rebuild", is_flag=True, help="Build even if this commit is already served.")
@click.option(
    "--wait", is_flag=True,
    help="Wait for another publisher to end. Where one waits already, leave it to that one.",
)  # fmt: skip
@click.option(
    "--keep-rollback", is_flag=True,
    help="Leave a commit alone that `kb rollback` took back. Hooks, pushes and the timer do.",
)  # fmt: skip
@json_option
def publish(source: Source, rebuild: bool, wait: bool, keep_rollback: bool, as_json: bool) -> None:
    """Publish the articles: check, build the index, serve it.

    Running servers notice by themselves. All of it or nothing: whatever fails, the previous index
    keeps serving. A commit that is served already is recognised and nothing is built.
    """
    from kb.errors import PublishQueued
    from kb.wiring import run_publish

    settings = source.settings()
    progress = ProgressLines()
    # Customers who search meanwhile go first; where nobody does, it costs nothing.
    os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    # Almost everything that is allocated stays until the end: looking for garbage took a tenth.
    gc.set_threshold(*SELDOM)
    try:
        published = run_publish(settings, source.worktree, rebuild, progress, wait, keep_rollback)
    except PublishQueued as queued:
        # Its commit will be served, which is what was asked.
        print_json({"queued": True}) if as_json else click.echo(str(queued))
        return
    finally:
        progress.end()
    unstated = 0 if published.unchanged else _internal_by_default(settings, source)
    if as_json:
        print_json(_document(published, unstated))
    else:
        _print(published, unstated)


def _internal_by_default(settings: Settings, source: Source) -> int:
    """How many articles are internal only because nothing states their audience."""
    from kb.ingest.unstated import count_unstated_audiences
    from kb.wiring import read_snapshot

    if settings.default_audience is not Audience.INTERNAL:
        return 0
    return count_unstated_audiences(read_snapshot(settings, source.worktree))


def _document(published: Published, unstated: int) -> dict[str, Any]:
    return {
        "commit": published.commit,
        "generation": published.generation,
        "unchanged": published.unchanged,
        "taken_back": published.taken_back or None,
        "articles": published.articles,
        "chunks": published.chunks,
        "embedded": published.embedded,
        "took_s": round(published.took_s, 2),
        "internal_by_default": unstated,
        "counts": counts_of(published.problems),
        "problems": [problem_document(problem) for problem in published.problems],
    }


def _print(published: Published, unstated: int) -> None:
    size = f"{counted(published.articles, 'article')}, {counted(published.chunks, 'chunk')}"
    if published.taken_back:
        click.echo(
            f"Not published: {published.taken_back[:12]} was taken back by `kb rollback`, and "
            f"{published.commit[:12]} is served. A new commit is published; this one only by "
            "`kb publish`."
        )
        return
    if published.unchanged:
        click.echo(f"Nothing changed: {published.commit[:12]} is already served ({size}).")
        click.echo(f"Generation: {published.generation}")
        return
    click.echo(f"Published {published.commit[:12]}: {size}.")
    click.echo(f"Embedded {counted(published.embedded, 'text')} anew, {published.took_s:.1f} s.")
    click.echo(f"Generation: {published.generation}")
    if published.problems:
        _print_problems(published)
    if unstated:
        verb, them = ("is", "it") if unstated == 1 else ("are", "them")
        click.echo(
            f"{counted(unstated, 'article')} {verb} internal because neither the article nor "
            f"kb.toml states an audience. To publish {them}: KB_DEFAULT_AUDIENCE=public kb publish"
        )


def _print_problems(published: Published) -> None:
    click.echo(f"Problems: {summary_of(published.problems)}")
    warnings = [problem for problem in published.problems if problem.level is Level.WARNING]
    for problem in warnings[:_SHOWN_WARNINGS]:
        click.echo(f"  {printable(str(problem))}")
    if len(published.problems) > len(warnings[:_SHOWN_WARNINGS]):
        click.echo("  All of them: kb check")


@click.command()
@click.argument("generation", required=False)
@json_option
def rollback(generation: str | None, as_json: bool) -> None:
    """Serve a kept generation again, at once; nothing is built.

    GENERATION is a name that `kb status` lists; without it, the one before the current one.

    Hooks, pushes and the timer leave the commit alone that was taken back. The next one they
    publish, and it holds the fault too unless that is reverted in git.
    """
    from kb.ingest.rollback import roll_back, rolled_back
    from kb.settings import load_settings
    from kb.wiring import model_fingerprint

    settings = load_settings()
    manifest = roll_back(settings.data_dir, generation, model_fingerprint(settings))
    note = rolled_back(settings.data_dir)
    if as_json:
        print_json(
            {
                "commit": manifest.commit,
                "committed_at": manifest.committed_at,
                "generation": manifest.name,
                "articles": manifest.articles,
                "chunks": manifest.chunks,
                "taken_back": list(note.commits) if note else [],
            }
        )
        return
    click.echo(
        f"Now serving {manifest.commit[:12]} of {manifest.committed_at}: "
        f"{counted(manifest.articles, 'article')}, {counted(manifest.chunks, 'chunk')}."
    )
    click.echo(f"Generation: {manifest.name}")
    if note:
        click.echo(f"Taken back: {', '.join(commit[:12] for commit in note.commits)}")
        click.echo("The next commit is published, so mend the fault in git before: git revert.")
