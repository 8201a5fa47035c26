"""Whether a sentence says the same as its source, or the opposite: negation, opposites, duty and
permission, who acts, and words that limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from kb.answer.grounding.actors import (
    payer_conflict,
    person_conflict,
    result_conflict,
    tense_conflict,
)
from kb.answer.grounding.facts import Kind
from kb.answer.grounding.lexicon import MAY, MUST, NEGATIONS, keys_of
from kb.answer.grounding.modality import having, modality
from kb.answer.grounding.negation import added_denial, denied_beside, negated_word, refused_beside
from kb.answer.grounding.opposites import opposite
from kb.answer.grounding.passage import Unit
from kb.answer.grounding.words import Word

_OTHER_WAY = {"przed": "po", "po": "przed", "od": "do", "do": "od"}
#: A segment of the source takes part in the comparison from this share of it on.
ALIGNED = 0.34
#: Words repeat a unit when they share this much of the content, in both directions.
COPY = 0.9
_Check = Callable[[Sequence[Word], Sequence[Word]], str]


def conflicts(words: Sequence[Word], sentence: Sequence[Word], unit: Unit) -> list[str]:
    """Why words of a sentence say something else than a unit of the source, in Polish; empty where
    they agree.

    sentence: all its words; others than those that are compared may say what the source says too.
    """
    whole = unit.words.words
    aligned = _aligned(words, whole)
    found = []
    checks: tuple[tuple[_Check, Sequence[Word]], ...] = (
        (negated_word, whole),
        (partial(added_denial, unit), aligned),
        (opposite, whole),
        (_prepositions, whole),
        (modality, aligned),
        (partial(person_conflict, sentence), whole),
        (tense_conflict, whole),
        (result_conflict, whole),
        (payer_conflict, whole),
    )
    for check, theirs in checks:
        if reason := check(words, theirs):
            found.append(reason)
    if reason := denied_beside(words, unit) or refused_beside(words, unit) or _priced(words, unit):
        found.append(reason)
    return found


_FREE = keys_of("bezpłatny")
_COSTING = frozenset("kosztować koszt płacić zapłacić opłata wynosić".split())


def _priced(words: Sequence[Word], unit: Unit) -> str:
    """ "… jest darmowa" where the source names a price, whatever stands free beside it."""
    free = [word for word in words if word.keys & _FREE and not word.negated]
    prices = [one for one in unit.words.facts if one.kind is Kind.AMOUNT]
    if not free or not prices or unit.keys & _FREE:
        return ""
    costs = any(word.lemmas & _COSTING and word.finite for word in unit.words.words)
    return f"źródło mówi «{prices[0].text}», a zdanie «{free[0].form}»" if costs else ""


def _aligned(words: Sequence[Word], theirs: Sequence[Word]) -> list[Word]:
    """The segments of the source that the words are about."""
    keys = frozenset[str]().union(*(word.keys for word in words if word.weight))
    kept = set()
    for segment in {word.segment for word in theirs}:
        inside = [word for word in theirs if word.segment == segment]
        total = sum(word.weight for word in inside)
        shared = sum(word.weight for word in inside if word.keys & keys)
        if total and shared / total >= ALIGNED:
            kept.add(segment)
    return [word for word in theirs if word.segment in kept]


def _prepositions(words: Sequence[Word], theirs: Sequence[Word]) -> str:
    """ "po obniżce" is not "przed obniżką"."""
    source = list(_governed(theirs))
    for said, noun in _governed(words):
        found = {one.form.casefold() for one, their_noun in source if their_noun.keys & noun.keys}
        if found == {_OTHER_WAY[said.form.casefold()]}:
            return f"źródło mówi «{found.pop()}», a zdanie «{said.form} {noun.form}»"
    return ""


def _governed(words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """Prepositions of direction with the word of content after them."""
    for index, word in enumerate(words):
        if word.form.casefold() in _OTHER_WAY:
            following = next((one for one in words[index + 1 :] if one.weight), None)
            if following and following.segment == word.segment and not following.finite:
                yield word, following


def copy_conflict(stated: Sequence[Word], unit: Unit) -> str:
    """What differs between a unit and words that otherwise repeat it whole: the number of
    negations, or a duty in place of a permission. Empty where they are no copy or the same."""
    theirs = unit.words.words
    if min(_shared(stated, theirs), _shared(theirs, stated)) < COPY:
        return ""
    said, source = _denials(stated), _denials(theirs)
    if len(said) < len(source):
        apart = _set_apart(theirs)
        source = [word for word in source if word.segment not in apart]
    if len(said) > len(source):
        return f"w zdaniu stoi «{said[-1].form}», a źródło mówi to bez przeczenia"
    if len(said) < len(source):
        return f"w źródle stoi «{source[-1].form}», a zdanie mówi to bez przeczenia"
    must, may = (_counts(stated, theirs, group) for group in (MUST, MAY))
    if must > 0 > may or may > 0 > must:
        return "źródło mówi o możliwości tam, gdzie zdanie o obowiązku, albo odwrotnie"
    return ""


def _set_apart(words: Sequence[Word]) -> frozenset[int]:
    """Segments such as "…, a nie 30 zł", which a shorter sentence may leave out."""
    found = set()
    for segment in {word.segment for word in words}:
        inside = [word for word in words if word.segment == segment]
        opens = [word.form.casefold() for word in inside[:2]] == ["a", "nie"]
        if opens and not any(word.finite or word.infinitive for word in inside):
            found.add(segment)
    return frozenset(found)


def _shared(some: Sequence[Word], others: Sequence[Word]) -> float:
    keys = frozenset[str]().union(*(word.keys for word in others))
    total = sum(word.weight for word in some)
    return sum(word.weight for word in some if word.keys & keys) / total if total else 0.0


def _denials(words: Sequence[Word]) -> list[Word]:
    plain = any("nie" in word.lemmas for word in words)
    # "nie zwrócisz … ani …": one negation, said twice.
    particles = NEGATIONS - {"ani"} if plain else NEGATIONS
    again = {
        id(word) for ani, word in pairwise(words) if "ani" in ani.lemmas and "nie" in word.lemmas
    }
    if not any("nie" in word.lemmas and id(word) not in again for word in words):
        again = set()
    return [
        word
        for word in words
        if id(word) not in again
        if word.lemmas & particles or (word.negated and word.form.casefold().startswith("nie"))
    ]


def _counts(words: Sequence[Word], theirs: Sequence[Word], group: frozenset[str]) -> int:
    return len(having(words, group)) - len(having(theirs, group))
