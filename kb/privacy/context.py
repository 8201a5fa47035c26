"""What stands around a number: labels before it, units after it, dates that are no numbers."""

from __future__ import annotations

import re

#: Dates of 1900–2099, day or year first. What goes on after them is no date.
DATE = re.compile(
    r"(?<![\d])(?<!\d[-./])(?:"
    r"[0-3]?\d([-./ ])[01]?\d\1(?:19|20)\d\d|(?:19|20)\d\d([-./])[01]?\d\2[0-3]?\d"
    r")(?![-./]?\d)"
)
_UNIT = re.compile(
    r"\s?(?:zł|gr\b|pln|eur|usd|gbp|€|\$|%|szt|dni\b|dzień|cm|mm|km|kg|ml|m2|m\b|g\b|l\b)",
    re.IGNORECASE,
)
#: Words after which a number is one of goods or papers, whatever its check digit says.
_GOODS = re.compile(
    r"(?<!\w)(?:art|artyku[łl]\w{0,4}|produkt\w{0,3}|towar\w{0,3}|katalogow\w{1,3}|indeks\w{0,3}"
    r"|ean|gtin|sku|isbn|model\w{0,2}|kod\w{0,3}|symbol\w{0,2}|parti[aiąeę]|seri[aiąęe]|lot"
    r"|zg[łl]osze[nń]\w{0,2}|sprawy|kupon\w{0,2}|voucher\w{0,2}"
    r"|(?:faktur\w{1,2}|fv|paragon\w{0,2})(?=\W+(?:nr|numer)))[\s:.#=-]*"
    r"(?:(?:nr|numer\w{0,3}|no|to|produktu|towaru)[\s:.#=-]*){0,3}$"
)
#: As far back as a label is looked for.
_REACH = 28


def before(text: str, start: int, floor: int = 0) -> str:
    """The few words before a place, lower case, back to `floor` and to what was found there."""
    words = text[max(floor, start - _REACH) : start]
    return words[words.rfind("]") + 1 :].lower()


def numbers_goods(text: str, start: int) -> bool:
    """Whether the words before say that a number is an article's, a batch's or an invoice's."""
    return _GOODS.search(before(text, start)) is not None


def has_unit(text: str, end: int) -> bool:
    """Whether a unit of price, size or time follows, so that the number is an amount."""
    return _UNIT.match(text, end) is not None
