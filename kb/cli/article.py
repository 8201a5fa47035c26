"""`kb article`: one article as it is served."""

from __future__ import annotations

from typing import Any

import click

from kb.cli.output import json_option, print_json, printable
from kb.cli.readers import open_reader
from kb.model import ArticlePage, ArticleSummary


@click.command()
@click.argument("slug")
@click.option("--internal", is_flag=True, help="An internal article, not a public one.")
@json_option
def article(slug: str, internal: bool, as_json: bool) -> None:
    """Print the article with this SLUG, in Markdown.

    With --json it is the document of GET /api/v1/articles/<slug>.
    """
    from kb.settings import load_settings

    with open_reader(load_settings(), internal) as reader:
        page = reader.article(slug)
    if as_json:
        print_json(to_document(page))
    else:
        _print(page)


def to_document(page: ArticlePage) -> dict[str, Any]:
    """The API's document of an article (a test compares the two)."""
    return {
        **_summary(page.summary),
        "html": page.html,
        "markdown": page.markdown,
        "contents": [{"anchor": anchor, "title": title} for anchor, title in page.contents],
        "legal_as_of": page.legal_as_of.isoformat() if page.legal_as_of else None,
        "commit": page.commit,
        "related": [_summary(related) for related in page.related],
    }


def _summary(summary: ArticleSummary) -> dict[str, Any]:
    from kb.search.document import article_address

    return {
        "slug": summary.slug,
        "category": summary.category,
        "title": summary.title,
        "url": article_address(summary.slug),
        "language": summary.language,
        "summary": summary.summary,
        "updated_at": summary.updated_at.isoformat(),
    }


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
