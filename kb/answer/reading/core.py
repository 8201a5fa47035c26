"""The part of a sentence that asks, without the story and the reason around it.

"Kupiłam dwa tygodnie temu obrus i chciałabym go zwrócić, bo nie pasuje do stołu" asks to return
it; searched whole, it is about tablecloths and tables. Repetitions are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from kb.answer.reading.cues import asks, key_of, requests
from kb.answer.reading.lines import fold_same
from kb.answer.reading.problems import tells_a_problem
from kb.polish.morphology import readings
from kb.polish.text import fold, tokenise

#: Where one part may end and another begin: at a comma, a dash, the end of a sentence, or at
#: "i", "a", "ale" before a part that asks.
_CUT = re.compile(
    r"[,;]\s{1,3}|\s[–—-]\s|[.!]{1,3}\s{1,3}|\s(?=(?:bo|poniewaz|gdyz|because)\s)"
    r"|\s(?=(?:i|a|ale|lecz|wiec|oraz|and|but|so)\s)"
)
_REASON = re.compile(
    r"(?:(?:a to )?(?:bo|poniewaz|gdyz|albowiem|jako ze|dlatego ze|z uwagi na to|because)"
    r"|бо|тому що)\b"
)
#: Belongs to the part before it: "…, że …", "…, żeby …".
_HANGS = re.compile(
    r"(?:ze|zeby|aby|by|ktor\w{1,3}|co|czy|jesli|jezeli|gdy|gdyby|zanim|jak|jaki\w{0,3}|od|do|na|z|w|"
    r"po|dla|bez|tylko|albo|lub|czyli|that|which|if|when)\b"
)
_LEADING = re.compile(r"^(?:(?:i|a|ale|lecz|więc|wiec|oraz|no|and|but|so)\s)(?=\S)", re.IGNORECASE)
_JOINS = re.compile(r"(?:i|a|ale|lecz|wiec|oraz|no|dlatego|and|but|so)\s")
#: A condition, which belongs to what is asked behind it.
_CONDITION = re.compile(r"(?:jesli|jezeli|gdyby|gdy|skoro|zanim|o ile|if|when)\b")
_RELATIVE = re.compile(r"(?:(?:w|z|na|do|od|o|po|za|przez|dla) )?(?:ktor|jak[iao])\w{0,3}\b")
_NUMBERS = re.compile(
    r"(?:[,;]?\s{0,2}\b(?:nr|numer|NIP)(?:\s(?:zam[oó]wienia|przesyłki))?\b:?\s{0,2}|\s)"
    r"(?:\[[^\]\n]{2,30} \d{1,2}\]|[A-Z]{2,4}[- ]?\d{4,12}|\d{10})"
)
#: Fewer words of its own ask nothing that could be searched.
_LEAST_WORDS = 2
#: Characters; what is longer is no sentence, and parting it would take time without bound.
_LONGEST = 600
#: Pronouns that take the place of a noun, by the gender and number of that noun.
_PRONOUNS = {
    "go": "m", "jego": "m", "nim": "m", "niego": "m",
    "ja": "f", "jej": "f", "nia": "f", "niej": "f",
    "je": "pl", "ich": "pl", "nich": "pl", "nimi": "pl",
}  # fmt: skip
_NO_NOUNS = frozenset(
    "dzien dni tydzien tygodnie tygodni temu miesiac miesiace rok raz razy pani pan panstwo rozmiar"
    " rozmiarze kolor kolorze sklep sklepie internet internecie strona stronie prezent".split()
)


class _Part(Enum):
    ASKS = auto()
    PROBLEM = auto()
    REASON = auto()
    TELLS = auto()


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    part: _Part


def core(text: str) -> str:
    """What a sentence asks for, in its own words; all of it where no part asks more than another.

    Numbers of orders are left out: they say nothing of the matter.
    """
    if len(text) > _LONGEST:
        return text
    plain = _NUMBERS.sub("", text).strip()
    pieces = list(_pieces(plain))
    kinds = {one.part for one in pieces}
    left_out = {_Part.REASON, _Part.TELLS} if _Part.ASKS in kinds else {_Part.REASON}
    kept = [one.text for one in pieces if one.part not in left_out]
    found = _LEADING.sub("", _joined(kept))
    return found if _says_enough(found) else plain or text


def resolved(text: str, before: str) -> str:
    """A core with the nouns that its pronouns stand for: "chciałabym zwrócić obrus".

    before: what is said before it, the sentence's own first part included.
    """
    if len(text) + len(before) > 2 * _LONGEST:
        return text
    for word in _words(text):
        gender = _PRONOUNS.get(fold(word))
        noun = _last_noun(before, gender) if gender else ""
        if noun and noun not in _words(text):
            text = re.sub(rf"\b{re.escape(word)}\b", noun, text, count=1)
    return text


def _pieces(text: str) -> Iterator[_Piece]:
    last: _Part | None = None
    condition = ""
    for piece in _cut(text):
        if _CONDITION.match(key_of(piece)) and "?" not in piece:
            condition = f"{condition}, {piece}" if condition else piece
            continue
        part = _part(piece, last)
        if condition:
            yield _Piece(condition, part)
            condition = ""
        yield _Piece(piece, part)
        last = part
    if condition:
        yield _Piece(condition, last or _Part.TELLS)


def _cut(text: str) -> Iterator[str]:
    """Parts of a text; "i", "a" and "ale" part only what asks from what does not."""
    folded = fold_same(text)
    start = 0
    for found in _CUT.finditer(folded):
        joined = _JOINS.match(folded, found.end())
        if joined and not folded[found.start() : found.end()].strip():
            rest = text[joined.end() :]
            if not (_asks(_first(rest)) and not _asks(text[start : found.start()])):
                continue
        if found.start() > start:
            yield text[start : found.start()].strip()
        start = found.end()
    if text[start:].strip():
        yield text[start:].strip()


def _first(rest: str) -> str:
    return re.split(r"[,;.!?]", rest, maxsplit=1)[0]


def _part(piece: str, last: _Part | None) -> _Part:
    key = key_of(piece)
    if _REASON.match(key):
        return _Part.REASON
    if last and _RELATIVE.match(key) and "?" not in piece:
        return last
    bare = _JOINS.sub("", key, count=1)
    if _asks(piece) or _asks(bare):
        return _Part.ASKS
    if tells_a_problem(key):
        return _Part.REASON if last is _Part.REASON else _Part.PROBLEM
    if last and _HANGS.match(key):
        return last
    return _Part.REASON if last is _Part.REASON and not _JOINS.match(key) else _Part.TELLS


def _asks(piece: str) -> bool:
    return "?" in piece or asks(key_of(piece)) or requests(piece)


def _joined(parts: Sequence[str]) -> str:
    found = ""
    for part in parts:
        found += f"{'' if not found else ' ' if found[-1] in '.!?' else ', '}{part.strip(' ,;–-')}"
    return found


def _says_enough(text: str) -> bool:
    return len(text.split()) >= _LEAST_WORDS


def _words(text: str) -> list[str]:
    return [token.form for token in tokenise(text) if token.is_word]


def _last_noun(text: str, gender: str) -> str:
    """The last noun of a gender: the thing that was bought, not the time or the place."""
    for word in reversed(_words(text)):
        if fold(word) in _NO_NOUNS or word[:1].isupper():
            continue
        tags = [tag.split(":") for _, tag in readings(word) if tag.startswith("subst:")]
        accusative = [
            tag for tag in tags if len(tag) > 3 and {"acc", "nom"} & set(tag[2].split("."))
        ]
        for tag in accusative:
            plural = tag[1] == "pl"
            if plural if gender == "pl" else not plural and tag[3].startswith(gender):
                return word
    return ""
