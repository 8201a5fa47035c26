"""`kb search`: a question → the answer, or an honest "not found"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kb.cli.exits import NEGATIVE
from kb.cli.output import emphasised, json_option, print_json, printable
from kb.cli.readers import open_reader
from kb.model import Hit, SearchResult

if TYPE_CHECKING:
    from kb.ingest.editorial import Contact
    from kb.reader import Reader

#: The limit of the API as well.
_MAX_LIMIT = 20
_NEAREST = 3
_INDENT = "  "


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(1, _MAX_LIMIT), default=5, show_default=True,
    help="Articles to show at most.",
)  # fmt: skip
@click.option("--category", metavar="C", help="Only this category, by its slug.")
@click.option(
    "--language", type=click.Choice(["pl", "en", "uk"]), help="Only articles in this language."
)
@click.option("--exact", is_flag=True, help="Search what was typed, without correcting it.")
@click.option("--internal", is_flag=True, help="Search the internal articles, not the public ones.")
@json_option
@click.pass_context
def search(
    ctx: click.Context,
    question: tuple[str, ...],
    limit: int,
    category: str | None,
    language: str | None,
    exact: bool,
    internal: bool,
    as_json: bool,
) -> None:
    """Ask a QUESTION, in quotes or not.

    Prints the passage that answers it and the articles found. With --json it is the document of
    GET /api/v1/search.

    Exit code 0: answered; 1: not found, what is printed is only near.
    """
    from kb.settings import load_settings

    with open_reader(load_settings(), internal) as reader:
        _require_category(reader, category)
        result = reader.search(
            _readable(" ".join(question)),
            limit=limit, category=category, language=language, exact=exact,
        )  # fmt: skip
        contact = reader.editorial.contact
    if as_json:
        from kb.search.document import to_document

        print_json(to_document(result))
    else:
        _print(result, contact)
    ctx.exit(0 if result.answered else NEGATIVE)


def _readable(question: str) -> str:
    try:
        question.encode("utf-8")
    except UnicodeEncodeError:
        raise click.BadParameter("it is not valid UTF-8.", param_hint="'QUESTION'") from None
    return question


def _require_category(reader: Reader, category: str | None) -> None:
    known = [slug for slug, _, _ in reader.categories()]
    if category is not None and category not in known:
        listed = ", ".join(known) or "none"
        raise click.BadParameter(
            f"there is no category {category!r}. Categories: {listed}.", param_hint="'--category'"
        )


def _print(result: SearchResult, contact: Contact) -> None:
    """In Polish, like the site: the question is."""
    if result.corrected_query:
        click.echo(f"Szukamy: {click.style(printable(result.corrected_query), bold=True)}")
        click.echo(f"Wpisano: {printable(result.query)} (bez poprawiania: --exact)\n")
    if result.degraded:
        click.echo("Wyszukiwarka działa teraz w uproszczony sposób.\n")
    if result.answered:
        _print_answer(result)
    else:
        _print_refusal(result, contact)


def _print_answer(result: SearchResult) -> None:
    best, *others = result.hits
    click.echo(f"{click.style('Odpowiedź', bold=True)} (pewność {_percent(result.confidence)})\n")
    _print_passage(best)
    if others:
        click.echo("\nInne artykuły:")
        _print_list(others)


def _print_refusal(result: SearchResult, contact: Contact) -> None:
    click.echo(
        f"{click.style('Nie mamy na to odpowiedzi.', bold=True)} "
        f"(pewność {_percent(result.confidence)})"
    )
    if result.hits:
        click.echo("\nMoże chodzi o:")
        _print_list(result.hits[:_NEAREST])
    ways = ", ".join(way for way in (contact.phone, contact.email) if way)
    if ways:
        click.echo(f"\nZapytaj nas wprost, odpowie człowiek: {printable(ways)}")


def _print_passage(hit: Hit) -> None:
    for line in emphasised(hit.passage.html).split("\n"):
        click.echo(f"{_INDENT}{line}")
    click.echo(f"\n{_INDENT}{printable(hit.title)}")
    click.echo(f"{_INDENT}{click.style(_address(hit), underline=True)}")


def _print_list(hits: tuple[Hit, ...] | list[Hit]) -> None:
    for hit in hits:
        address = click.style(_address(hit), underline=True)
        click.echo(f"{_INDENT}{printable(hit.title)}\n{_INDENT}{_INDENT}{address}")


def _address(hit: Hit) -> str:
    from kb.search.document import article_address

    return article_address(hit.slug, hit.passage.anchor)


def _percent(share: float) -> str:
    return f"{share:.0%}"
