"""Masking: personal data out of a text, everything else as it was."""

from __future__ import annotations

from dataclasses import dataclass

from kb.privacy.detect import SURE, found_in
from kb.privacy.found import Found


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and what was found in the original, left to right."""

    text: str
    found: tuple[Found, ...] = ()


def mask(text: str) -> Masked:
    """Replace personal data by Polish words in brackets, as `[telefon]`; not to be undone.

    For what is stored for good, such as searches, which must still tell what was looked for: of
    names only whole ones and those after "pani" or "nazywam się" (a shirt is called Anna, too), of
    addresses only those with the number of a house. Masking a masked text changes nothing. Time is
    linear in the length of the text.
    """
    found = found_in(text, SURE)
    if not found:
        return Masked(text)
    pieces, end = [], 0
    for one in found:
        start, stop = one.span
        pieces += [text[end:start], one.kind.placeholder]
        end = stop
    return Masked("".join([*pieces, text[end:]]), tuple(found))
