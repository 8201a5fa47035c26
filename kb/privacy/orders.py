"""Numbers of orders. They have no checksum: the word "order" before them says what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.privacy.context import DATE, has_unit
from kb.privacy.found import Found, Kind

_ORDER = re.compile(
    r"(?<![^\W\d_])(?:zam[oó]wieni\w{0,3}|zam\.|order)[\s:.,]{0,3}"
    r"(?P<number>(?:(?:nr|numer\w{0,3}|o numerze|no|number|id|to|#)[\s:.#]{1,3}|#){0,3})"
    r"(?P<code>(?:(?P<series>[a-z]{1,5})(?P<gap>[-/ ]?))?\d(?:[-/]?\d){3,24})(?![-/]?\d)",
    re.IGNORECASE,
)
_UNSAID = 5


def orders(text: str) -> Iterator[Found]:
    """Codes of four digits or more after "zamówienie nr", of five after "zamówienie" alone.

    Years, dates and amounts after the word are none: "zamówienie z 2026", "zamówienie 2000 zł".
    """
    for match in _ORDER.finditer(text):
        if _is_number_of_order(match) and not has_unit(text, match.end()):
            yield Found(Kind.ORDER, match.span("code"))


def _is_number_of_order(match: re.Match[str]) -> bool:
    code, series = match["code"], match["series"] or ""
    if DATE.fullmatch(code) or (match["gap"] == " " and not series.isupper()):
        return False
    said = bool(match["number"] or series)
    return said or sum(map(str.isdecimal, code)) >= _UNSAID
