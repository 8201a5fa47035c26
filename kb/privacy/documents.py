"""Polish identity cards and passports, by their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.privacy.context import before, has_unit, numbers_goods
from kb.privacy.found import Found, Kind

# A series of letters and six or seven digits, in groups or broken over a line.
_CARD = re.compile(r"(?<![^\W\d_])[A-Za-z]{3}[\s-]{0,2}(?:\d[\s-]?){5}\d(?!\d)")
_PASSPORT = re.compile(r"(?<![^\W\d_])[A-Za-z]{2}[\s-]{0,2}(?:\d[\s-]?){6}\d(?!\d)")
_LABEL = re.compile(r"dow[oó]d|(?<![^\W\d_])dow\.|seri[aieę]|paszport|passport|identity|id card")
_NOT_CODE = re.compile(r"[\s-]")

# Weights of the check sum, ministry's specification; A is 10 and Z is 35. The sum is divisible
# by ten because the check digit is weighted so.
_CARD_WEIGHTS = (7, 3, 1, 9, 7, 3, 1, 7, 3)
_PASSPORT_WEIGHTS = (7, 3, 9, 1, 7, 3, 1, 7, 3)


def identity_cards(text: str) -> Iterator[Found]:
    """Identity cards: in capitals and of a series in circulation, or after the word."""
    return _documents(text, _CARD, _CARD_WEIGHTS, "ACD", Kind.IDENTITY_CARD)


def passports(text: str) -> Iterator[Found]:
    """Polish passports: in capitals and of a series in circulation, or after the word."""
    return _documents(text, _PASSPORT, _PASSPORT_WEIGHTS, "AE", Kind.PASSPORT)


def _documents(
    text: str, pattern: re.Pattern[str], weights: Sequence[int], series: str, kind: Kind
) -> Iterator[Found]:
    floor = 0
    for match in pattern.finditer(text):
        code = _NOT_CODE.sub("", match.group())
        # One article code in ten has a right check sum by chance, hence the second condition.
        usual = code[0] in series and code.isascii() and code.isupper()
        labelled = _LABEL.search(before(text, match.start(), floor)) if not usual else None
        if not (usual or labelled) or has_unit(text, match.end()):
            continue
        if not labelled and numbers_goods(text, match.start()):
            continue
        if sum(w * int(c, 36) for w, c in zip(weights, code, strict=True)) % 10 == 0:
            yield Found(kind, match.span())
            floor = match.end()
