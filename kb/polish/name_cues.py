"""What in a text says that a name follows: "nazywam się", "pozdrawiam", a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

from kb.polish.name_words import name_word

#: A word as a part of a name: "Nowak-Zielińska", "O'Neill".
WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+|['’][^\W\d_]+)*")
_SAID = re.compile(
    r"(?<!\w)(?:nazywam si[eę]|nazywa si[eę]|mam na imi[eę]|ma na imi[eę]|na nazwisko|nazwisko"
    r"(?: to)?|imi[eę](?: to)?|my name is|name:|мене звати|мене звуть|меня зовут|podpisan[aoy])"
    r"[\s:–-]+"
)
_HINTED = re.compile(
    r"(?<!\w)(?:jestem|tu|tutaj|pisze|odbiorc[aąęy]|adresat\w{0,3}|nadawc[aąęy]|i am|i'm"
    r"|this is)[\s:,–-]+"
)
#: Who bears a name, before it: the words must be near, and the name one that the dictionary knows.
_BEARER = re.compile(
    r"(?<!\w)(?:klient|konsultant|kurier|s[aą]siad|pracowni|ekspedient|sprzedaw|koleg|kole[zż]an|"
    r"przyjaci|m[aą][zż]|[zż]on|syn|c[oó]rk|c[oó]rc|mam|tat|ojc|ojciec|matk|brat|siostr|dziad|babci|"
    r"wnu|te[sś]ci|cioci|wuj|partner|narzeczon|witaj|cze[sś][cć]|hej|kochan|drog)\w{0,4},? "
)
_CLOSED = re.compile(
    r"(?<!\w)(?:pozdrawiam\w*|pozdrowieni\w+|pozdr|z powa[zż]aniem|szacunk\w+|uszanowani\w+"
    r"|regards|sincerely|yours|з повагою|с уважением)(?:[ ,]*(?:serdecznie|gor[aą]co|ciep[lł]o))?"
    r"[\s,.!–-]+"
)
_AROUND_SIGNATURE = " \t\r-–—,."
_LONGEST_SIGNATURE = 60
_SENTENCE_ENDS = frozenset('.!?…:;\n•*–—-|>"„”«»(/\t')


class Signal(IntEnum):
    """What is around a word; the higher, the more it says that a name follows."""

    START = 0
    INSIDE = 1
    BEARER = 2
    SIGNED = 3
    HINTED = 4
    SAID = 5


def cues(text: str) -> dict[int, Signal]:
    """Where words begin that something before says to be a name, and how surely."""
    found: dict[int, Signal] = dict.fromkeys(_signatures(text), Signal.SIGNED)
    # Patterns that ignore case take twice as long. A few letters change their length.
    lowered = text.lower()
    text = lowered if len(lowered) == len(text) else text
    for signal, pattern in (
        (Signal.BEARER, _BEARER),
        (Signal.SIGNED, _CLOSED),
        (Signal.HINTED, _HINTED),
        (Signal.SAID, _SAID),
    ):
        for match in pattern.finditer(text):
            found[match.end()] = max(signal, found.get(match.end(), signal))
    return found


def _signatures(text: str) -> Iterator[int]:
    """Where the line begins that is nothing but one to three capitalised words, if any.

    Only lines with digits, a telephone or an address, stand under a signature.
    """
    end = len(text)
    while end > 0:
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end]
        if start and _is_line_of_names(line):
            yield start + len(line) - len(line.lstrip(_AROUND_SIGNATURE))
            return
        if line.strip() and not re.search(r"[\d@\[]", line):
            return
        end = start - 1


def _is_line_of_names(line: str) -> bool:
    forms = line.strip(_AROUND_SIGNATURE).split() if len(line) < _LONGEST_SIGNATURE else []
    if not 1 <= len(forms) <= 3:
        return False
    if not all(WORD.fullmatch(form) and form.istitle() for form in forms):
        return False
    return len(forms) == 2 or any(name_word(form).named for form in forms)


def starts_sentence(text: str, start: int) -> bool:
    """Whether a sentence, a line or a quotation begins here."""
    before = text[max(0, start - 6) : start].rstrip(" \u00a0")
    return not before or before[-1] in _SENTENCE_ENDS
