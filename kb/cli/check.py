"""`kb check`: are the articles in order?"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli.against import compare, prepare, write_comment
from kb.cli.exits import NEGATIVE
from kb.cli.source import Source, source_options
from kb.model import Level, Problem

if TYPE_CHECKING:
    from kb.ingest.repository import Snapshot
    from kb.settings import Settings

    Chosen = Callable[[Problem], bool]

_FORMATS = ("text", "json", "github", "sarif", "markdown")


@click.command()
@source_options
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="text",
    help="How problems are printed: lines, one JSON document, annotations of GitHub, SARIF 2.1.0, "
    "a comment in Markdown.",
)  # fmt: skip
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option(
    "--language", type=click.Choice(("pl", "en")),
    help="Language of the messages; without it Polish where kb.toml or the locale is Polish.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option(
    "--fix", "mend", is_flag=True,
    help="Mend characters and typography in the files on disk first, and show the changes; "
    "needs --worktree.",
)  # fmt: skip
@click.option(
    "--against", metavar="REF",
    help="Ask the golden questions and check the grounding cases before and after, too; what got "
    "worse since REF is an error.",
)  # fmt: skip
@click.option(
    "--comment", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Write the comment of a merge request into FILE; needs --against.",
)  # fmt: skip
@click.option(
    "--drafts", is_flag=True,
    help="Have replies drafted before and after, too, to messages that the change can touch; needs "
    "--against.",
)  # fmt: skip
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.pass_context
def check(
    ctx: click.Context,
    source: Source,
    form: str,
    language: str | None,
    strict: bool,
    mend: bool,
    against: str | None,
    comment: Path | None,
    drafts: bool,
    paths: tuple[str, ...],
) -> None:
    """Check the articles without publishing them; with PATHs, tell of these files and folders only.

    Front matter, links, duplicates, wording, law, personal data: docs/checks.md lists every rule
    with examples. A line is "path:line:column level rule message"; paths are relative to the
    folder of articles, in annotations and SARIF to the repository. Errors stop publishing, warnings
    and hints do not; `[check]` of kb.toml changes the levels.

    With --against main, golden questions that got worse since the branch left main are errors, and
    so are sentences of grounding.yaml that drafts may no longer say, or may say wrongly, of an
    article that changed; with --drafts also replies to the messages of messages.yaml. A commit on
    the way may say why it is right: "Golden-Accept: reason" in the last paragraph of its message.

    Exit code 0: no errors (with --strict: nor warnings). 1: there are some.
    """
    prepare()
    from kb.checking import check_all, checking_beside
    from kb.ingest.editorial import read_editorial
    from kb.wiring import read_snapshot

    if mend and not source.worktree:
        raise click.UsageError(
            "--fix changes files, and a commit cannot be changed: add --worktree."
        )
    if against is None and (comment or form == "markdown"):
        raise click.UsageError("A comment tells what a change does: add --against REF.")
    if against is None and drafts:
        raise click.UsageError("Drafts are made before and after a change: add --against REF.")
    settings = source.settings()
    snapshot = read_snapshot(settings, source.worktree)
    chosen = _chosen(paths, settings, snapshot)
    if mend:
        from kb.cli.fixing import fix

        base, problems = check_all(snapshot, settings.default_audience)
        folder = settings.content_repo / settings.articles
        if fix(folder, snapshot, base, filter(chosen, problems)):
            snapshot = read_snapshot(settings, worktree=True)
    compared = None
    if against is None:
        _, problems = check_all(snapshot, settings.default_audience)
    else:
        with checking_beside(snapshot, settings.default_audience) as found:
            compared = compare(settings, against, snapshot, drafts)
            problems = found()
    problems = list(filter(chosen, problems))
    spoken = language or _language(read_editorial(snapshot.config)[0].language)
    told = [*problems, *compared.problems] if compared else problems
    bad = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    passed = not any(problem.level in bad for problem in told)
    if compared and comment:
        write_comment(comment, compared.markdown(problems, spoken))
    if compared and form == "markdown":
        click.echo(compared.markdown(problems, spoken), nl=False)
    else:
        document = {"against": compared.document} if compared else {}
        click.echo(_written(told, form, spoken, settings, snapshot, passed, document), nl=False)
    if compared and form == "text":
        click.echo(f"\n{compared.table(spoken)}", nl=False)
    ctx.exit(0 if passed else NEGATIVE)


def _chosen(paths: tuple[str, ...], settings: Settings, snapshot: Snapshot) -> Chosen:
    """Which files the PATHs name, counted from the folder of articles or from the repository.

    Raises click.UsageError for one that names nothing: a slip must not look like a good article.
    """
    root = f"{settings.articles.strip('/')}/"
    wanted = []
    for path in paths:
        slashed = f"{path.replace(os.sep, '/').removeprefix('./').rstrip('/')}/"
        inside = slashed.removeprefix(root)
        names = [*(file.path for file in snapshot.files), "kb.toml", *snapshot.settings_files]
        if inside and not any(f"{name}/".startswith(inside) for name in names):
            raise click.UsageError(f"There is no article and no folder {path}.")
        wanted.append(inside)
    return lambda problem: not wanted or any(f"{problem.path}/".startswith(w) for w in wanted)


def _language(base: str) -> str:
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "pl" if base == "pl" or locale.startswith("pl") else "en"


def _written(
    problems: list[Problem],
    form: str,
    language: str,
    settings: Settings,
    snapshot: Snapshot,
    passed: bool,
    more: Mapping[str, Any],
) -> str:
    from kb.check.formats import Format, Output, counted, summary_of, write

    number = len(snapshot.files)
    if language == "pl":
        articles = counted(number, ("artykuł", "artykuły", "artykułów"))
        what = f"{articles} ({snapshot.commit.sha[:12]})"
    else:
        articles = counted(number, ("article", "articles", "articles"))
        what = f"{articles} of {snapshot.commit.sha[:12]}"
    output = Output(
        language=language,
        root=settings.articles.strip("/"),
        summary=f"{what}: {summary_of(problems, language)}",
        document={
            "commit": snapshot.commit.sha,
            "folder": snapshot.folder,
            "articles": number,
            "passed": passed,
            **more,
        },
    )
    return write(problems, Format(form), output)
