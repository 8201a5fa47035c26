"""What kb.toml says of other things, held against them: files, articles, colours, countries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.colours import DARK, LIGHT, TEXT_CONTRAST, Theme, contrast_on
from kb.ingest.editorial import Editorial, problem_at
from kb.ingest.holidays import check_country
from kb.ingest.logo import fault_of_logo
from kb.ingest.repository import Snapshot
from kb.model import Article, Audience, Level, Problem


def check_editorial(
    editorial: Editorial, articles: Iterable[Article], snapshot: Snapshot, year: int
) -> list[Problem]:
    """Return the problems of a kb.toml that could be read.

    A missing article is a warning as a dead link is; an internal one, a logo that may not be shown
    and a colour in which text cannot be read are errors. year: the present one.
    """
    config = snapshot.config
    if config is None:
        return []
    return [
        *check_country(config, editorial, year),
        *_logo(config, editorial, snapshot),
        *_colours(config, editorial),
        *_links(config, editorial, {article.slug: article for article in articles}),
    ]


def _logo(config: bytes, editorial: Editorial, snapshot: Snapshot) -> Iterator[Problem]:
    logo = editorial.logo
    if logo is None:
        return
    data = snapshot.pictures.get(logo.name)
    if data is None:
        fault: str | None = f"There is no file {logo.name} beside kb.toml that could be read"
    else:
        fault = fault_of_logo(logo.name, data)
    if fault:
        yield problem_at(config, ("logo",), f"{fault}.", rule="logo")


def _colours(config: bytes, editorial: Editorial) -> Iterator[Problem]:
    chosen = editorial.colours
    themes: tuple[tuple[str, str, str, Theme], ...] = (
        ("brand", chosen.brand, "light", LIGHT),
        ("brand_dark", chosen.brand_dark, "dark", DARK),
    )
    for key, colour, name, theme in themes:
        ratio = contrast_on(colour, theme) if colour else TEXT_CONTRAST
        if ratio < TEXT_CONTRAST:
            # Rounded down: 4.496 is not enough and must not read as 4.5.
            shown = int(ratio * 100) / 100
            change = "darker" if theme is LIGHT else "lighter"
            yield problem_at(
                config, ("colors", key),
                f"{colour} has a contrast of {shown}:1 with the {name} theme; text needs "
                f"{TEXT_CONTRAST}:1. Choose a {change} colour.",
                rule="contrast",
            )  # fmt: skip


def _links(config: bytes, editorial: Editorial, by_slug: dict[str, Article]) -> Iterator[Problem]:
    wanted: list[tuple[tuple[str | int, ...], str]] = [
        (("featured", place), slug) for place, slug in enumerate(editorial.featured)
    ]
    wanted += [
        (("footer", "links", place, "url"), link.slug)
        for place, link in enumerate(editorial.footer_links)
        if link.slug
    ]
    for path, slug in wanted:
        article = by_slug.get(slug)
        if article is None:
            message = f"There is no article {slug}. Correct or remove it."
            yield problem_at(config, path, message, Level.WARNING, "dead-link")
        elif article.audience is Audience.INTERNAL:
            message = f"The article {slug} is internal; customers cannot open it. Remove it."
            yield problem_at(config, path, message, rule="internal-link")
