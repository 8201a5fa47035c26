"""Sentences that say "Ty" → the same to "Pani", "Pan" and "Państwo", by the dictionary's forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.evaluate.drafts.edits import Edit, capital
from kb.evaluate.drafts.passages import Line
from kb.polish.morphology import generate, readings

_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"„[^”]*”")
# Possessives do not follow the case of their noun once they are genitives of "Pani".
_POSSESSIVE = re.compile(r"\b[Tt]w(?:ój|oja|oje|ojego|ojemu|oim|oją|ojej|oich|oimi)\b")
_OTHER_PERSON = re.compile(r"\b(?:Ty|ciebie|sobie|siebie|sobą|swoj\w+|swój|swą)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Address:
    """Forms of one way to address: nominative, genitive, dative, accusative, verb's number."""

    nominative: str
    genitive: str
    dative: str
    accusative: str
    number: str


_ADDRESSES = (
    _Address("Pani", "Pani", "Pani", "Panią", "sg"),
    _Address("Pan", "Pana", "Panu", "Pana", "sg"),
    _Address("Państwo", "Państwa", "Państwu", "Państwa", "pl"),
)


def formal(line: Line) -> Iterator[Edit]:
    """The sentence in each form of address; none where a word leaves the form uncertain."""
    if _QUOTED.search(line.text) or _OTHER_PERSON.search(line.text):
        return
    for address in _ADDRESSES:
        text = _rewritten(line.text, address)
        if text and text != line.text:
            yield Edit(capital(text), f"Ty → {address.nominative}")


def _rewritten(text: str, address: _Address) -> str | None:
    """None where the dictionary has no form, or more than one reading of a verb."""
    told = asked = False
    parts: list[str] = []
    at = 0
    for match in _WORD.finditer(text):
        word = match[0]
        put: str | None = _pronoun(word, address)
        if _is_always(word, "fin:sg:sec"):
            form = _form(word, f"fin:{address.number}:ter")
            put = form if told or form is None else f"{form} {address.nominative}"
            told = True
        elif _is_always(word, "impt:sg:sec"):
            form = _form(word, "inf")
            put = form if asked or form is None else f"proszę {form}"
            asked = True
        if put is None:
            return None
        parts += [text[at : match.start()], put]
        at = match.end()
    joined = "".join(parts) + text[at:]
    joined = re.sub(r"\b[Nn]ie proszę\b", "proszę nie", joined)
    return re.sub(rf"\b{address.nominative} się\b", f"się {address.nominative}", joined)


def _pronoun(word: str, address: _Address) -> str | None:
    """What stands for a word that is no verb; None where that depends on the sentence."""
    if _POSSESSIVE.fullmatch(word):
        return address.genitive
    if word in {"Ci", "Tobie"}:
        return address.dative
    if word in {"Cię", "Ciebie"}:
        return address.accusative
    return None if word == "Tobą" else word


def _is_always(word: str, tag: str) -> bool:
    found = [reading for _, reading in readings(word)]
    return bool(found) and all(reading.startswith(tag) for reading in found)


def _form(word: str, tag: str) -> str | None:
    """The form of a verb with a tag, where all readings agree on it."""
    found = {
        form
        for lemma, _ in readings(word)
        for form, analysis in generate(lemma)
        if analysis.tag.startswith(tag) and not analysis.labels
    }
    return found.pop() if len(found) == 1 else None
