"""First names: whose gender they tell, and how a person is called by them.

From the SGJP dictionary, which marks first names and surnames (see kb.polish.morphology). Where it
leaves a doubt the answer is None: a neutral greeting offends nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product

from kb.polish.morphology import Analysis, analyses, generate


class Gender(StrEnum):
    """The grammatical gender of a person's name."""

    FEMININE = "feminine"
    MASCULINE = "masculine"


FIRST, LAST, COMMON = "imię", "nazwisko", "nazwa_pospolita"

#: Borne by women in one country and by men in another, so that the dictionary alone misleads.
_BOTH_GENDERS = frozenset(
    "Alex Andrea Angel Ariel Gabriele Jean Karen Kim Maxime Michele Nicola Nikita Nikola Noel "
    "Robin Sam Sasha Sasza Simone Vivian".split()
)
_TITLE = re.compile(r"(?:pani?|sz|dr|mgr|inż|inz|prof|hab|lek|mec|mr|mrs|ms)\.?", re.IGNORECASE)
_TITLES = {"pan": Gender.MASCULINE, "pani": Gender.FEMININE}
_INITIAL = re.compile(r"[^\W\d_]\.?")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011'’][^\W\d_]+)*")
_PARTS = re.compile(r"[-\u2010\u2011]")
_MOST_WORDS = 5
#: The longest first names and the longest parts of surnames have fewer letters.
LONGEST = 24

#: What a letter typed without its mark may stand for.
_MARKED = {
    "a": "aą", "c": "cć", "e": "eę", "l": "lł", "n": "nń", "o": "oó", "s": "sś", "z": "zżź",
}  # fmt: skip
_MOST_VARIANTS = 1500


@dataclass(frozen=True, slots=True)
class FirstName:
    """A first name in its basic form, "Małgorzata", and its gender."""

    name: str
    gender: Gender


@dataclass(frozen=True, slots=True)
class Vocative:
    """How somebody is called: "Anno" of the name "Anna"."""

    form: str
    name: str
    gender: Gender


@lru_cache(maxsize=5_000)
def first_name(word: str) -> FirstName | None:
    """The first name that a word in the basic form is, in any case of letters and also without
    marks ("Malgorzata").

    None for a form of another case, for what is no first name, and where the gender is in doubt.
    """
    if len(word) > LONGEST or not word.isalpha():
        return None
    written = word.capitalize()
    if written in _BOTH_GENDERS:
        return None
    found = set(_first_names(written))
    if not found:
        found = {name for form in with_marks(written) for name in _first_names(form)}
    return found.pop() if len(found) == 1 else None


def vocative(full_name: str) -> Vocative | None:
    """The vocative of the first name in "Anna Kowalska", "KOWALSKA ANNA", "pani Anna K." or "anna".

    None for firms, several people, addresses of e-mail, names that are both a first and a last
    name in either order ("Adam Michał"), and wherever the gender is in doubt.
    """
    words, titled = _words_of_a_person(full_name)
    readings = {reading for reading in _readings(words) if reading is not None}
    if len(readings) != 1:
        return None
    name = readings.pop()
    if (titled or name.gender) is not name.gender or not _fits_the_others(name, words):
        return None
    form = _vocative_form(name)
    return Vocative(form, name.name, name.gender) if form else None


def with_marks(word: str) -> Iterator[str]:
    """The spellings that a word without Polish marks may stand for; none if it is very long."""
    choices = [_MARKED.get(letter, letter) for letter in word.lower()]
    count = 1
    for choice in choices:
        count *= len(choice)
    if word.isascii() and count <= _MOST_VARIANTS:
        yield from ("".join(letters).capitalize() for letters in product(*choices))


def gender_of(tag: str) -> Gender | None:
    """The gender of a person by an SGJP tag of a noun; None for neuter, things and plurals."""
    genders = set(re.split(r"[:.]", tag))
    if "f" in genders:
        return Gender.FEMININE
    return Gender.MASCULINE if "m1" in genders else None


def _first_names(form: str) -> Iterator[FirstName]:
    for one in analyses(form):
        gender = gender_of(one.tag)
        if FIRST in one.names and gender and _is_basic(one.tag):
            yield FirstName(one.lemma.split(":", 1)[0], gender)


def _is_basic(tag: str) -> bool:
    parts = tag.split(":")
    return parts[0] == "subst" and "sg" in parts[1].split(".") and "nom" in parts[2].split(".")


def _words_of_a_person(full_name: str) -> tuple[list[str], Gender | None]:
    """The words of a name without titles, and the gender of its "pan" or "pani".

    No words where something says that the name is no person's.
    """
    words, titled = full_name.replace(",", " ").split(), None
    while words and _TITLE.fullmatch(words[0]):
        titled = _TITLES.get(words.pop(0).casefold(), titled)
    if not 1 <= len(words) <= _MOST_WORDS:
        return [], titled
    whole = all(
        len(word) <= 2 * LONGEST and (_WORD.fullmatch(word) or _INITIAL.fullmatch(word))
        for word in words
    )
    return (words if whole else []), titled


def _readings(words: list[str]) -> Iterator[FirstName | None]:
    """The first name by which the person goes, in every order in which the words make sense."""
    names = [first_name(word) for word in words]
    known = [_may_be_first(word) for word in words]
    lasts = [_may_be_last(word) for word in words]
    for cut in range(1, len(words) + 1):
        if all(known[:cut]) and all(lasts[cut:]):
            yield names[0]
        if cut < len(words) and all(lasts[:cut]) and all(known[cut:]):
            yield names[cut]


def _may_be_first(word: str) -> bool:
    return first_name(word) is not None


def _may_be_last(word: str) -> bool:
    """Whether a word may be a surname: marked as one, or in no dictionary ("Shevchenko")."""
    if _INITIAL.fullmatch(word):
        return True
    return all(len(part) > 1 and _part_of_last(part) for part in _PARTS.split(word))


def _part_of_last(part: str) -> bool:
    found = analyses(part.capitalize())
    if not found:
        return first_name(part) is None or any(
            LAST in one.names for form in with_marks(part) for one in analyses(form)
        )
    return any(LAST in one.names and _is_basic(one.tag) for one in found)


def _fits_the_others(name: FirstName, words: Iterable[str]) -> bool:
    """Whether no surname and no other first name speaks of the other gender."""
    for word in words:
        other = first_name(word)
        if other and other != name and other.gender is not name.gender and not _may_be_last(word):
            return False
        spoken = gender_of_surname(word)
        if spoken and spoken is not name.gender:
            return False
    return True


def gender_of_surname(word: str) -> Gender | None:
    """The gender that an adjective-like surname tells: "Kowalska", "Zawadzki"; else None."""
    last = word.lower()
    if last.endswith(("ska", "cka", "dzka")):
        return Gender.FEMININE
    return Gender.MASCULINE if last.endswith(("ski", "cki", "dzki")) else None


def _vocative_form(name: FirstName) -> str | None:
    for form, one in generate(name.name):
        if FIRST in one.names and gender_of(one.tag) is name.gender and _is_vocative(one):
            return form
    return None


def _is_vocative(one: Analysis) -> bool:
    parts = one.tag.split(":")
    usual = "niepopr." not in one.labels
    return usual and parts[0] == "subst" and "sg" in parts[1].split(".") and "voc" in parts[2]
