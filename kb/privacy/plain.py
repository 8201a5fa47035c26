"""Text as detectors read it: ASCII digits, one kind of space, one kind of dash."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_SPACES += "\u2028\u2029\u202f\u205f\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
#: Zeros of digits that people really type: Arabic, Persian, Devanagari, mathematical.
_ZEROS = (0x0660, 0x06F0, 0x0966, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6)
#: Nothing is seen where they stand, so they hide nothing: soft hyphen, zero width, direction.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0f\ufeff]")

_TABLE: dict[int, str] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full width
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **{zero + digit: str(digit) for zero in _ZEROS for digit in range(10)},
}


@dataclass(frozen=True, slots=True)
class Plain:
    """The text for detectors; `places` leads from its characters to the original's, or is None
    where both have the same."""

    text: str
    places: tuple[int, ...] | None = None

    def original(self, span: tuple[int, int]) -> tuple[int, int]:
        """The span in the text as it was written. Empty spans are not asked for."""
        if self.places is None:
            return span
        return self.places[span[0]], self.places[span[1] - 1] + 1


def plain(text: str) -> Plain:
    """The text with other scripts' digits, spaces and dashes in ASCII; letters stay."""
    if text.isascii():
        return Plain(text)
    if not _INVISIBLE.search(text):
        return Plain(text.translate(_TABLE))
    seen = [at for at, letter in enumerate(text) if not _INVISIBLE.match(letter)]
    return Plain("".join(text[at] for at in seen).translate(_TABLE), tuple(seen))
