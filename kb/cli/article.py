"""`kb article`: one article as it is served."""

from __future__ import annotations

import click

from kb.cli.output import json_option, print_json, printable
from kb.cli.readers import open_reader
from kb.model import ArticlePage


@click.command()
@click.argument("slug")
@click.option("--internal", is_flag=True, help="An internal article, not a public one.")
@json_option
def article(slug: str, internal: bool, as_json: bool) -> None:
    """Print the article with this SLUG, in Markdown.

    With --json it is the document of GET /api/v1/articles/<slug>.
    """
    from kb.search.document import article_document
    from kb.settings import load_settings

    with open_reader(load_settings(), internal) as reader:
        page = reader.article(slug)
    if as_json:
        print_json(article_document(page))
    else:
        _print(page)


def _print(page: ArticlePage) -> None:
    click.echo(click.style(printable(page.summary.title), bold=True))
    click.echo(
        f"{page.source_path} at {page.commit[:12]}, changed {page.summary.updated_at:%Y-%m-%d}"
    )
    click.echo()
    click.echo(printable(page.markdown).strip())
    if page.related:
        click.echo("\nRelated:")
        for related in page.related:
            click.echo(f"  {related.slug}  {printable(related.title)}")
