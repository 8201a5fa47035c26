"""What a single word may be as a part of a person's name, in every case.

From SGJP's marks "imię" and "nazwisko" (see kb.polish.morphology), weighed against its other
readings: nearly every Polish noun is a surname too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

from kb.polish.morphology import Analysis, analyses, is_known
from kb.polish.names import FIRST, LAST, LONGEST, Gender, gender_of

#: Gender, number ("sg", "pl") and case ("nom") in which a word may be read as a name.
Place = tuple[Gender, str, str]

_PLACE = frozenset({"nazwa_geograficzna"})
#: Labels of readings that nobody means today, or that SGJP generates without a witness.
_RARE = frozenset(("daw.", "przest.", "gwar.", "char.", "rzad.", "herald.", "niepopr.", "mit."))
_LABEL = re.compile(r"[,\s]+")
_HYPHEN = re.compile(r"[-\u2010\u2011]")
_MARKED = {
    "a": "ą", "c": "ć", "e": "ę", "l": "ł", "n": "ń", "o": "ó", "s": "ś", "z": "żź",
}  # fmt: skip
#: A reading costs 10 µs; so many are half a millisecond, once for each word.
_MOST_VARIANTS, _MOST_MARKS = 40, 2

#: Names that are met far more often than the other words that are written the same.
EVERYDAY = frozenset(
    "adam anna ania ala beata bartek damian dominik dominika ela ewa filip hania iga iwona iza jan "
    "janek jola julka kamil kamila karol karolina kasia kinga krystian kuba leon magda maja marek "
    "marta mateusz michał monika natalia nina ola oskar patryk patrycja paweł piotr piotrek rafał "
    "robert sebastian sylwia szymon tomek tomasz wiktor wojtek zuzia kowalski nowak wiśniewski "
    "dąbrowski kozłowski krawczyk wójcik jankowski zawadzki sikorski kaczmarek wieczorek".split()
)
_OF_PLACES = frozenset(
    "polski warszawski krakowski śląski gdański poznański wrocławski łódzki lubelski mazowiecki "
    "rzeszowski białostocki toruński kielecki gdyński opolski górnośląski małopolski "
    "wielkopolski pomorski podlaski europejski wiejski miejski ruski włoski czeski grecki turecki "
    "węgierski niemiecki angielski francuski hiszpański ukraiński rosyjski amerykański".split()
)


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word as a part of a name. first, last: how it may be read as such. common: whether it is
    met as another word or as a place. known: whether the dictionary has it at all."""

    first: frozenset[Place] = frozenset()
    last: frozenset[Place] = frozenset()
    common: bool = False
    known: bool = False

    @property
    def named(self) -> bool:
        """Whether it may be a part of a name at all."""
        return bool(self.first or self.last)

    @property
    def foreign(self) -> bool:
        """Whether no dictionary knows it, as most names of other countries."""
        return not (self.known or self.named or self.common)


@lru_cache(maxsize=20_000)
def name_word(word: str) -> NameWord:
    """How a word may be read as a part of a name, whatever the case of its letters."""
    parts = _HYPHEN.split(word)
    if any(len(part) > LONGEST for part in parts) or len(parts) > 3:
        return NameWord(known=True)
    if len(parts) > 1:
        return _double(tuple(name_word(part) for part in parts))
    written = word.capitalize()
    found = _read((written,))
    if found.named or found.common:
        return found
    variants = with_some_marks(word.lower())
    restored = _read(variants) if variants else found
    return restored if restored.named or restored.common else found


@lru_cache(maxsize=20_000)
def may_lack_marks(word: str) -> bool:
    """Whether a word without Polish marks may be another one: "mila" may be "miła"."""
    return any(is_known(variant.lower()) for variant in with_some_marks(word.lower()))


@lru_cache(maxsize=100_000)
def only_a_name(word: str) -> bool:
    """Whether a word in small letters is in the dictionary with a capital only, or not at all."""
    return all(one.lemma[:1].isupper() for one in analyses(word))


def _double(parts: tuple[NameWord, ...]) -> NameWord:
    """Double surnames: where both parts are surnames nothing else is meant."""
    if all(part.last or part.foreign for part in parts) and any(part.last for part in parts):
        return NameWord(last=parts[-1].last or parts[0].last, known=True)
    if all(part.first for part in parts):
        return NameWord(first=frozenset.intersection(*(p.first for p in parts)), known=True)
    return NameWord(common=any(part.common for part in parts), known=True)


def _read(forms: tuple[str, ...]) -> NameWord:
    found = [one for form in forms for one in analyses(form)]
    usual = [one for one in found if not _RARE.intersection(_labels(one))]
    lemmas = {one.lemma.split(":", 1)[0].casefold() for one in usual if {FIRST, LAST} & one.names}
    first = frozenset(
        place for one in usual if FIRST in one.names for place in _places(one) if place[1] == "sg"
    )
    last = frozenset(place for one in usual if LAST in one.names for place in _places(one))
    common = any(_is_other(one, lemmas) for one in usual) and not lemmas & EVERYDAY
    return NameWord(first, last, common, bool(found))


def _labels(one: Analysis) -> list[str]:
    return [label for group in one.labels for label in _LABEL.split(group)]


def _is_other(one: Analysis, names: set[str]) -> bool:
    """Whether a reading is of something else than a person."""
    if FIRST in one.names:
        return False
    if LAST in one.names and not _PLACE & one.names:
        return False
    lemma = one.lemma.split(":", 1)[0].casefold()
    # Nearly every surname in -ski is an adjective of a village, too.
    if one.tag.startswith("adj") and lemma.endswith(("ski", "cki")):
        return lemma in _OF_PLACES or not any(name[:-1] == lemma[:-1] for name in names)
    # "Dawid" is the genitive of a village, Dawidy, and "Kamiński" the plural of Kamińsk.
    of_village = one.tag.endswith(":pt") or any(name.endswith(("ski", "ska")) for name in names)
    return not (of_village and _PLACE & one.names)


def _places(one: Analysis) -> set[Place]:
    gender, parts = gender_of(one.tag), one.tag.split(":")
    if gender is None or parts[0] != "subst":
        return set()
    numbers, cases = parts[1].split("."), parts[2].split(".")
    return {(gender, number, case) for number, case in product(numbers, cases)}


def with_some_marks(word: str) -> tuple[str, ...]:
    """The word with one or two Polish marks added, the fewest first; none for long choices."""
    places = [at for at, letter in enumerate(word) if letter in _MARKED]
    if not word.isascii() or len(word) < 4:
        return ()
    found: list[str] = []
    for count in range(1, _MOST_MARKS + 1):
        for chosen in combinations(places, count):
            for marks in product(*(_MARKED[word[at]] for at in chosen)):
                letters = list(word)
                for at, mark in zip(chosen, marks, strict=True):
                    letters[at] = mark
                found.append("".join(letters).capitalize())
                if len(found) == _MOST_VARIANTS:
                    return tuple(found)
    return tuple(found)
