"""`kb evaluate`: golden questions, message cases or the grounding check → scorecard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.exits import NEGATIVE
from kb.cli.output import json_option, print_json
from kb.cli.readers import open_base, open_reader
from kb.errors import ConfigError, RepositoryError

if TYPE_CHECKING:
    from kb.evaluate.drafts.grounding import GroundingScorecard
    from kb.evaluate.message_scorecard import MessageScorecard
    from kb.evaluate.scorecard import Scorecard
    from kb.ingest.repository import Snapshot
    from kb.settings import Settings


#: Stands for the cases that ship with the sample base.
_SHIPPED = "shipped"


@click.command()
@click.option(
    "--messages", is_flag=False, flag_value=_SHIPPED, metavar="[FILE]",
    help="Have message cases drafted instead: those of the sample base, or of a YAML file.",
)  # fmt: skip
@click.option(
    "--grounding", is_flag=True,
    help="Judge the grounding check instead, by corrupted and honest sentences about the articles.",
)  # fmt: skip
@click.option(
    "--thresholds", metavar="FILE", help="A TOML file of limits instead of the shipped ones.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
@json_option
@click.pass_context
def evaluate(
    ctx: click.Context,
    messages: str | None,
    grounding: bool,
    thresholds: Path | None,
    as_json: bool,
) -> None:
    """Ask the golden questions and compare with the thresholds.

    The questions are golden.yaml beside the articles, as of KB_CONTENT_REF; the answers come from
    what is served, so publish first.

    With --messages every message case is drafted as `kb suggest` would draft it. What went wrong
    is listed for cases of the set `dev`; of the others only figures are told.

    With --grounding the check that every sentence of a draft goes through judges sentences that
    the articles say, and sentences that were made wrong in one place. Needs no index.

    Exit code 1: a threshold is missed.
    """
    from kb.settings import load_settings

    settings = load_settings()
    scorecard: Scorecard | MessageScorecard | GroundingScorecard
    if grounding and messages is not None:
        raise click.UsageError("--messages and --grounding are two evaluations; choose one.")
    if grounding:
        scorecard = _judge_the_check(settings, thresholds)
    elif messages is None:
        scorecard = _ask(settings, thresholds)
    else:
        scorecard = _have_drafted(settings, messages, thresholds)
    if as_json:
        print_json(scorecard.document)
    else:
        click.echo(scorecard.text)
    ctx.exit(0 if scorecard.passed else NEGATIVE)


def _ask(settings: Settings, thresholds: Path | None) -> Scorecard:
    from kb.evaluate.scorecard import run
    from kb.wiring import read_snapshot

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
        return run(reader, golden, thresholds)


def _have_drafted(settings: Settings, messages: str, thresholds: Path | None) -> MessageScorecard:
    from kb.evaluate.message_scorecard import run
    from kb.evaluate.messages import MESSAGES, read_messages
    from kb.wiring import open_assistant

    path = MESSAGES if messages == _SHIPPED else Path(messages)
    try:
        cases = read_messages(path.read_bytes(), path.name)
    except OSError as exc:
        raise ConfigError(f"The message cases {path} cannot be read: {exc.strerror}.") from exc
    with open_base(settings) as library:
        click.echo(f"Drafting replies to {len(cases.cases)} messages", err=True)
        return run(open_assistant(settings, library).suggest, cases, thresholds)


def _judge_the_check(settings: Settings, thresholds: Path | None) -> GroundingScorecard:
    from kb.evaluate.drafts.run import judge_the_check
    from kb.wiring import query_encoder, read_snapshot

    snapshot = read_snapshot(settings)
    click.echo("Judging the grounding check", err=True)
    return judge_the_check(snapshot, settings.default_audience, query_encoder(settings), thresholds)


def _golden(snapshot: Snapshot, settings: Settings) -> bytes:
    if snapshot.golden is None:
        raise RepositoryError(
            f"There is no golden.yaml in {snapshot.folder or 'the folder'} at "
            f"{snapshot.commit.sha[:12]} of {settings.content_repo}. Write the questions that the "
            "articles must answer into it and commit it."
        )
    return snapshot.golden
