"""Numbers of orders and parcels that a customer names."""

from __future__ import annotations

import re

from kb.privacy.orders import orders
from kb.privacy.parcels import lockers, parcels

#: A code of letters and digits by itself, as shops number their orders: "LD-204518".
_CODE = re.compile(r"(?<![^\W_])(?<![^\W_]-)([A-Z]{2,4})[- ]?\d{4,12}(?![^\W_])")
_SAID = re.compile(r"(?<![^\W_])(?:nr|numer) (\d{5,14})(?![^\W_]|-\d)")
#: Letters before numbers that are other numbers.
_OTHER = frozenset({"NIP", "KRS", "TEL", "PIN", "BDO", "VAT", "EAN", "ISBN", "ART", "ROK", "FV"})


def references(text: str) -> tuple[str, ...]:
    """Order and parcel numbers as written, in the order of the text, each once."""
    found = [one.span for search in (orders, parcels, lockers) for one in search(text)]
    found += [match.span() for match in _CODE.finditer(text) if match[1] not in _OTHER]
    found += [match.span(1) for match in _SAID.finditer(text)]
    numbers: dict[str, None] = {}
    end = 0
    for start, stop in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= end:
            numbers[text[start:stop]] = None
            end = stop
    return tuple(numbers)
