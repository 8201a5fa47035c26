"""What several views of the editors' desk ask: the span, the articles, the place of the texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flask import Response, request, url_for

from kb.errors import IndexUnavailable, NotFound
from kb.model import Audience
from webapp.inputs import one_line, whole_number
from webapp.language import gettext, later
from webapp.language.times import NBSP
from webapp.panel.access import may_open, viewer
from webapp.panel.moments import shop_zone
from webapp.records import records
from webapp.serving import editorial_or_none, serving

if TYPE_CHECKING:
    from kb.editing.catalogue import Entry
    from kb.editing.deleted import Deleted
    from kb.ingest.editorial import Editorial
    from kb.search.generation import Manifest
    from kb.statistics.model import Scope
    from kb.statistics.spreadsheet import Cell

#: Days back that figures may count, in words.
SPANS: Mapping[int, str] = {
    7: later("7 dni"),
    28: later("4 tygodnie"),
    91: later("13 tygodni"),
    366: later("rok"),
}
USUAL_DAYS = 28
PAGE = 50
_SECTIONS: tuple[tuple[str, str], ...] = (
    ("editors.start", later("Publikacja")),
    ("editors.articles", later("Artykuły")),
    ("editors.gaps", later("Czego brakuje")),
    ("editors.requests", later("Prośby konsultantów")),
    ("editors.corrections", later("Poprawki i oceny")),
)
#: What a text of the address may have at most.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Tab:
    title: str
    address: str
    current: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Which part of a long list is shown. number: from 1."""

    number: int
    count: int
    total: int

    @property
    def slice(self) -> slice:
        return slice((self.number - 1) * PAGE, self.number * PAGE)


def tabs() -> tuple[Tab, ...]:
    """The parts of the desk, as far as the viewer may open them."""
    here = request.endpoint or ""
    return tuple(
        Tab(gettext(title), url_for(endpoint), _current(endpoint, here))
        for endpoint, title in _SECTIONS
        if may_open(viewer(), endpoint)
    )


def _current(endpoint: str, here: str) -> str:
    if here == endpoint:
        return "page"
    # `editors.gap` lies under `editors.gaps`.
    return "true" if here.startswith(endpoint.removesuffix("s")) else ""


def days() -> int:
    """How many days back figures count, by the address."""
    asked = whole_number(request.args.get("dni", ""))
    return asked if asked is not None and asked in SPANS else USUAL_DAYS


def since(number: int) -> datetime:
    """The beginning of a span that ends now: a midnight by the shop's clock."""
    first = today_here() - timedelta(days=number - 1)
    return datetime.combine(first, datetime.min.time(), shop_zone())


def today_here() -> date:
    """The day by the shop's clock."""
    return serving().clock().astimezone(shop_zone()).date()


def scope(number: int) -> Scope:
    """The span of the last days for the statistics."""
    from kb.statistics.model import Scope

    return Scope(since=since(number), until=serving().clock(), zone=shop_zone())


def text(name: str) -> str:
    """A text of the address on one line, at most 200 characters."""
    return one_line(request.args.get(name, ""))[:_LONGEST]


def page_of(total: int) -> Pages:
    """The part that the address asks for; the last one where it asks for more."""
    count = max(1, -(-total // PAGE))
    asked = whole_number(request.args.get("strona", "")) or 1
    return Pages(min(max(asked, 1), count), count, total)


def catalogue(number: int) -> tuple[Entry, ...]:
    """Every published article with its use of the last days.

    Raises IndexUnavailable, StoreUnavailable.
    """
    from kb.editing.catalogue import entries
    from kb.editing.usage import usage

    library = serving().library
    tables = {audience: library.reader(audience).index.tables for audience in Audience}
    used = usage(records().store, scope(number))
    return entries(tables, used, serving().clock(), today_here())


def entry_of(slug: str, number: int) -> Entry:
    """The article of an address. Raises NotFound, IndexUnavailable, StoreUnavailable."""
    found = next((one for one in catalogue(number) if one.slug == slug), None)
    if found is None:
        raise NotFound(f"There is no article {slug!r}.")
    return found


def served() -> Manifest:
    """What is served. Raises IndexUnavailable."""
    return serving().library.reader(Audience.PUBLIC).manifest


def deleted() -> tuple[Deleted, ...]:
    """The articles deleted up to what is served. Raises RepositoryError, IndexUnavailable."""
    from kb.editing.deleted import deleted_articles

    manifest = served()
    return deleted_articles(serving().settings.content_repo, manifest.commit, manifest.folder)


def titles() -> dict[str, str]:
    """Titles of all published articles by slug; none while nothing can be read."""
    found: dict[str, str] = {}
    for audience in Audience:
        try:
            articles = serving().library.reader(audience).index.tables.articles
        except IndexUnavailable:
            continue
        found.update((one.summary.slug, one.summary.title) for one in articles)
    return found


def categories() -> list[tuple[str, str]]:
    """The categories of kb.toml with their titles."""
    editorial = editorial_or_none()
    return [(one.slug, one.title) for one in editorial.categories] if editorial else []


def editorial() -> Editorial:
    """What editors decided; the defaults while nothing is served."""
    from kb.ingest.editorial import default_editorial

    return editorial_or_none() or default_editorial()


def csv(name: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Response:
    """A file for a spreadsheet."""
    from kb.statistics.spreadsheet import csv_text

    return Response(
        # Non-breaking spaces of our texts would keep a column from being found by its name.
        csv_text([one.replace(NBSP, " ") for one in header], rows),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{today_here()}.csv"',
        },
    )


def translated(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Values and their words, as a choice."""
    return [(value, gettext(words)) for value, words in names.items()]


def pairs(values: Sequence[str]) -> list[tuple[str, str]]:
    """Values that are their own words, as a choice."""
    return [(value, value) for value in values]
