"""The clauses of a sentence, each beside the sentence of the source that it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.conditions import condition_conflict
from kb.answer.passage import Unit, coverage, missing, ranked
from kb.answer.polarity import conflicts, copy_conflict
from kb.answer.scope import scope_conflict
from kb.answer.substitution import substitution
from kb.answer.words import MAY, MUST, Word, Words

#: A clause needs this share of its content in one sentence of the source or beside it.
CLAUSE = 0.6
#: Units that fit a clause nearly as well as the best one may be what it stands on, too.
NEARLY = 0.1


@dataclass(frozen=True, slots=True)
class Aligned:
    """A clause, the unit that it stands on, how much of it stands there, what speaks against."""

    clause: Words
    unit: Unit
    share: float
    reasons: tuple[str, ...]


def clauses(sentence: Words) -> list[Words]:
    """Pieces of a sentence with a verb of their own; enumerations stay with their verb."""
    groups: list[list[int]] = []
    complete = False
    for segment in range(sentence.segments):
        words = [word for word in sentence.words if word.segment == segment]
        own_verb = any(_is_verb(word) for word in words)
        first = words[0].form.casefold() if words else ""
        opens = first in _CONTRASTING or (complete and (own_verb or first in _OPENING))
        if groups and not opens:
            groups[-1].append(segment)
        else:
            groups.append([segment])
            complete = False
        complete = complete or own_verb
    return [only(sentence, group) for group in _with_verbs(sentence, groups)]


def _with_verbs(sentence: Words, groups: Sequence[list[int]]) -> list[list[int]]:
    """Join groups without a verb to the one before: "…, a na e-mail w ciągu 4 godzin"."""
    joined: list[list[int]] = []
    for group in groups:
        if joined and not any(_is_verb(word) for word in sentence.words if word.segment in group):
            joined[-1] += group
        else:
            joined.append(list(group))
    return joined


_CARRYING = MUST | MAY | frozenset({"być", "mieć"})
_CONTRASTING = frozenset("a ale lecz natomiast jednak zaś".split())
_OPENING = frozenset("jeśli jeżeli gdy że bo ponieważ więc dlatego który".split())


def _is_verb(word: Word) -> bool:
    return word.finite and (word.weight > 0 or bool(word.lemmas & _CARRYING))


def only(sentence: Words, segments: Sequence[int]) -> Words:
    """The words and facts of some segments; text and places stay those of the sentence."""
    kept = [
        (fact, segment)
        for fact, segment in zip(sentence.facts, sentence.fact_segments, strict=True)
        if segment in segments
    ]
    return Words(
        sentence.text,
        tuple(word for word in sentence.words if word.segment in segments),
        tuple(fact for fact, _ in kept),
        tuple(segment for _, segment in kept),
        sentence.segments,
    )


def align(sentence: Words, units: Sequence[Unit]) -> list[Aligned]:
    """Find for every clause the unit that it stands on best and agrees with."""
    return [
        _best(clause, ranked(clause, clause.facts, sentence, units))
        for clause in clauses(sentence)
        if clause.words or clause.facts
    ]


def _best(clause: Words, units: Sequence[tuple[float, Unit]]) -> Aligned:
    limit = units[0][0] - NEARLY
    tried = [
        Aligned(
            clause,
            unit,
            coverage(clause.words, clause.facts, unit),
            tuple(conflicts(clause.words, unit)),
        )
        for fit, unit in units[:3]
        if fit >= limit
    ]
    return next((one for one in tried if not one.reasons), tried[0])


def alignment_conflicts(sentence: Words, units: Sequence[Unit]) -> list[str]:
    """What speaks against the clauses of a sentence, and conditions that they lost."""
    aligned = align(sentence, units)
    reasons: list[str] = []
    for one in aligned:
        if one.share < CLAUSE:
            reasons.append(f"brak w źródle: {_lost(one.clause, units)}")
        reasons += one.reasons
    for unit in dict.fromkeys(one.unit for one in aligned):
        stated = [word for one in aligned if one.unit is unit for word in one.clause.words]
        for lost in (
            copy_conflict(stated, unit),
            scope_conflict(sentence, stated, unit),
            substitution(stated, unit),
            condition_conflict(sentence, stated, unit),
        ):
            reasons += [lost] if lost else []
    return list(dict.fromkeys(reasons))


def _lost(clause: Words, units: Sequence[Unit]) -> str:
    lost = missing(clause.words, units)
    if lost:
        return ", ".join(f"«{word.form}»" for word in lost)
    return "«" + " ".join(word.form for word in clause.words) + "»"
