"""`kb new`: an article from a template."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("kind", type=click.Choice(["faq", "procedure", "incident"]))
@click.argument("title")
@click.option("--category", metavar="FOLDER", help="Folder of the article: a-z, 0-9 and hyphens.")
@click.option(
    "--audience", type=click.Choice(["public", "internal"]),
    help="Who reads it. Without it: public, procedures internal.",
)  # fmt: skip
@click.option(
    "--question", "questions", metavar="TEXT", multiple=True,
    help="Another way in which customers ask it; may be given several times.",
)  # fmt: skip
@click.option(
    "--into", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path),
    help="Folder of articles instead of KB_ARTICLES in KB_CONTENT_REPO.",
)  # fmt: skip
@click.option("--print", "only_print", is_flag=True, help="Print the article and write nothing.")
def new(
    kind: str,
    title: str,
    category: str | None,
    audience: str | None,
    questions: tuple[str, ...],
    into: Path | None,
    only_print: bool,
) -> None:
    """Write a new article of a KIND from a template.

    TITLE is the customer's question or task; the file's name, and with it the address, is made
    from it. What is to be filled in begins with [UZUPEŁNIJ: and keeps the article from being
    published until it is. A file or an address that is there is never overwritten.
    """
    from datetime import UTC, datetime

    from kb.authoring.new import draft_article, write_article
    from kb.authoring.templates import Kind
    from kb.model import Audience

    folder = into or articles_folder()
    article = draft_article(
        folder,
        Kind(kind),
        title,
        today=datetime.now(UTC).astimezone().date(),
        category=category,
        audience=Audience(audience) if audience else None,
        questions=questions,
    )
    if only_print:
        click.echo(article.text, nl=False)
        return
    path = write_article(folder, article)
    click.echo(str(path))
    if not article.known_category:
        click.echo(f"Note: kb.toml has no category {path.parent.name} yet.", err=True)
    click.echo("Fill in what begins with [UZUPEŁNIJ:, then run `kb check --worktree`.", err=True)


def articles_folder() -> Path:
    """The folder of articles in the work tree, by the settings. Raises ConfigError."""
    from kb.settings import load_settings

    settings = load_settings()
    return settings.content_repo / settings.articles
