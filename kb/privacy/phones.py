"""Telephone numbers: Polish ones as they are written here, others with their country's code."""

from __future__ import annotations

import re

from kb.polish.morphology import is_known
from kb.privacy.context import has_unit
from kb.privacy.groups import Window

#: National, with the old zero, with 48, and international up to fifteen digits after 00.
PHONE_LENGTHS = frozenset(range(7, 18))

_NATIONAL = 9
#: So many digits after a plus are no sum.
_INTERNATIONAL = 10
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
    {(10,), (3, 3, 2, 2), (3, 3, 4), (3, 7), (1, 2, 3, 2, 2), (1, 9), (1, 3, 3, 3), (1, 2, 7)}
)
_LETTERS_AFTER = re.compile(r"[^\W\d_]+")
_WORD_LENGTH = 16
_LETTERS_BEFORE = re.compile(r"(?<![\w-])[^\W\d_]+$")
#: Words that say that a code follows, not a telephone.
_CODES = frozenset("art kod model id poz lot seria sap symbol indeks ref ean partia".split())
_LABEL = re.compile(r"(?:tel|fax|faks|kom|nr|numer|pl)\.?$", re.IGNORECASE)


def is_phone(text: str, window: Window) -> bool:
    """Whether a number can be called: it is valid in its country's plan, and no amount."""
    start, end = window.span
    if has_unit(text, end) or _part_of_a_code(text, start, end):
        return False
    digits = window.digits
    if text[start - 1 : start] == "+" and _is_international(digits):
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
    """Letters that touch the number and are no word of a sentence: an article's code."""
    after = _LETTERS_AFTER.match(text, end)
    if after and not _slip(after.group(), text[after.end() : after.end() + 1]):
        return True
    if text[start - 1 : start].isalpha():
        if _LABEL.search(text, max(0, start - 6), start):
            return False
        before = _LETTERS_BEFORE.search(text, max(0, start - _WORD_LENGTH), start)
        return not (before and before.group() not in _CODES and _slip(before.group(), ""))
    linked = text[start - 1 : start] in {"-", "/", "_"}
    return linked and text[max(0, start - 2) : start - 1].isalpha()


def _slip(letters: str, following: str) -> bool:
    """Whether letters glued to a number are a slip: one letter, or a word of the language."""
    # Codes have capitals: "600700800A" is an article, "mój600700800a" is a telephone.
    if not letters.islower() or following.isdecimal():
        return False
    return len(letters) == 1 or is_known(letters)


def _is_international(digits: str) -> bool:
    """Whether digits after a plus are a telephone's, also one that its country has not given."""
    if _can_be_called(f"+{digits}"):
        return True
    import phonenumbers

    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return False
    return len(digits) >= _INTERNATIONAL and phonenumbers.is_possible_number(number)


def _can_be_called(number: str) -> bool:
    # Slow to import, and few texts hold as many digits.
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
