"""What agents take out of drafts, and what visitors say did not help, by article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template

from webapp.editors import shared
from webapp.editors.blueprint import bp, readers
from webapp.language import gettext, later
from webapp.panel.moments import shop_zone
from webapp.panel.names import named
from webapp.public.ratings import REASONS
from webapp.records import records

if TYPE_CHECKING:
    from kb.editing.usage import Usage
    from kb.statistics.spreadsheet import Cell

_MOST_RATINGS, _MOST_ARTICLES = 100, 50
_RATING_COLUMNS = (later("Artykuł"), later("Kiedy"), later("Powód"), later("Słowa"),
                   later("Commit"))  # fmt: skip
_COLUMNS = (later("Artykuł"), later("Poprawiony przez konsultanta"), later("Zacytowany"),
            later("Nie pomógł"), later("Pomógł"))  # fmt: skip


@bp.get("/poprawki")
@readers
def corrections() -> str:
    from kb.editing.feedback import bad_ratings

    number = shared.days()
    return render_template(
        "editors/corrections.html",
        corrected=_corrected(number)[:_MOST_ARTICLES],
        ratings=bad_ratings(records().store, shared.scope(number), most=_MOST_RATINGS),
        reasons=REASONS,
        titles=shared.titles(),
        days=number,
        spans=[(str(days), gettext(name)) for days, name in shared.SPANS.items()],
        query={} if number == shared.USUAL_DAYS else {"dni": str(number)},
        named=named,
    )


@bp.get("/poprawki.csv")
@readers
def corrections_csv() -> Response:
    rows: list[list[Cell]] = [
        [slug, one.corrected, one.cited, one.unhelpful, one.helped]
        for slug, one in _corrected(shared.days())
    ]
    return shared.csv("poprawki", [gettext(one) for one in _COLUMNS], rows)


@bp.get("/oceny.csv")
@readers
def ratings_csv() -> Response:
    from kb.editing.feedback import bad_ratings

    rows = [
        [
            one.slug, one.at.astimezone(shop_zone()).date().isoformat(),
            named(REASONS, one.reason), one.words, one.commit,
        ]
        for one in bad_ratings(records().store, shared.scope(shared.days()))
    ]  # fmt: skip
    return shared.csv("zle-oceny", [gettext(one) for one in _RATING_COLUMNS], rows)


def _corrected(number: int) -> list[tuple[str, Usage]]:
    """Articles that agents corrected, the most often first."""
    from kb.editing.usage import usage

    found = usage(records().store, shared.scope(number))
    corrected = ((slug, one) for slug, one in found.items() if one.corrected)
    return sorted(corrected, key=lambda one: (-one[1].corrected, -one[1].cited, one[0]))
