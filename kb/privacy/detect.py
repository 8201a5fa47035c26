"""Every kind of personal data of a text, by detectors that follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from kb.privacy.documents import identity_cards, passports
from kb.privacy.found import Detector, Found
from kb.privacy.mail import addresses
from kb.privacy.numbers import ibans, numbers
from kb.privacy.orders import orders
from kb.privacy.parcels import lockers, parcels
from kb.privacy.patterns import Patterns, patterned
from kb.privacy.persons import persons, sure_persons
from kb.privacy.plain import plain
from kb.privacy.postal import places, streets

#: Detectors in the order in which they take their finds: what is surer goes first. A new one is a
#: line here.
_NUMBERS: tuple[Detector, ...] = (addresses, orders, ibans, identity_cards, passports)
_DIGITS: tuple[Detector, ...] = (numbers,)

#: For texts that are read again without their author, such as searches: what identifies a person
#: beyond doubt. A first name alone may be a product's, a postcode alone a question of delivery.
SURE: tuple[Detector, ...] = (*_NUMBERS, *_DIGITS, streets, sure_persons)


@lru_cache(maxsize=8)
def every_detector(patterns: Patterns) -> tuple[Detector, ...]:
    """For messages: everything that may tell who somebody is, and the shop's own numbers."""
    own: Detector = partial(patterned, patterns=patterns)
    first, *rest = _NUMBERS
    return (first, own, *rest, parcels, *_DIGITS, lockers, streets, places, persons)


def found_in(text: str, detectors: Sequence[Detector]) -> list[Found]:
    """What the detectors find, left to right and apart, with spans in the text as it is written."""
    readable = plain(text)
    rest, found = readable.text, list[Found]()
    for detector in detectors:
        new = tuple(detector(rest))
        rest = _covered(rest, new)
        found += new
    found.sort(key=lambda one: one.span)
    return [Found(one.kind, readable.original(one.span)) for one in found]


def _covered(text: str, found: tuple[Found, ...]) -> str:
    """The text with finds as `[###]`: as long as before, so that spans stay right."""
    pieces, end = [], 0
    for one in found:
        start, stop = one.span
        pieces += [text[end:start], "[", "#" * (stop - start - 2), "]"]
        end = stop
    return "".join([*pieces, text[end:]])
