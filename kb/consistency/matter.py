"""Whether two sentences are about the same matter: what both name, and what only one does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.answer.grounding.facts import Fact, Kind
from kb.answer.grounding.lexicon import OTHER, WE, YOU
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
    "share": 3.32,
    "lacking": -2.18,
    "instead": -0.43,
    "another_topic": -1.55,
    "condition": -1.88,
    "others_act": -1.17,
    "topics": 4.73,
    "all_words": 1.91,
}
_NEAR, _HOURS, _BIAS = 2.92, 2.20, -6.73


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two sentences are about the same.

    share: of the weight of all words that count, those that both have. lacking: things that only
    one names; instead: those that each names in place of the other's; another_topic: one of them is
    what its article is about; condition: it stands with "jeśli" or "przy" on one side alone.
    others_act: one says what we do and the other what customers do. topics, all_words: shares of
    the words of titles and headings, and of all words, that the other side has.
    """

    share: float
    lacking: int
    instead: int
    another_topic: bool
    condition: bool
    others_act: bool
    topics: float
    all_words: float

    def score(self, ours: Fact, first: Statement, theirs: Fact, second: Statement) -> float:
        """Log-odds that two facts of the sentences speak of the same thing."""
        near = likeness(ours, first.words, theirs, second.words)
        signs = sum(weight * float(getattr(self, name)) for name, weight in WEIGHTS.items())
        return _BIAS + signs + _NEAR * near + _HOURS * (ours.kind is Kind.CLOCK)


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
    conditional = _is_conditional(first) != _is_conditional(second)
    total = sum(one.word.weight for side in (first, second) for one in side.said if not one.general)
    acts = _acts(first), _acts(second)
    return Likeness(
        share=2 * weight / total if total else 1.0,
        lacking=min(3, len(ours) + len(theirs)),
        instead=min(2, len(ours), len(theirs)),
        another_topic=any(_matches(one.keys, side.title) for side, own in sides for one in own),
        condition=conditional,
        others_act=bool(acts[0] and acts[1] and not acts[0] & acts[1]),
        topics=_topics(first, second),
        all_words=alike,
    )


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


def _acts(side: Statement) -> frozenset[str]:
    """Who does what the sentence says: we or the customer; nobody where it only says what is."""
    doing = [one for one in side.said if one.word.finite and not one.general]
    people = frozenset().union(*(one.word.person for one in doing))
    return people & {WE, YOU} if OTHER not in people else frozenset()


def _is_conditional(side: Statement) -> bool:
    return any(word.lemmas & _CONDITIONS for word in side.words.words)


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
