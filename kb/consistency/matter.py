"""Whether two sentences are about the same matter: what both name, and what only one does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.answer.grounding.facts import Fact, Kind
from kb.answer.grounding.vicinity import likeness
from kb.consistency.statements import Said, Statement
from kb.consistency.words import Keys

#: What a word counts that says from when a term runs: "od zgłoszenia" is no topic.
_EVENT = 0.5
#: The least that sentences have in common, unless so many of all their words are the same.
_LEAST, _ALIKE = 0.5, 0.8
_CONDITIONS = frozenset(
    "jeśli jeżeli gdy gdyby kiedy dla przy chyba oprócz poza wyjątek powyżej dopiero".split()
)
#: Logistic regression over the seeded pairs and, as pairs that contradict nothing, all pairs of
#: sentences of the sample base; see docs/decisions.md.
WEIGHTS = {
    "share": 2.75,
    "lacking": -0.25,
    "another_topic": -2.80,
    "condition": -1.43,
    "topics": 4.23,
    "all_words": 2.66,
}
_NEAR, _AROUND, _HOURS, _BIAS = 2.62, 1.65, 2.48, -7.57


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two sentences are about the same.

    share: of the weight of all words that count, those that both have. lacking: things that only
    one names. another_topic: one of them is what its article is about. condition: one side sets a
    condition that the other does not name. topics, all_words: shares of the words of titles and
    headings, and of all words, that the other side has.
    """

    share: float
    lacking: int
    another_topic: bool
    condition: bool
    topics: float
    all_words: float

    def score(self, ours: Fact, first: Statement, theirs: Fact, second: Statement) -> float:
        """Log-odds that two facts of the sentences speak of the same thing."""
        near = likeness(ours, first.words, theirs, second.words)
        around = min(_around(ours, first, second), _around(theirs, second, first))
        signs = sum(weight * float(getattr(self, name)) for name, weight in WEIGHTS.items())
        signs += _NEAR * near + _AROUND * around + _HOURS * (ours.kind is Kind.CLOCK)
        return _BIAS + signs


def same_matter(first: Statement, second: Statement) -> Likeness | None:
    """What two sentences share of what they are about; None where they speak of two things."""
    shared = [one for one in first.said if not one.general and _in(one, second.said)]
    weight = sum(
        one.word.weight * (_EVENT if one.event or _is_event(one, second) else 1) for one in shared
    )
    alike = _all_words(first, second)
    if alike < _ALIKE and (weight < _LEAST or not any(one.word.weight >= 1 for one in shared)):
        return None
    ours, theirs = _own(first, second), _own(second, first)
    sides = ((first, ours), (second, theirs))
    conditional = _is_conditional(first, second) != _is_conditional(second, first)
    total = sum(one.word.weight for side in (first, second) for one in side.said if not one.general)
    return Likeness(
        share=2 * weight / total if total else 1.0,
        lacking=min(3, len(ours) + len(theirs)),
        another_topic=any(_matches(one.keys, side.title) for side, own in sides for one in own),
        condition=conditional,
        topics=_topics(first, second),
        all_words=alike,
    )


def _around(fact: Fact, side: Statement, other: Statement) -> float:
    """Share of the words in a fact's piece of its sentence that the other sentence has anywhere; a
    half where it has none of its own."""
    at = side.words.fact_segments[side.words.facts.index(fact)]
    own = [one for one in side.said if one.word.segment == at and not one.general]
    total = sum(one.word.weight for one in own)
    if not total:
        return 0.5
    known = (one for one in own if _in(one, other.said) or _matches(one.keys, other.topic))
    return sum(one.word.weight for one in known) / total


def _topics(first: Statement, second: Statement) -> float:
    """Share of the words of both titles and headings that the other side has anywhere."""
    found = [
        _matches(key, (*other.topic, *(one.keys for one in other.said)))
        for side, other in ((first, second), (second, first))
        for key in side.topic
    ]
    return sum(found) / len(found) if found else 1.0


def _all_words(first: Statement, second: Statement) -> float:
    """Share of all words, general ones too, that the other side has."""
    found = [
        _in(one, other.said)
        for side, other in ((first, second), (second, first))
        for one in side.said
    ]
    return sum(found) / len(found)


def _is_event(one: Said, other: Statement) -> bool:
    return all(their.event for their in other.said if one.keys & their.keys)


def _is_conditional(side: Statement, other: Statement) -> bool:
    """Whether a side sets a condition that the other does not name: "przy zakupach" sets none where
    the other speaks of purchases."""
    named = [one for one in side.said if not one.general and one.word.weight >= 1]
    for word in side.words.words:
        if word.lemmas & _CONDITIONS:
            first = next((one for one in named if one.word.at > word.at), None)
            if first is None or not (_in(first, other.said) or _matches(first.keys, other.topic)):
                return True
    return False


def _own(side: Statement, other: Statement) -> list[Said]:
    """What only one side names: things and qualities, not verbs and what a term is counted from."""
    return [
        one
        for one in side.said
        if not one.general
        and one.word.weight >= 1
        and not _is_verb(one)
        and not one.event
        and not _in(one, other.said)
        and not _matches(one.keys, other.topic)
    ]


def _is_verb(one: Said) -> bool:
    return one.word.finite or one.word.infinitive or one.word.imperative


def _in(one: Said, others: Iterable[Said]) -> bool:
    return any(one.keys & other.keys for other in others)


def _matches(own: Keys, pool: Iterable[Keys]) -> bool:
    return any(own & other for other in pool)
