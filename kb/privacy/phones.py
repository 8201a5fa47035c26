"""Telephone numbers: Polish ones as they are written here, others with their country's code."""

from __future__ import annotations

import re

from kb.privacy.context import has_unit
from kb.privacy.groups import Window

#: National, with the old zero, with 48, and international up to fifteen digits after 00.
PHONE_LENGTHS = frozenset(range(7, 18))

_NATIONAL = 9
_SHAPES = frozenset(
    {
        (9,),
        (3, 3, 3),
        (2, 3, 2, 2),
        (2, 7),
        (2, 3, 4),
        (3, 2, 2, 2),
        (3, 6),
        (6, 3),
        (2, 2, 3, 2),
        (2, 4, 3),
    }
)
_WITH_ZERO = frozenset(
    {(10,), (3, 3, 2, 2), (3, 7), (1, 2, 3, 2, 2), (1, 9), (1, 3, 3, 3), (1, 2, 7)}
)
_LABEL = re.compile(r"(?:tel|fax|faks|kom|nr|numer|pl)\.?$", re.IGNORECASE)


def is_phone(text: str, window: Window) -> bool:
    """Whether a number can be called: it is valid in its country's plan, and no amount."""
    start, end = window.span
    if has_unit(text, end) or _part_of_a_code(text, start, end):
        return False
    digits = window.digits
    if text[start - 1 : start] == "+" and _can_be_called(f"+{digits}"):
        return True
    if digits.startswith("00"):
        return _can_be_called(f"+{digits[2:]}")
    national = _national(window)
    return national is not None and _can_be_called(f"+48{national}")


def _national(window: Window) -> str | None:
    """The nine digits of a Polish number in one of the usual ways to write it."""
    digits, shape = window.digits, window.shape
    free = window.broken or window.spelled()
    if len(digits) == _NATIONAL and (free or shape in _SHAPES):
        return digits
    if len(digits) == 10 and digits[0] == "0" and (free or shape in _WITH_ZERO):
        return digits[1:]
    if len(digits) == 11 and digits.startswith("48"):
        usual = len(shape) == 1 or (shape[0] == 2 and shape[1:] in _SHAPES)
        return digits[2:] if free or usual else None
    return None


def _part_of_a_code(text: str, start: int, end: int) -> bool:
    """Letters that touch the number and are no word for "telephone": an article's code."""
    if text[end : end + 1].isalpha():
        return True
    if text[start - 1 : start].isalpha():
        return not _LABEL.search(text, max(0, start - 6), start)
    linked = text[start - 1 : start] in {"-", "/", "_"}
    return linked and text[max(0, start - 2) : start - 1].isalpha()


def _can_be_called(number: str) -> bool:
    # Slow to import, and few texts hold as many digits.
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
