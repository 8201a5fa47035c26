"""Numbers as they are written in running text: digits, Polish number words in every case, the
simple English and Ukrainian ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kb.polish.morphology import lemmas

_UNITS = """
    zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście
    trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście
""".split()
_TENS = """
    dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt
    dziewięćdziesiąt
""".split()
_HUNDREDS = """
    sto dwieście trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset
""".split()
_CARDINALS: dict[str, float] = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: 20 + 10 * index for index, word in enumerate(_TENS)},
    **{word: 100 + 100 * index for index, word in enumerate(_HUNDREDS)},
    "tysiąc": 1000, "pół": 0.5, "półtora": 1.5,
    "dwoje": 2, "troje": 3, "czworo": 4, "pięcioro": 5,
}  # fmt: skip
_FOREIGN: dict[str, float] = {
    **{
        word: value
        for value, word in enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen "
            "fourteen fifteen sixteen seventeen eighteen nineteen".split()
        )
        if word not in ("one", "ten")  # Polish pronouns
    },
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100,
    "один": 1, "одна": 1, "одного": 1, "два": 2, "дві": 2, "двох": 2, "три": 3, "трьох": 3,
    "чотири": 4, "чотирьох": 4, "шість": 6, "сім": 7, "вісім": 8, "десять": 10,
    "дванадцять": 12, "чотирнадцять": 14, "двадцять": 20, "тридцять": 30, "сорок": 40, "сто": 100,
}  # fmt: skip
_ORDINALS: dict[str, int] = {
    word: value
    for value, word in enumerate(
        """
        pierwszy drugi trzeci czwarty piąty szósty siódmy ósmy dziewiąty dziesiąty jedenasty
        dwunasty trzynasty czternasty piętnasty szesnasty siedemnasty osiemnasty dziewiętnasty
        """.split(),
        start=1,
    )
} | {
    word: value
    for value, word in zip(
        range(20, 100, 10),
        """
        dwudziesty trzydziesty czterdziesty pięćdziesiąty sześćdziesiąty siedemdziesiąty
        osiemdziesiąty dziewięćdziesiąty
        """.split(),
        strict=True,
    )
}
#: First parts of adjectives: "dwutygodniowy", "czternastodniowy".
_PREFIXES: dict[str, float] = {
    "jedno": 1, "dwu": 2, "trzy": 3, "cztero": 4, "pięcio": 5, "sześcio": 6, "siedmio": 7,
    "ośmio": 8, "dziewięcio": 9, "dziesięcio": 10, "dwunasto": 12, "czternasto": 14,
    "piętnasto": 15, "dwudziesto": 20, "trzydziesto": 30, "czterdziestoośmio": 48, "pół": 0.5,
    "dwudziestocztero": 24,
}  # fmt: skip

_DIGITS = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2}(?!\d))?"
_PIECE = re.compile(rf"(?P<digits>{_DIGITS})|(?P<word>[^\W\d_]+)")
_JOINT = re.compile(r"[ \u00a0]+\Z")
_SPACES = re.compile(r"[ \u00a0\u202f]")


class Number(NamedTuple):
    """A number of a text, with its place."""

    value: float
    start: int
    end: int


@lru_cache(maxsize=20_000)
def word_value(word: str) -> float | None:
    """The value of one number word: "dwóch" → 2, "pół" → 0.5; None for any other word."""
    lowered = word.casefold()
    if lowered in _FOREIGN:
        return _FOREIGN[lowered]
    return next((_CARDINALS[lemma] for lemma in lemmas(lowered) if lemma in _CARDINALS), None)


@lru_cache(maxsize=20_000)
def ordinal_value(word: str) -> int | None:
    """The value of an ordinal word: "trzydziestego" → 30; None for any other word."""
    if word_value(word) is not None:
        return None  # "trzydzieści" is also a form of "trzydziesty"
    return next((_ORDINALS[lemma] for lemma in lemmas(word) if lemma in _ORDINALS), None)


def prefix_value(prefix: str) -> float | None:
    """The value of the first part of an adjective: "czternasto" → 14."""
    return float(prefix) if prefix.isdigit() else _PREFIXES.get(prefix.casefold())


def plain(value: float) -> str:
    """A number as facts compare it: "12.99", "30"."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def numbers(text: str) -> Iterator[Number]:
    """Yield numbers in digits and words; words that follow each other are one number:
    "dwudziestu czterech" → 24, "dwa i pół" → 2.5, "2 tys." → 2000."""
    pending: Number | None = None
    for match in _PIECE.finditer(text):
        value = _value(match)
        if value is None:
            continue
        # The dot of "tys." belongs to it.
        dotted = text.startswith("tys.", match.start())
        one = Number(value, match.start(), match.end() + dotted)
        joined = _joined(text, pending, one) if pending else None
        if pending and joined is None:
            yield pending
        pending = joined or one
    if pending:
        yield pending


def _value(match: re.Match[str]) -> float | None:
    if match["digits"]:
        return float(_SPACES.sub("", match["digits"]).replace(",", "."))
    if match["word"].casefold() == "tys":
        return 1000
    return word_value(match["word"])


def _joined(text: str, first: Number, second: Number) -> Number | None:
    """Join number words of one number; None where they are two."""
    between = text[first.end : second.start]
    if text[second.start].isdigit() or not (_JOINT.match(between) or between == " i "):
        return None
    if second.value == 0.5 and between == " i ":
        return Number(first.value + 0.5, first.start, second.end)
    if between == " i ":
        return None
    if second.value == 1000 and first.value < 1000:
        return Number(first.value * 1000, first.start, second.end)
    smaller = 0 < second.value < 10 ** (len(str(int(first.value))) - 1)
    if not smaller or text[first.start].isdigit() or first.value % 10 or first.value < 20:
        return None
    return Number(first.value + second.value, first.start, second.end)
