"""Masking: personal data out of a text, everything else as it was."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.privacy.documents import identity_cards, passports
from kb.privacy.found import Detector, Found
from kb.privacy.mail import addresses
from kb.privacy.numbers import ibans, numbers
from kb.privacy.orders import orders
from kb.privacy.plain import plain

#: Every detector, in the order in which they take their finds: what is surer goes first. A new one
#: is a line here.
DETECTORS: tuple[Detector, ...] = (addresses, orders, ibans, identity_cards, passports, numbers)

#: A text without any of these holds nothing that the detectors know.
_SUSPECT = re.compile(r"[\d@]|\((?:at|małpa)\)|\[(?:at|małpa)\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and what was found in the original, left to right."""

    text: str
    found: tuple[Found, ...] = ()


def mask(text: str) -> Masked:
    """Replace personal data by Polish words in brackets, as `[telefon]`.

    Masking a masked text changes nothing. Time is linear in the length of the text.
    """
    readable = plain(text)
    if not _SUSPECT.search(readable.text):
        return Masked(text)
    rest, found = readable.text, list[Found]()
    for detector in DETECTORS:
        new = tuple(detector(rest))
        rest = _covered(rest, new)
        found += new
    found.sort(key=lambda one: one.span)
    return _replaced(text, [Found(one.kind, readable.original(one.span)) for one in found])


def _covered(text: str, found: tuple[Found, ...]) -> str:
    """The text with finds as `[###]`: as long as before, so that spans stay right."""
    pieces, end = [], 0
    for one in found:
        start, stop = one.span
        pieces += [text[end:start], "[", "#" * (stop - start - 2), "]"]
        end = stop
    return "".join([*pieces, text[end:]])


def _replaced(text: str, found: list[Found]) -> Masked:
    pieces, end = [], 0
    for one in found:
        start, stop = one.span
        pieces += [text[end:start], one.kind.placeholder]
        end = stop
    return Masked("".join([*pieces, text[end:]]), tuple(found))
