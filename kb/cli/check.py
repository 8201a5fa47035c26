"""`kb check`: are the articles in order?"""

from __future__ import annotations

import click

from kb.cli.exits import NEGATIVE
from kb.cli.output import (
    counted,
    counts_of,
    json_option,
    print_json,
    printable,
    problem_document,
    summary_of,
)
from kb.cli.source import Source, source_options
from kb.model import Level


@click.command()
@source_options
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@json_option
@click.pass_context
def check(ctx: click.Context, source: Source, strict: bool, as_json: bool) -> None:
    """Check the articles without publishing them.

    Front matter, links, anchors, duplicates, text that cannot be read. Every problem is a line
    "path:line:column level rule message"; paths are relative to the folder of articles. Errors
    stop publishing, warnings and hints do not.

    Exit code 1: there are errors (with --strict: or warnings).
    """
    from kb.ingest.examine import examine
    from kb.wiring import read_snapshot

    settings = source.settings()
    snapshot = read_snapshot(settings, source.worktree)
    click.echo(f"Checking {counted(len(snapshot.files), 'article')}", err=True)
    _, problems = examine(snapshot, settings.default_audience)
    bad = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    passed = not any(problem.level in bad for problem in problems)
    if as_json:
        print_json(
            {
                "commit": snapshot.commit.sha,
                "folder": snapshot.folder,
                "articles": len(snapshot.files),
                "passed": passed,
                "counts": counts_of(problems),
                "problems": [problem_document(problem) for problem in problems],
            }
        )
    else:
        for problem in problems:
            click.echo(printable(str(problem)))
        where = f"{counted(len(snapshot.files), 'article')} of {snapshot.commit.sha[:12]}"
        click.echo(f"{where}: {summary_of(problems)}")
    ctx.exit(0 if passed else NEGATIVE)
