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
    told = False
    asked = False
    parts: list[str] = []
    at = 0
    for match in _WORD.finditer(text):
        word = match[0]
        tags = [tag for _, tag in readings(word)]
        put = word
        if _POSSESSIVE.fullmatch(word):
            put = address.genitive
        elif word in {"Ci", "Tobie"}:
            put = address.dative
        elif word in {"Cię", "Ciebie"}:
            put = address.accusative
        elif word == "Tobą":
            return None
        elif tags and all(tag.startswith("fin:sg:sec") for tag in tags):
            form = _form(word, f"fin:{address.number}:ter")
            if form is None:
                return None
            put = form if told else f"{form} {address.nominative}"
            told = True
        elif tags and all(tag.startswith("impt:sg:sec") for tag in tags):
            form = _form(word, "inf")
            if form is None:
                return None
            negated = re.search(r"\b[Nn]ie \Z", text[: match.start()])
            put = form
            if not asked:
                before = text[at : match.start()]
                if negated:
                    before = re.sub(r"\b[Nn]ie \Z", "proszę nie ", before)
                else:
                    put = f"proszę {form}"
                parts.append(before)
                at = match.start()
            asked = True
        parts += [text[at : match.start()], put]
        at = match.end()
    return "".join(parts) + text[at:]


def _form(word: str, tag: str) -> str | None:
    """The form of a verb with a tag, where all readings agree on it."""
    found = {
        form
        for lemma, _ in readings(word)
        for form, analysis in generate(lemma)
        if analysis.tag.startswith(tag) and not analysis.labels
    }
    return found.pop() if len(found) == 1 else None
