"""Numbers of parcels: after the words for them, and those that a check digit gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.privacy.context import DATE, has_unit
from kb.privacy.found import Found, Kind

_SAID = re.compile(
    r"(?<![^\W\d_])(?:(?:prze)?sy[lł]k\w{0,3}|paczk\w{0,3}|nadani\w{0,3}|śledzeni\w{0,2}"
    r"|list\w{0,2} przewozow\w{1,3}|przewozow\w{1,3}|tracking|track(?:ing)? ?(?:no|number)|awb"
    r"|parcel|shipment)"
    r"(?P<said>(?:[\s:.,#(]{1,3}(?:nr|numer\w{0,3}|o numerze|no|number|id|to|jest|inpost|dpd|dhl"
    r"|gls|ups|fedex|poczt\w{1,4}|polsk\w{1,4}|kuriersk\w{1,3}))[.]?){0,4}[\s:.,#(]{1,3}"
    r"(?P<code>[a-z]{0,4}(?:[ -]?[0-9]){8,26}(?: ?[a-z]{1,2})?)(?![-/]?[^\W_])"
)
#: International post (UPU S10): two letters, eight digits, a check digit, the country.
_POST = re.compile(r"(?<![^\W_])([A-Z]{2}) ?((?:[0-9] ?){8})([0-9]) ?([A-Z]{2})(?![^\W_])")
_POST_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_UPS = re.compile(r"(?<![^\W_])1Z ?(?:[0-9A-Z] ?){15}[0-9](?![^\W_])")
#: InPost's parcels of lockers and couriers: 24 digits, the first a 5 or 6.
_LOCKER = re.compile(r"(?<![\w-])(?<![\d-] )[56](?: ?[0-9]){23}(?! ?[0-9-])(?!\w)")


def parcels(text: str) -> Iterator[Found]:
    """Numbers of parcels after a word for them, and those of international post."""
    # A pattern that ignores case takes twice as long. A few letters change their length.
    lowered = text.lower()
    lowered = lowered if len(lowered) == len(text) else text
    said = (match.span("code") for match in _SAID.finditer(lowered) if _is_code(text, match))
    post = (match.span() for match in _POST.finditer(text) if _has_post_digit(match))
    ups = (match.span() for match in _UPS.finditer(text))
    end = 0
    for span in sorted({*said, *post, *ups}):
        if span[0] >= end:
            yield Found(Kind.PARCEL, span)
            end = span[1]


def lockers(text: str) -> Iterator[Found]:
    """Numbers of InPost's parcels. To be asked after accounts, which are two digits longer."""
    return (Found(Kind.PARCEL, match.span()) for match in _LOCKER.finditer(text))


def _is_code(text: str, match: re.Match[str]) -> bool:
    return not DATE.search(match["code"]) and not has_unit(text, match.end())


def _has_post_digit(match: re.Match[str]) -> bool:
    digits = match[2].replace(" ", "")
    rest = 11 - sum(w * int(d) for w, d in zip(_POST_WEIGHTS, digits, strict=True)) % 11
    return int(match[3]) == {10: 0, 11: 5}.get(rest, rest)
