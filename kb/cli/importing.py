"""`kb import`: articles from other systems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli.exits import NEGATIVE
from kb.cli.output import counted, print_json, printable

if TYPE_CHECKING:
    from kb.authoring.importing.model import Report

_SYSTEMS = ("markdown", "zendesk", "freshdesk", "intercom", "chatwoot", "faq-html", "faq-csv")


@click.command(name="import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--from", "system", type=click.Choice(_SYSTEMS), required=True, help="What it is.")
@click.option(
    "--into", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path), required=True,
    help="Folder of articles, where kb.toml is; each category is a folder in it.",
)  # fmt: skip
@click.option("--category", metavar="FOLDER", help="One folder for all, instead of their own.")
@click.option(
    "--audience", type=click.Choice(["public", "internal"]), default="internal", show_default=True,
    help="Of articles whose source does not say who may read them.",
)  # fmt: skip
@click.option("--replace", is_flag=True, help="Overwrite articles that were imported before.")
@click.option("--dry-run", is_flag=True, help="Report, and write nothing.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="Form of the report.",
)  # fmt: skip
@click.pass_context
def import_(
    ctx: click.Context,
    source: Path,
    system: str,
    into: Path,
    category: str | None,
    audience: str,
    replace: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Import articles from SOURCE, a file or a folder of them.

    Help centres are taken as the JSON that their own API answers, one file for each page. Drafts
    and articles for some users only become internal, archived ones are left out. Links between
    imported articles lead to each other. The report says what of each article was not carried
    over. All of it is written, or nothing; what is there stays unless --replace is given.

    Exit code 1: no article was imported.
    """
    from kb.authoring.importing.placing import Choices
    from kb.authoring.importing.run import import_articles
    from kb.model import Audience

    choices = Choices(category, Audience(audience), replace)
    report = import_articles(source, system, into, choices, dry_run=dry_run)
    if form == "json":
        print_json(_document(report))
    else:
        for line in _lines(report):
            click.echo(printable(line))
    ctx.exit(0 if any(article.path for article in report.articles) else NEGATIVE)


def _document(report: Report) -> dict[str, Any]:
    return {
        "written": report.written,
        "articles": [
            {
                "title": article.title,
                "path": article.path or None,
                "skipped": article.skipped or None,
                "replaced": article.replaced,
                "notes": [{"kind": n.kind, "message": n.message} for n in article.notes],
            }
            for article in report.articles
        ],
        "new_categories": [{"slug": slug, "title": title} for slug, title in report.new_categories],
    }


def _lines(report: Report) -> list[str]:
    lines: list[str] = []
    for article in report.articles:
        mark = "replaced" if article.replaced else "imported"
        head = f"{article.path}: {mark}" if article.path else f"{article.title}: NOT IMPORTED"
        lines.append(f"{head}. {article.skipped}".removesuffix(" ").removesuffix("."))
        lines += [f"  {note.kind}: {note.message}" for note in article.notes]
    imported = sum(bool(article.path) for article in report.articles)
    noted = sum(bool(article.path and article.notes) for article in report.articles)
    left = len(report.articles) - imported
    done = "imported" if report.written else "would be imported; nothing was written"
    lines.append(f"{counted(imported, 'article')} {done}, {noted} with notes, {left} left out.")
    if report.new_categories:
        lines.append("For kb.toml, so that these categories have a name:")
        for slug, title in report.new_categories:
            escaped = title.replace("\\", "\\\\").replace('"', '\\"')
            lines += ["[[categories]]", f'slug = "{slug}"', f'title = "{escaped}"']
    return lines
