"""Words of a sentence, and which of them are imperatives: many are nouns as well."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.polish.morphology import Analysis, analyses

#: What ends a clause between two words.
CLAUSE_END = re.compile(r"[,;:.!?()–→]")
#: Words that may stand between the beginning of a clause and its imperative.
_BEFORE_IMPERATIVE = frozenset(
    """
    i lub albo oraz a nie też także potem najpierw następnie wtedy po prostu od razu więc dlatego
    teraz nigdy zawsze koniecznie jednak ale dopiero
    """.split()
)
#: The dictionary has nouns of the same form that nobody uses any more.
_NEVER_NOUNS = frozenset({"zrób"})


@dataclass(slots=True)
class Word:
    """A word of the sentence, what it becomes, what is set behind it, and whether it is left out
    with the space before it."""

    text: str
    start: int
    end: int
    quoted: bool
    becomes: str = ""
    behind: str = ""
    before: str = ""
    gone: bool = False


def clause_of(sentence: str, words: Sequence[Word], place: int) -> tuple[int, int]:
    """(place of the first word, place behind the last one) of the clause of a word."""
    start, end = place, place + 1
    while start and not CLAUSE_END.search(sentence[words[start - 1].end : words[start].start]):
        start -= 1
    while end < len(words) and not CLAUSE_END.search(
        sentence[words[end - 1].end : words[end].start]
    ):
        end += 1
    return start, end


def may_be_imperative(found: Sequence[Analysis]) -> bool:
    """ "lub" could be one, too, but a particle is likelier."""
    tags = [one.tag for one in found]
    return any(tag.startswith("impt:sg:sec") for tag in tags) and not any(
        tag.startswith(("conj", "part", "prep", "inf", "adv", "adj", "fin")) for tag in tags
    )


def is_imperative(
    sentence: str, words: Sequence[Word], place: int, found: Sequence[Analysis]
) -> bool:
    """Whether a word that may be an imperative is one: it has no other reading, or its clause
    begins with it."""
    only = all(one.tag.startswith("impt") for one in found)
    if only or words[place].text.lower() in _NEVER_NOUNS:
        return True
    if any(one.tag.startswith("subst:sg:nom") for one in found):
        # "sklep", "rzecz" and "zrób" are nouns as well; the first word of a step is no noun.
        return place == 0 and not _has_predicate(sentence, words, place)
    while place:
        between = sentence[words[place - 1].end : words[place].start]
        if CLAUSE_END.search(between):
            return True
        if words[place - 1].text.lower() not in _BEFORE_IMPERATIVE:
            return False
        place -= 1
    return True


def is_noun_here(words: Sequence[Word], place: int, found: Sequence[Analysis]) -> bool:
    """Whether the word is the noun that it could be: as a subject, or after a preposition,
    number or adjective ("wydobycie ze złóż" against "złóż wtedy reklamację")."""
    if any(one.tag.startswith("subst:sg:nom") for one in found):
        return True
    before = analyses(words[place - 1].text.lower()) if place else ()
    return any(one.tag.startswith(("prep", "num", "adj")) for one in before)


def is_only_verb(sentence: str, words: Sequence[Word], place: int) -> bool:
    """Whether a word stands in the first clause and that has no verb besides it."""
    start, end = clause_of(sentence, words, place)
    return start == 0 and not any(
        one.tag.startswith(("fin", "bedzie", "praet", "impt", "pred"))
        for number, word in enumerate(words[:end])
        if number != place
        for one in analyses(word.text.lower())
    )


def _has_predicate(sentence: str, words: Sequence[Word], place: int) -> bool:
    """Whether a verb in the present or future follows in the same clause: "Sklep działa od …",
    "Sposób płatności wybierasz …"."""
    _, end = clause_of(sentence, words, place)
    return any(
        one.tag.startswith("fin:")
        for word in words[place + 1 : end]
        for one in analyses(word.text.lower())
    )
