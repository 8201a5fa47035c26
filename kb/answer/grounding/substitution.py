"""One word of a sentence put in the place of another: "od wysłania" for "od otrzymania"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from kb.answer.grounding.lexicon import ORDINARY
from kb.answer.grounding.opposites import has_opposite
from kb.answer.grounding.passage import Unit
from kb.answer.grounding.words import Word
from kb.polish.morphology import readings

_PRONOUNS = frozenset("go jego niego je ją nią niej jej ich nich nim nimi im".split())
#: Longest run of words that is read as exchanged one for one; longer runs are another clause.
RUN = 2


def substitution(stated: Sequence[Word], unit: Unit) -> tuple[Word, Word] | None:
    """A word among those that stand on a unit, and the one of the unit in whose place it stands;
    None where there is none.

    The word may well stand beside the unit, or elsewhere in it: what matters is that it fills the
    place of a word that the sentence leaves out.
    """
    if unit.row:
        return None  # its cells are named in any order
    ours = [word for word in stated if word.weight]
    theirs = [word for word in unit.words.words if word.weight]
    names = _names(ours, theirs)
    their_names = _names(theirs, theirs)
    counted, their_counts = Counter(names), Counter(their_names)
    matcher = SequenceMatcher(None, names, their_names, autojunk=False)
    for tag, start, end, their_start, their_end in matcher.get_opcodes():
        if tag != "replace" or end - start != their_end - their_start or end - start > RUN:
            continue
        for at, their_at in zip(range(start, end), range(their_start, their_end), strict=True):
            said, source = names[at], their_names[their_at]
            if min(ours[at].weight, theirs[their_at].weight) < ORDINARY:
                continue
            if not _same_part(ours[at], theirs[their_at]):
                continue
            if _is_meant(ours[at], unit):
                continue
            if counted[said] > their_counts[said] and not counted[source]:
                return ours[at], theirs[their_at]
    return None


def _is_meant(word: Word, unit: Unit) -> bool:
    """Whether a noun may be what a pronoun of the unit stands for: "Wystawimy fakturę. Można o nią
    poprosić …"."""
    if word.finite or word.infinitive or not word.keys & unit.told:
        return False
    return any(one.form.casefold() in _PRONOUNS for one in unit.words.words) and _is_thing(word)


def _is_thing(word: Word) -> bool:
    kinds = {tag.partition(":")[0] for _, tag in readings(word.form)}
    return kinds <= {"subst"}


def _same_part(word: Word, source: Word) -> bool:
    """Whether two words can fill one place: verbs and others cannot, but "opłacasz" and "darmowe"
    are two answers to one question."""
    if has_opposite(word):
        return True
    return (word.finite or word.infinitive) == (source.finite or source.infinitive)


def _names(words: Sequence[Word], theirs: Sequence[Word]) -> list[str]:
    """Name each word by the first word of the source that it matches."""
    return [
        next((f"{index}" for index, one in enumerate(theirs) if word.keys & one.keys), word.form)
        for word in words
    ]
