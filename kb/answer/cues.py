"""What kind of answer a question wants, and which sentences are of that kind."""

from __future__ import annotations

import re
from enum import StrEnum

from kb.polish.text import fold


class Wanted(StrEnum):
    """The kind of answer: a price, a time, a place, a way to do it, or yes and no."""

    AMOUNT = "amount"
    TIME = "time"
    PLACE = "place"
    WAY = "way"
    WHETHER = "whether"


# On folded text, so that "ile płacę" and "ile place" are one.
_ASKS: dict[Wanted, tuple[str, ...]] = {
    Wanted.AMOUNT: (
        r"\bile (?:to |mnie |mi |bedzie |by |za |u was )*(?:kosztuj|wynies|wynos|z?a?plac|dopla)",
        r"\bkoszt|\bcen[aey]|\boplat|\bplatn[ea]\b|\bdarmow|\bza darmo|\bbezplat|\bgratis",
        r"\bod jakiej kwoty|\bjaka kwot|\bile (?:punkt|procent|zl)",
        r"how much|\bcost|\bprice|\bfee|\bfree\b",
        r"скільки кошт|вартіст|безкоштовн|ціна",
    ),
    Wanted.TIME: (
        r"\bkiedy|\bile (?:\w+ ){0,3}(?:dni|czasu|godzin|trwa|czeka|tygodni|miesi|zajm|idzie)",
        r"\bjak (?:dlugo|szybko|predko)|\bdo kiedy|\btermin|\bza ile|\bo ktorej|\bod ktorej",
        r"\bw jakim czasie|\bgodzin|\bzdaz|\bwazn[aey]\b",
        r"how long|\bwhen\b|how many days|deadline",
        r"\bколи|скільки (?:днів|часу|чекати|триває)|термін",
    ),
    Wanted.PLACE: (
        r"\bgdzie|\bdokad|\bskad\b|\bna jaki adres|\bpod jakim? (?:adres|numer)",
        r"\bwhere\b|\bде\b",
    ),
    Wanted.WHETHER: (
        r"\bczy\b|\bmozna\b|\bda sie\b",
        r"^(?:can|do|does|is|are|may)\b|\bчи\b|\bможна\b",
    ),
    Wanted.WAY: (
        # "Jak mogę oddać?", "… i jak go odesłać"; but "a jak odmówi, to przepadnie?" means "if".
        (
            r"^(?:a |i |oraz |no |to |jeszcze )*jak\b(?!.{3,80}, (?:to|a|czy|co|kiedy)\b)"
            r"(?! (?:nie|juz|dlugo|szybko|predko|czesto)\b)"
        ),
        r"\bjak (?:\w+ ){0,3}\w{2,}c\b(?<!\bbyc)(?!.{0,60}, to\b)",
        r"\bsposob|\bkrok|\bco robic",
        r"\bco (?:mam |mamy |dalej|teraz|moge |trzeba )*(?:z?robic|dalej|teraz|poczac)",
        r"\bhow (?:do|can|to)\b|\bwhat should|\bяк\b|що робити",
    ),
}
_ASKED = {kind: re.compile("|".join(parts)) for kind, parts in _ASKS.items()}

_SHOWS: dict[Wanted, tuple[str, ...]] = {
    Wanted.AMOUNT: (
        r"\d\s?(?:zł|%|eur|€|pkt|punkt)|darmow|bezpłat|za darmo|nie pobieramy|zł\b",
        r"nic nie (?:płac|koszt)|opłac|free",
    ),
    Wanted.TIME: (
        r"\d\s?(?:\.\s?)?(?:–\s?\d+\s?)?(?:dni|dnia|dzień|godzin|minut|tygodn|miesi|lat|rok)",
        r"\d (?:days|hours)|\b\d{1,2}:\d\d|miesiąc|natychmiast|od razu|tego samego dnia",
        r"następn|w ciągu",
    ),
    Wanted.PLACE: (r"„[^”]+”|@|\bul\.|https?://|\w\.(?:pl|com|example)\b|adres|salon|aplikacj",),
}
_SHOWN = {kind: re.compile("|".join(parts), re.IGNORECASE) for kind, parts in _SHOWS.items()}


def wanted(question: str) -> tuple[Wanted, ...]:
    """The kinds that a question asks for, most telling first; none for a mere statement."""
    folded = fold(question)
    return tuple(kind for kind, pattern in _ASKED.items() if pattern.search(folded))


def shows(sentence: str, kind: Wanted) -> bool:
    """Whether a sentence holds an answer of a kind; a way or a whether is not told by its words."""
    pattern = _SHOWN.get(kind)
    return pattern is None or bool(pattern.search(sentence))
