"""Whether a sentence denies what its source says, or says what it denies."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.grounding.lexicon import MAY, MUST, ORDINARY
from kb.answer.grounding.matching import matches, shown, with_content
from kb.answer.grounding.passage import Unit
from kb.answer.grounding.words import Word


def negation(words: Sequence[Word], unit: Unit) -> str:
    """Why words deny what a unit says, or say what it denies, in Polish; empty where neither."""
    return negated_word(words, unit.words.words)


def negated_word(words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """A word that is denied on one side and not on the other."""
    for word in words:
        # "my tego nie możemy": what a pronoun stands for is denied by the verb, or not.
        acting = word.negated and (word.finite or word.infinitive)
        if not (word.weight or acting or word.lemmas & (MUST | MAY)):
            continue
        same = matches(word, theirs, words)
        signs = {one.negated for one in same}
        if (
            same
            and word.negated not in signs
            and not (
                _is_denied_noun(word, words)
                or (_is_named(word) and _is_denied_noun(same[0], theirs))
            )
        ):
            return f"źródło mówi «{shown(same[0])}», a zdanie «{shown(word)}»"
    return ""


def _by_particle(word: Word) -> bool:
    return not word.form.casefold().startswith("nie")


def _is_denied_noun(word: Word, words: Sequence[Word]) -> bool:
    """ "Zwrotowi nie podlegają" denies the noun by its verb, as "nie zwrócisz" does."""
    if word.negated or word.finite or word.infinitive:
        return False
    return any(one.negated and one.finite for one in words if one.segment == word.segment)


def _is_named(word: Word) -> bool:
    """Whether a word is denied and names a deed or a thing: "nie można zapłacić" denies the
    payment, as "płatność nie działa" does."""
    return word.negated and not word.finite


def added_denial(unit: Unit, words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """A negation of words that the source says otherwise, without any."""
    denied = [word for word in with_content(words) if word.negated and _by_particle(word)]
    keys = frozenset[str]().union(*(word.keys for word in denied))
    if all(word.keys & unit.denied and not word.finite for word in denied):
        return ""
    if denied and not any(
        word.negated and (_by_particle(word) or word.keys & keys) for word in theirs
    ):
        return f"zdanie przeczy («{shown(denied[0])}»), a źródło nie"
    return ""


def refused_beside(words: Sequence[Word], unit: Unit) -> str:
    """A noun that the source has only beside the unit, where its verb is denied: "oddajemy
    pieniądze i koszt dostawy" beside "koszt dostawy nie podlega zwrotowi"."""
    if any(word.negated for word in words):
        return ""
    told = unit.keys | unit.told
    for word in words:
        named = word.weight >= ORDINARY and not (word.finite or word.infinitive)
        if named and word.keys & unit.refused and not word.keys & told:
            return f"źródło przeczy temu, co zdanie mówi o «{word.form}»"
    return ""


def denied_beside(words: Sequence[Word], unit: Unit) -> str:
    """A verb that the source has only beside the unit, and denies there."""
    for word in words:
        if word.weight and (word.finite or word.infinitive) and not word.negated:
            named = word.keys & unit.denied
            if named and not word.keys & (unit.keys | unit.told):
                return f"źródło mówi «nie …», a zdanie «{word.form}»"
    return ""
