"""Names of persons as personal data."""

from __future__ import annotations

from collections.abc import Iterator

from kb.polish.people import people
from kb.privacy.found import Found, Kind


def persons(text: str) -> Iterator[Found]:
    """Every name, a lone first name too."""
    return (Found(Kind.NAME, one.span) for one in people(text))


def sure_persons(text: str) -> Iterator[Found]:
    """Names beyond doubt: with a surname, or after "pani" or "nazywam się"."""
    return (Found(Kind.NAME, one.span) for one in people(text) if one.sure)
