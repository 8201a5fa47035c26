"""Text that people typed → text that pages, feeds and logs can show."""

from __future__ import annotations

_CONTROLS = dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029], " ")
#: Marks that turn the direction of the text that follows, and with it that of a whole page.
_DIRECTIONS = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def printable(text: str) -> str:
    """Return the text with control characters as spaces and without marks of direction."""
    return text.translate(_CONTROLS).translate(_DIRECTIONS)


def one_line(text: str, length: int) -> str:
    """Return the text on one line of at most `length` characters, cut with "…"."""
    line = " ".join(printable(text).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
