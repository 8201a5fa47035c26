"""The words around a fact: how well those of a sentence match those of its source."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.grounding.facts import Fact, Kind
from kb.answer.grounding.words import Words

#: What words count that an elliptic piece takes from the one before: "…, kurierem 15,99 zł".
INHERITED = 0.3
#: What a match counts for a number that has no words of its own.
BORROWED = 0.7


def likeness(fact: Fact, part: Words, other: Fact, source: Words) -> float:
    """How well the words around two facts match, in both directions, 0 to 1."""
    ours, theirs = _around(fact, part), _around(other, source)
    if not ours or not theirs:
        return 0.0
    # "20,99 zł (15,99 zł + 5,00 zł)": words of another piece speak less for a number.
    borrowed = _stands_alone(other, source) and not _stands_alone(fact, part)
    return (_share(ours, theirs) + _share(theirs, ours)) / 2 * (BORROWED if borrowed else 1)


def _stands_alone(fact: Fact, words: Words) -> bool:
    at = words.fact_segments[words.facts.index(fact)]
    return not any(word.weight for word in words.words if word.segment == at)


def _around(fact: Fact, words: Words) -> list[tuple[frozenset[str], float]]:
    """Keys and weights of the content in the segment of a fact; of the segment before it where the
    fact stands alone."""
    at = words.fact_segments[words.facts.index(fact)]
    start, end = _reach(fact, words, at)
    order = (at, at + 1, at - 1) if fact.kind is Kind.WEEKDAY else (at, at - 1, at + 1)
    for segment in order:
        found = [
            (word.keys, word.weight)
            for word in words.words
            if word.weight and word.segment == segment and (segment != at or start <= word.at < end)
        ]
        found += [
            (frozenset({one.value}), 1.0)
            for one, where in zip(words.facts, words.fact_segments, strict=True)
            if one.kind is not fact.kind and where == segment
        ]
        if found:
            return found + _inherited(words, segment)
    return []


def _inherited(words: Words, segment: int) -> list[tuple[frozenset[str], float]]:
    """The words before a piece without a verb, which it is said of as well."""
    if any(word.finite for word in words.words if word.segment == segment):
        return []
    return [
        (word.keys, INHERITED * word.weight)
        for word in words.words
        if word.weight and word.segment == segment - 1
    ]


def _reach(fact: Fact, words: Words, at: int) -> tuple[int, int]:
    """Where in its segment the words of a fact are: where another of its kind stands there too
    ("za 200 zł oszczędzasz 20 zł"), only the words before it, or after the first."""
    alike = [
        one
        for one, where in zip(words.facts, words.fact_segments, strict=True)
        if where == at and one.kind is fact.kind
    ]
    place = alike.index(fact)
    if len(alike) == 1:
        return 0, len(words.text)
    before = alike[place - 1].span[1] if place else 0
    own = any(word.weight and word.segment == at and before <= word.at < fact.span[0]
              for word in words.words)  # fmt: skip
    if own or place + 1 == len(alike):
        return before, fact.span[0]
    return fact.span[1], alike[place + 1].span[0]


def _share(
    some: Sequence[tuple[frozenset[str], float]], others: Sequence[tuple[frozenset[str], float]]
) -> float:
    total = sum(weight for _, weight in some)
    found = sum(
        weight for keys, weight in some if any(keys & their_keys for their_keys, _ in others)
    )
    return found / total
