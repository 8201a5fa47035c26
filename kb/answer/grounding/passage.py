"""A cited passage taken apart into the units that a sentence is compared with."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kb.answer.grounding.facts import Fact, Kind, facts
from kb.answer.grounding.lexicon import GROUP_MARKS, ORDINARY, YOU, keys_of
from kb.answer.grounding.wordings import reworded
from kb.answer.grounding.words import Word, Words, words_of
from kb.polish.morphology import readings
from kb.polish.sentences import split_sentences
from kb.search.rows import is_table_row, row_sentences

#: What a word counts that stands beside the compared sentence, not in it: a pronoun there may
#: stand for it ("Kartę wysyłamy …" after "… kartę podarunkową. Wysyłamy ją …").
BESIDE = 0.6
#: What a word counts that stands there as its noun, verb or synonym.
AKIN = 0.7
#: What a fact adds to the weight of its sentence when the closest one is looked for.
FACT_WEIGHT = 1.0
#: What the rest of the sentence counts when the unit of a clause is looked for.
CONTEXT = 0.5


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, step or table row of a passage.

    keys: of all its words; exact: only their dictionary forms. beside: of the title and of the
    sentences before and after, or of the headings of its row. told, denied: of the words of those
    sentences that are not negated, and that are. refused: of the nouns beside whose verb is denied
    ("kosztu nie zwracamy", "koszt nie podlega zwrotowi"). values: of its facts.
    """

    words: Words
    keys: frozenset[str]
    exact: frozenset[str]
    beside: frozenset[str]
    told: frozenset[str]
    denied: frozenset[str]
    refused: frozenset[str]
    values: frozenset[str]
    row: bool

    @property
    def text(self) -> str:
        """The unit as the passage has it."""
        return self.words.text


@lru_cache(maxsize=512)
def units_of(title: str, quote: str, section: str = "") -> tuple[Unit, ...]:
    """Cut a passage at its sentences and lines; a table row is read with its headings, as a
    sentence, and has no other row beside it."""
    texts = [quote[start:end] for start, end in split_sentences(quote)]
    told = _CELLS_IN.search(quote)
    measure = told[1] if told else ""
    named = (*words_of(reworded(title)).words, *words_of(reworded(section)).words)
    heading = _keys(named)
    # A title asks; what it asks is not said: "Ile kosztuje …?"
    subject = _keys(word for word in named if not word.finite)
    if section and not _QUESTION.match(section):
        # "Bank odmawia": what the section is about has happened.
        subject |= _keys(word for word in words_of(reworded(section)).words if not word.negated)
    if any(_is_asking(word) for word in named):
        subject |= keys_of("klient")
    units: list[Unit] = []
    header = ""
    for index, text in enumerate(texts):
        if is_table_row(text):
            first = not (index and is_table_row(texts[index - 1]))
            header = text if first else header
            said = text if first else row_sentences([header, text])[0]
            beside = heading | _keys(words_of(header).words)
            row = _measured(words_of(reworded(said)), measure)
            units.append(_unit(row, beside, (), row=True))
            continue
        around = [
            words_of(reworded(one))
            for one in texts[max(0, index - 2) : index + 2]
            if one is not text and not is_table_row(one)
        ]
        near = _keys(word for one in around for word in one.words)
        units.append(_unit(words_of(reworded(text)), subject | near, around))
    return tuple(units)


def _is_asking(word: Word) -> bool:
    """Whether a word of a title is the customer's: "Czy mogę …?"."""
    return any(tag.startswith("fin:sg:pri") for _, tag in readings(word.form))


_QUESTION = re.compile(
    r".*\?|(?:czy|jak|ile|kiedy|kto|co|gdzie|skąd|dokąd|dlaczego|po co|na co|czego|komu|w czym)\b",
    re.IGNORECASE,
)
_CELLS_IN = re.compile(r"(?<!\w)w\s+(centymetrach|milimetrach|metrach|kilogramach)(?!\w)")


def _measured(row: Words, measure: str) -> Words:
    """A row whose bare numbers are measures as well; measure: the word that the passage has."""
    if not measure:
        return row
    pairs = list(zip(row.facts, row.fact_segments, strict=True))
    pairs += [
        (replace(fact, kind=one.kind, value=one.value), segment)
        for fact, segment in pairs
        if fact.kind is Kind.NUMBER
        for one in facts(f"{fact.value} {measure}")
    ]
    return replace(
        row,
        facts=tuple(fact for fact, _ in pairs),
        fact_segments=tuple(segment for _, segment in pairs),
    )


def _unit(words: Words, beside: frozenset[str], around: Sequence[Words], row: bool = False) -> Unit:
    keys = _keys(words.words)
    if any(fact.value == "0 PLN" for fact in words.facts):
        keys |= keys_of("bezpłatny")
    if row and any(fact.kind is Kind.DURATION for fact in words.facts):
        beside |= keys_of("trwać") | keys_of("docierać")
    if any(YOU in word.person for word in words.words):
        keys |= keys_of("klient")
    exact = frozenset(key for key in _keys(words.words) if key[0] not in GROUP_MARKS)
    values = frozenset(fact.value for fact in words.facts)
    near = [word for one in around for word in one.words]
    refusing = [word for one in around for word in _refused(one)]
    told = _keys(word for word in near if not word.negated and word not in refusing)
    denied = _keys(word for word in near if word.negated and word.weight)
    return Unit(words, keys, exact, beside, told, denied, _keys(refusing), values, row)


def _refused(words: Words) -> list[Word]:
    segments = {word.segment for word in words.words if word.finite and word.negated}
    return [
        word
        for word in words.words
        if word.segment in segments and not (word.finite or word.infinitive)
        if word.weight >= ORDINARY
    ]


def _keys(words: Iterable[Word]) -> frozenset[str]:
    return frozenset().union(*(word.keys for word in words))


def coverage(words: Sequence[Word], facts: Collection[Fact], unit: Unit) -> float:
    """Share of a text's content, by weight, that stands in a unit or, counting less, beside it."""
    total = sum(word.weight for word in words) + FACT_WEIGHT * len(facts)
    if not total:
        return 1.0
    found = FACT_WEIGHT * sum(fact.value in unit.values for fact in facts)
    for word in words:
        if word.keys & unit.exact:
            found += word.weight
        elif word.keys & unit.keys:
            found += AKIN * word.weight
        elif word.keys & unit.beside:
            found += BESIDE * word.weight
    return found / total


def ranked(
    clause: Words, facts: Collection[Fact], sentence: Words, units: Sequence[Unit]
) -> list[tuple[float, Unit]]:
    """Units with how well they fit a clause, best first. Among those that fit it alike, the one
    that the rest of the sentence stands on is the one that is meant."""
    fits = [
        (
            coverage(clause.words, facts, unit)
            + CONTEXT * coverage(sentence.words, sentence.facts, unit),
            unit,
        )
        for unit in units
    ]
    return sorted(fits, key=lambda pair: -pair[0])


def missing(words: Sequence[Word], units: Iterable[Unit]) -> list[Word]:
    """Words of content that stand in none of the units nor beside them."""
    known = frozenset[str]().union(*(unit.keys | unit.beside for unit in units))
    return [word for word in words if word.weight and not word.keys & known]
