"""The list of articles: whose they are, when they are due, what they do and what harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template, request

from webapp.editors import shared, words
from webapp.editors.blueprint import bp, readers
from webapp.language import gettext, later
from webapp.panel.moments import shop_zone
from webapp.panel.names import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.editing.catalogue import Choice, Entry
    from kb.statistics.spreadsheet import Cell

_COLUMNS = (
    later("Tytuł"), later("Adres"), later("Plik"), later("Kategoria"), later("Dla kogo"),
    later("Właściciel"), later("Stan"), later("Zmieniono"), later("Kto zmienił"),
    later("Przegląd do"), later("Widać do"), later("Wyszukiwania"), later("Pomógł"),
    later("Zacytowany"), later("Nie pomógł"), later("Poprawiony przez konsultanta"),
    later("„To nie to”"), later("Mimo niego napisano do nas"),
)  # fmt: skip


@bp.get("/artykuly")
@readers
def articles() -> str:
    from kb.editing.catalogue import chosen

    number = shared.days()
    everything = shared.catalogue(number)
    choice = _choice()
    found = chosen(everything, choice)
    pages = shared.page_of(len(found))
    return render_template(
        "editors/articles.html",
        articles=found[pages.slice],
        pages=pages,
        choice=choice,
        query=_query(choice, number),
        days=number,
        spans=[(str(days), gettext(name)) for days, name in shared.SPANS.items()],
        categories=_categories(everything),
        owners=sorted({one.owner for one in everything if one.owner}, key=str.casefold),
        words=words,
        named=named,
        last_day=last_day,
    )


@bp.get("/artykuly.csv")
@readers
def articles_csv() -> Response:
    from kb.editing.catalogue import chosen

    found = chosen(shared.catalogue(shared.days()), _choice())
    return shared.csv("artykuly", [gettext(one) for one in _COLUMNS], [_row(one) for one in found])


def last_day(entry: Entry) -> str:
    """The last day on which an article is shown, by the shop's clock; empty for always."""
    from datetime import timedelta

    if entry.shown_until is None:
        return ""
    return (entry.shown_until - timedelta(seconds=1)).astimezone(shop_zone()).date().isoformat()


def _choice() -> Choice:
    from kb.editing.catalogue import Choice, Order

    order = request.args.get("kolejnosc", "")
    return Choice(
        text=shared.text("q"),
        category=shared.text("kategoria"),
        audience=shared.text("odbiorca"),
        owner=shared.text("wlasciciel"),
        state=shared.text("stan"),
        order=Order(order) if order in tuple(Order) else Order.DUE,
    )


def _query(choice: Choice, number: int) -> dict[str, str]:
    """The choice as parameters of an address, without what is usual."""
    from kb.editing.catalogue import Order

    given = {
        "q": choice.text,
        "kategoria": choice.category,
        "odbiorca": choice.audience,
        "wlasciciel": choice.owner,
        "stan": choice.state,
        "kolejnosc": "" if choice.order is Order.DUE else choice.order.value,
        "dni": "" if number == shared.USUAL_DAYS else str(number),
    }
    return {name: value for name, value in given.items() if value}


def _categories(found: Sequence[Entry]) -> list[tuple[str, str]]:
    editorial = shared.editorial()
    return sorted({(one.category, editorial.category_title(one.category)) for one in found})


def _row(one: Entry) -> list[Cell]:
    used = one.usage
    return [
        one.title, one.slug, one.path, one.category, named(words.AUDIENCES, one.audience),
        one.owner, named(words.STATES, one.state),
        one.changed_at.astimezone(shop_zone()).date().isoformat(), one.author,
        one.review_by.isoformat() if one.review_by else None, last_day(one) or None,
        used.searches, used.helped, used.cited, used.unhelpful, used.corrected, used.disliked,
        used.contacted,
    ]  # fmt: skip
