"""How a sentence speaks to its reader: "Ty", or "Państwo", "klient", "wy" and "należy"."""

from __future__ import annotations

import re

from kb.polish.morphology import readings

_FORMAL = re.compile(
    r"(?<![.!?:„] )(?<!\A)\b(?:Państw(?:o|a|u|em)|Pan(?:a|u|em|i|ią)?)\b(?!\s+[A-ZĄĆĘŁŃÓŚŹŻ])"
)
_FORMAL_FIRST = re.compile(
    r"\A(?:Państw(?:o|a|u)|Pan(?:a|u|i)?)\s+(?!\w*[A-ZĄĆĘŁŃÓŚŹŻ])(?:\w+\s+){0,2}"
    r"(?:może|mogą|ma|mają|powinn\w+|musi|muszą|otrzyma\w*|dostan\w+|zamówieni\w+|paczk\w+|kont\w+)",
)
#: The reader as a third person. A relative clause tells which customers are meant: no address.
_ROLE = (
    r"(?:klient(?:ka)?|konsument(?:ka)?|kupując[ya]|użytkownik|użytkowniczka|zamawiając[ya]|nabywca"
    r"|reklamując[ya]|zwracając[ya]|zgłaszając[ya]|odbiorca|czytelnik)"
)
_THIRD = re.compile(rf"\b(?<!inny )(?<!żaden ){_ROLE}\s+((?:\w+\s+){{0,3}}?\w+)\b", re.IGNORECASE)
_THIRD_DATIVE = re.compile(
    r"\b(?:przysługuje|należy się|wolno|zwracamy|oddajemy|wysyłamy|polecamy|radzimy)\s+(?:\w+\s+)?"
    r"(?:klientowi|konsumentowi|kupującemu|użytkownikowi|zamawiającemu|nabywcy)\b"
    r"|\b(?:klientowi|konsumentowi|kupującemu|użytkownikowi|zamawiającemu|nabywcy)\s+(?:\w+\s+)?"
    r"(?:przysługuje|należy się|wolno)\b",
    re.IGNORECASE,
)
_THIRD_PLURAL = re.compile(
    r"\b(?:klienci|konsumenci|kupujący|użytkownicy|zamawiający|nabywcy)\s+"
    r"(?:powinni|muszą|mogą|mają|otrzymają|otrzymują|nie\s+(?:mogą|muszą|powinni))\b",
    re.IGNORECASE,
)
_IMPERSONAL = re.compile(
    r"\b(?:należy|proszę|prosi\s+się\s+o|uprasza\s+się\s+o|winno\s+się)\s+(?:(?:się|jednak|też|także"
    r"|najpierw|również|ponownie|wtedy|koniecznie|zawsze|nie)\s+){0,2}(\w+)",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"\b(?:wam|was|wami|wasz(?:ego|emu|ym|ych|ymi|a|ą|e|ej|i)?)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_FINITE = frozenset({"fin", "bedzie", "winien"})


def other_address(text: str) -> str | None:
    """The words by which a sentence addresses its reader in another way than "Ty"; None without.

    A question without a formal word is the reader's own: "Czy wysyłacie za granicę?" asks the shop.
    """
    found = _FORMAL.search(text) or _FORMAL_FIRST.search(text)
    if found:
        return found[0].split()[0]
    if text.rstrip().endswith("?"):
        return None
    found = _THIRD_DATIVE.search(text) or _THIRD_PLURAL.search(text) or _PLURAL.search(text)
    if found:
        return found[0]
    return _third(text) or _impersonal(text) or _plural_verb(text)


def _third(text: str) -> str | None:
    """ "Klient powinien", "kupujący ma": a verb in the present or the future within four words."""
    for found in _THIRD.finditer(text):
        for word in found[1].split():
            if any(_is_third_singular(tag) for _, tag in readings(word.casefold())):
                return found[0]
    return None


def _is_third_singular(tag: str) -> bool:
    kind, *rest = tag.split(":")
    return kind == "winien" or (kind in _FINITE and "sg" in rest and "ter" in rest)


def _impersonal(text: str) -> str | None:
    """ "Należy wypełnić", and not "należy do zespołu"."""
    for found in _IMPERSONAL.finditer(text):
        kinds = {tag.split(":", 1)[0] for _, tag in readings(found[1].casefold())}
        if "inf" in kinds or " się o" in " ".join(found[0].split()):
            return found[0]
    return None


def _plural_verb(text: str) -> str | None:
    """ "Wypełnijcie", "możecie": a word that can be nothing else."""
    for found in _WORD.finditer(text):
        if not found[0].casefold().endswith("cie"):
            continue
        tags = [tag for _, tag in readings(found[0].casefold())]
        if tags and all("sec" in tag.split(":") and "pl" in tag.split(":") for tag in tags):
            return found[0]
    return None
