"""What a message tells of who wrote it: the gender of their verbs and adjectives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.polish.morphology import analyses, readings
from kb.polish.text import Token, fold, tokenise

#: "zamówiłam", "chciałabym", "powinnam"; the same of men.
_FEMININE = re.compile(r"\w{2,}l(?:a|aby)m|\w+innam")
_MASCULINE = re.compile(r"\w{2,}(?:lem|lbym)|\w+inienem")
#: Before a verb of the past they give it the first person: "żebym mogła", "będę musiała".
_FIRST_PERSON = frozenset({"bym", "zebym", "gdybym", "abym", "bede"})
_I_AM = frozenset({"jestem"})
#: Adjectives of time after "jestem": "cały czas", "pierwszy raz".
_OF_TIME = frozenset({"caly", "kazdy", "pierwszy", "drugi", "trzeci", "kolejny", "ktorys"})
#: After these stands a noun in the instrumental: "z Pawłem".
_PREPOSITIONS = frozenset({"z", "ze", "za", "nad", "pod", "przed", "miedzy", "pan", "panem", "sie"})
_NEAR = 3


def is_feminine(text: str) -> bool | None:
    """Whether the writer speaks of herself as a woman; None where words say nothing or both."""
    told = list(_genders([token for token in tokenise(text) if token.is_word]))
    # What the dictionary knows for a verb outweighs what only looks like one ("paypalem").
    genders = {gender for gender, sure in told if sure} or {gender for gender, _ in told}
    return genders == {"f"} if len(genders) == 1 else None


def _genders(words: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    """Genders of the writer, with whether the word is known for certain."""
    for number, token in enumerate(words):
        folded = fold(token.form)
        before = fold(words[number - 1].form) if number else ""
        if len(folded) >= 5 and not _is_noun(token.form, before):
            if _FEMININE.fullmatch(folded):
                yield "f", _is_past(token.form)
            elif _MASCULINE.fullmatch(folded):
                yield "m", _is_past(token.form)
        if folded in _FIRST_PERSON:
            yield from _next_gender(words[number + 1 : number + 1 + _NEAR], "praet:sg")
        elif folded in _I_AM:
            yield from _next_gender(words[number + 1 : number + 1 + _NEAR], "adj:sg", "ppas:sg")


def _is_noun(form: str, before: str) -> bool:
    """ "stołem", "reklam", "z Michałem": one segment, where a verb of the past has two."""
    if analyses(form) or analyses(form.lower()):
        return True
    return before in _PREPOSITIONS and not _is_past(form)


def _is_past(form: str) -> bool:
    return any(tag.startswith(("praet", "winien")) for _, tag in readings(form))


def _next_gender(words: Sequence[Token], *tags: str) -> Iterator[tuple[str, bool]]:
    """The gender of the first word whose every reading of these tags has the same one."""
    for token in words:
        found = [tag for _, tag in readings(token.form) if tag.startswith(tags)]
        nominative = [tag for tag in found if tag.startswith("praet") or ":nom" in tag]
        genders = {_gender_in(tag) for tag in nominative}
        if found and fold(token.form) not in _OF_TIME:
            if len(genders) == 1:
                yield from ((gender, True) for gender in genders - {""})
            return


def _gender_in(tag: str) -> str:
    parts = {part for field in tag.split(":") for part in field.split(".")}
    if "f" in parts:
        return "f"
    return "m" if "m1" in parts else ""
