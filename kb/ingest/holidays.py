"""Public holidays of the years to come, worked out at publishing and kept in the generation.

The library that knows them takes half a second and 20 MB; a server reads a file of a kilobyte.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from kb.ingest.editorial import Editorial, problem_at
from kb.model import Problem
from kb.opening import public_holidays

_FILE = "holidays.json"
#: The year before is for clocks that are behind; past the last one servers compute for themselves.
_YEARS_BEFORE, _YEARS_AFTER = 1, 10


def check_country(config: bytes | None, editorial: Editorial, year: int) -> list[Problem]:
    """An error where the country is one whose holidays nobody has written down."""
    opening = editorial.contact.opening
    if config is None or opening is None or not opening.country:
        return []
    try:
        public_holidays(opening.country, year)
    except LookupError as exc:
        return [problem_at(config, ("contact", "opening", "holidays"), f"{exc}.")]
    return []


def write_holidays(folder: Path, editorial: Editorial, year: int) -> None:
    """Keep the holidays around a year in a generation, if the shop is closed on them."""
    opening = editorial.contact.opening
    if opening is None or not opening.country:
        return
    years = {
        str(one): [day.isoformat() for day in sorted(public_holidays(opening.country, one))]
        for one in range(year - _YEARS_BEFORE, year + _YEARS_AFTER + 1)
    }
    (folder / _FILE).write_text(json.dumps(years), encoding="utf-8")


def with_holidays(editorial: Editorial, folder: Path) -> Editorial:
    """The settings with the holidays of their generation; without its file they are computed."""
    contact = editorial.contact
    if contact.opening is None:
        return editorial
    try:
        written = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        years = {
            int(year): frozenset(map(date.fromisoformat, days)) for year, days in written.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return editorial  # none were needed, an older program built it, or it is damaged
    opening = replace(contact.opening, holidays=years)
    return replace(editorial, contact=replace(contact, opening=opening))
