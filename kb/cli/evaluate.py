"""`kb evaluate`: golden questions → scorecard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.exits import NEGATIVE
from kb.cli.output import json_option, print_json
from kb.cli.readers import open_reader
from kb.errors import RepositoryError

if TYPE_CHECKING:
    from kb.ingest.repository import Snapshot
    from kb.settings import Settings


@click.command()
@click.option(
    "--thresholds", metavar="FILE", help="A TOML file of limits instead of the shipped ones.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
@json_option
@click.pass_context
def evaluate(ctx: click.Context, thresholds: Path | None, as_json: bool) -> None:
    """Ask the golden questions and compare with the thresholds.

    The questions are golden.yaml beside the articles, as of KB_CONTENT_REF; the answers come from
    what is served, so publish first.

    Exit code 1: a threshold is missed.
    """
    from kb.evaluate.scorecard import run
    from kb.settings import load_settings
    from kb.wiring import read_snapshot

    settings = load_settings()
    snapshot = read_snapshot(settings)
    golden = _golden(snapshot, settings)
    with open_reader(settings) as reader:
        served = reader.manifest.commit
        if served != snapshot.commit.sha:
            click.echo(
                f"Warning: {served[:12]} is served, the questions are of "
                f"{snapshot.commit.sha[:12]}. Run `kb publish` to compare like with like.",
                err=True,
            )
        click.echo("Asking the golden questions", err=True)
        scorecard = run(reader, golden, thresholds)
    if as_json:
        print_json(scorecard.document)
    else:
        click.echo(scorecard.text)
    ctx.exit(0 if scorecard.passed else NEGATIVE)


def _golden(snapshot: Snapshot, settings: Settings) -> bytes:
    if snapshot.golden is None:
        raise RepositoryError(
            f"There is no golden.yaml in {snapshot.folder or 'the folder'} at "
            f"{snapshot.commit.sha[:12]} of {settings.content_repo}. Write the questions that the "
            "articles must answer into it and commit it."
        )
    return snapshot.golden
