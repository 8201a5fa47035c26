"""How far a statement reaches: "tylko", "od 199 zł", "zawsze", "i" in place of "lub"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.answer.grounding.bounds import Bound
from kb.answer.grounding.facts import Fact, Kind
from kb.answer.grounding.lexicon import LIGHT, keys_of
from kb.answer.grounding.passage import Unit
from kb.answer.grounding.words import Word, Words

_LIMITERS = frozenset("tylko jedynie wyłącznie dopiero".split())
#: Words that make a statement hold without exception; a sentence may not add them.
_ABSOLUTES = _LIMITERS | frozenset(
    """
    zawsze nigdy każdy wszystek wszystko całkowity natychmiast natychmiastowy natychmiastowo
    niezwłocznie gwarantować zagwarantować gwarantowany pewno bezwarunkowo bezwzględnie
    automatycznie bezterminowo nieograniczony
    """.split()
)
_AND = frozenset({"i", "oraz"})
_OR = frozenset({"lub", "albo", "bądź"})
_THRESHOLDS = frozenset(
    {Bound.AT_LEAST, Bound.AT_MOST, Bound.MORE, Bound.LESS, Bound.AFTER, Bound.BEFORE}
)
_THRESHOLD_KINDS = frozenset({Kind.AMOUNT, Kind.CLOCK, Kind.PERCENT, Kind.MEASURE})


def scope_conflict(sentence: Words, stated: Sequence[Word], unit: Unit) -> str:
    """Why a sentence reaches further than a unit of the source, or less far, in Polish; empty
    where it does not.

    stated: those words of the sentence that stand on the unit.
    """
    return (
        _lost_limit(sentence.words, stated, unit)
        or _lost_threshold(sentence, stated, unit)
        or _added_absolute(stated, unit)
    )


def limits(words: Sequence[Word]) -> bool:
    """Whether "tylko" or the like stands among the words."""
    return any(word.lemmas & _LIMITERS for word in words)


def _lost_limit(words: Sequence[Word], stated: Sequence[Word], unit: Unit) -> str:
    if limits(words):
        return ""
    for word in unit.words.words:
        if word.lemmas & _LIMITERS and _is_said(word.segment, unit, stated):
            return f"zdanie pomija ograniczenie źródła: «{word.form}»"
    return ""


def _lost_threshold(sentence: Words, stated: Sequence[Word], unit: Unit) -> str:
    """ "Wysyłka jest darmowa" leaves out "od 199 zł"."""
    keys = _keys(stated)
    values = {fact.value for fact in sentence.facts}
    for fact, segment in zip(unit.words.facts, unit.words.fact_segments, strict=True):
        if fact.value in values or not _is_threshold(fact):
            continue
        if _is_said(segment, unit, stated) and not _is_alternative(segment, unit, keys):
            return f"zdanie pomija ograniczenie źródła: «{fact.text}»"
    return ""


def _is_threshold(fact: Fact) -> bool:
    return fact.kind in _THRESHOLD_KINDS and fact.bound in _THRESHOLDS


def _added_absolute(stated: Sequence[Word], unit: Unit) -> str:
    known = frozenset[str]().union(*(word.lemmas for word in unit.words.words))
    added = [word for word in stated if word.lemmas & _ABSOLUTES and not word.keys & unit.keys]
    if added and not (
        added[0].lemmas & _LIMITERS and (known & _LIMITERS or _excludes(unit, stated))
    ):
        return f"brak w źródle: «{added[0].form}»"
    return ""


def _excludes(unit: Unit, stated: Sequence[Word]) -> bool:
    """Whether the source denies beside a unit what the words say, of all others: "Do innych krajów
    nie wysyłamy"."""
    denied = any(word.finite and word.keys & unit.denied for word in stated)
    return denied and not keys_of("inny").isdisjoint(unit.told)


def changed_joint(words: Sequence[Word], units: Sequence[Unit]) -> str:
    """Why a sentence joins what the source sets apart, in Polish: "nowy towar i zwrot pieniędzy" in
    place of "nowy towar albo zwrot pieniędzy"; empty where it does not."""
    source = [one for unit in units for one in _joints(unit.words.words)]
    for left, joint, right in _joints(words):
        found = [
            their_joint
            for their_left, their_joint, their_right in source
            if left.keys & their_left.keys and right.keys & their_right.keys
        ]
        if found and all(_is_and(one) != _is_and(joint) for one in found):
            return f"źródło mówi «{found[0].form}», a zdanie «{joint.form}»"
    return ""


def _joints(words: Sequence[Word]) -> Iterator[tuple[Word, Word, Word]]:
    """Conjunctions between two words of content."""
    told = [word for word in words if word.weight or word.form.casefold() in _AND | _OR]
    for left, (joint, right) in zip(told, pairwise(told[1:]), strict=False):
        if not joint.weight and left.weight and right.weight:
            yield left, joint, right


def _is_and(joint: Word) -> bool:
    return joint.form.casefold() in _AND


def _is_said(segment: int, unit: Unit, stated: Sequence[Word]) -> bool:
    """Whether a sentence says at least half of a segment of the source; words that stand as they
    are in another segment are no evidence of this one."""
    inside = [word for word in unit.words.words if word.segment == segment and word.weight]
    said = _keys(stated)
    if any(word.finite and word.weight > LIGHT and not word.keys & said for word in inside):
        return False
    own = frozenset[str]().union(*(word.lemmas for word in inside))
    elsewhere = frozenset[str]().union(
        *(word.lemmas for word in unit.words.words if word.segment != segment and word.weight)
    )
    keys = _keys([one for one in stated if one.lemmas & own or not one.lemmas & elsewhere])
    return bool(inside) and sum(bool(word.keys & keys) for word in inside) * 2 >= len(inside)


def _is_alternative(segment: int, unit: Unit, keys: frozenset[str]) -> bool:
    """Whether a sentence names another of the cases that a segment is one of: "po 12:00, w weekend
    lub w święto"."""
    for following in range(segment + 1, unit.words.segments):
        inside = [word for word in unit.words.words if word.segment == following]
        verb = next((at for at, word in enumerate(inside) if word.finite and word.weight), None)
        named = any(word.weight and word.keys & keys for word in inside[:verb])
        last = bool(inside) and inside[0].form.casefold() in _OR
        if named and (last or _or_follows(following, unit)):
            return True
        if last or verb is not None:
            return False
    return False


def _or_follows(segment: int, unit: Unit) -> bool:
    words = [word for word in unit.words.words if word.segment == segment + 1]
    return bool(words) and words[0].form.casefold() in _OR


def _keys(words: Sequence[Word]) -> frozenset[str]:
    return frozenset[str]().union(*(word.keys for word in words if word.weight))
