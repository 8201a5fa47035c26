"""The clauses of a sentence, each beside the sentence of the source that it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.answer.grounding.conditions import condition_conflict
from kb.answer.grounding.lexicon import MAY, MUST, ORDINARY
from kb.answer.grounding.negation import negation
from kb.answer.grounding.opposites import has_opposite, opposite
from kb.answer.grounding.passage import Unit, coverage, ranked
from kb.answer.grounding.polarity import conflicts, copy_conflict
from kb.answer.grounding.scope import changed_joint, scope_conflict
from kb.answer.grounding.words import Word, Words

#: A clause needs this share of its content in one sentence of the source or beside it.
CLAUSE = 0.6
#: Units that fit a clause nearly as well as the best one may be what it stands on, too.
NEARLY = 0.1
#: So many deeds under one modal verb are a list.
LISTED = 2
#: A unit that has a clause by this share says it or its opposite.
FULL = 0.95
#: … if the clause has so much content; two ordinary words meet by chance.
WORDY = 2.4


@dataclass(frozen=True, slots=True)
class Aligned:
    """A clause, the unit that it stands on, how much of it stands there, what speaks against."""

    clause: Words
    unit: Unit
    share: float
    reasons: tuple[str, ...]


def readings(sentence: Words) -> list[list[Words]]:
    """The ways to cut a sentence into clauses: pieces with a verb of their own; and, where a piece
    after "a" takes its verb from the one before ("na czacie odpowiadamy w 2 minuty, a na e-mail
    w 4 godziny"), that piece by itself, too."""
    groups = _groups(sentence)
    with_verbs = _with_verbs(sentence, groups)
    found = [[only(sentence, group) for group in with_verbs]]
    if elliptic := _elliptic(sentence, groups):
        found.append(elliptic)
    if joined := _joined_apart(sentence, groups):
        found.append(joined)
    if listed := _listed(sentence):
        found.append(listed)
    # "Jeśli odeśle Pani towar kurierem, płaci Pani" may be one row of a table.
    if len(with_verbs) > 1 and any(word.form.casefold() in _IF for word in sentence.words):
        found.append([sentence])
    return found


def _listed(sentence: Words) -> list[Words]:
    """ "Można przymierzyć ubrania, odebrać zamówienie i zwrócić zakupy": each deed with the modal
    verb that it shares; none where a finite verb or a condition stands among them."""
    modal = next((word for word in sentence.words if word.lemmas & _CARRYING), None)
    deeds = {
        word.segment
        for word in sentence.words
        if word.infinitive and word.weight and not word.finite
    }
    others = [word for word in sentence.words if word.finite and word.weight]
    asked = [word for word in sentence.words if word.form.casefold() in _IF]
    if modal is None or modal.negated or len(deeds) < LISTED or others or asked:
        return []
    groups: list[list[int]] = []
    for segment in range(sentence.segments):
        if segment in deeds or not groups:
            groups.append([segment])
        else:
            groups[-1].append(segment)
    lent = () if "prosić" in modal.lemmas else (modal,)
    pieces = [only(sentence, group) for group in groups]
    return [
        replace(one, words=(*lent, *one.words)) if modal not in one.words else one
        for one in pieces
        if one.words or one.facts
    ]


def _joined_apart(sentence: Words, groups: Sequence[list[int]]) -> list[Words]:
    """Clauses of which those after "i" stand by themselves too; none where no verb follows "i"."""
    found: list[list[int]] = []
    for group in groups:
        for segment in group:
            words = [word for word in sentence.words if word.segment == segment]
            verbs = any(word.finite and _is_verb(word) for word in words)
            opens = bool(words) and words[0].form.casefold() in _JOINING and verbs
            if segment == group[0] or opens:
                found.append([segment])
            else:
                found[-1].append(segment)
    if len(found) == len(groups):
        return []
    return [only(sentence, group) for group in _with_verbs(sentence, found)]


def _groups(sentence: Words) -> list[list[int]]:
    """Segments that belong together; enumerations stay with their verb."""
    groups: list[list[int]] = []
    complete = contrasted = False
    for segment in range(sentence.segments):
        words = [word for word in sentence.words if word.segment == segment]
        own_verb = any(_is_verb(word) for word in words)
        first = words[0].form.casefold() if words else ""
        opens = first in _CONTRASTING or (complete and (own_verb or first in _OPENING))
        # "…, a operator – dane do rozliczenia i danych nie sprzedajemy"
        opens = opens or (own_verb and first in _JOINING and contrasted)
        if groups and not opens:
            groups[-1].append(segment)
        else:
            groups.append([segment])
            contrasted = complete and first in _CONTRASTING
            complete = False
        # "…, a nie przewoźnik, …" is whole without a verb.
        aside = first in _CONTRASTING and any("nie" in word.lemmas for word in words[:2])
        complete = complete or (own_verb and first not in _PURPOSE) or aside
    return groups


def _elliptic(sentence: Words, groups: Sequence[list[int]]) -> list[Words]:
    """Clauses of which those after "a" have the verb of the clause before; none where no clause
    lacks its verb."""
    found: list[Words] = []
    lent = False
    for group in groups:
        piece = only(sentence, group)
        verbs = any(_is_verb(word) for word in piece.words)
        contrasted = bool(piece.words) and piece.words[0].form.casefold() in _CONTRASTING
        stated = piece.facts or sum(word.weight for word in piece.words) >= ORDINARY
        if found and contrasted and stated and not verbs:
            taken = tuple(word for word in found[-1].words if _is_lent(word))
            found.append(replace(piece, words=(*taken, *piece.words)))
            lent = True
        elif found and not (stated and verbs):
            found[-1] = _joined(found[-1], piece)
        else:
            found.append(piece)
    return found if lent else []


def _is_lent(word: Word) -> bool:
    return _is_verb(word) or word.infinitive


def _joined(first: Words, second: Words) -> Words:
    return replace(
        first,
        words=(*first.words, *second.words),
        facts=(*first.facts, *second.facts),
        fact_segments=(*first.fact_segments, *second.fact_segments),
    )


def _with_verbs(sentence: Words, groups: Sequence[list[int]]) -> list[list[int]]:
    """Join groups without a verb or without content to the one before: "…, a na e-mail w ciągu 4
    godzin", "…, gdy go nie masz przy sobie"."""
    joined: list[list[int]] = []
    for group in groups:
        words = [word for word in sentence.words if word.segment in group]
        stated = any(word.weight for word in words) or not set(group).isdisjoint(
            sentence.fact_segments
        )
        if joined and not (stated and any(_is_verb(word) for word in words)):
            joined[-1] += group
        else:
            joined.append(list(group))
    return joined


_CARRYING = MUST | MAY | frozenset({"być", "mieć", "prosić"})
_CONTRASTING = frozenset("a ale lecz natomiast jednak zaś".split())
#: "Żeby dostawa była darmowa, zamówienie musi …" is one claim.
_PURPOSE = frozenset({"żeby", "aby", "by"})
_IF = frozenset({"jeśli", "gdy"})
_JOINING = frozenset({"i", "oraz"})
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


def align(
    sentence: Words, clauses: Sequence[Words], units: Sequence[Unit], *, apart: bool
) -> list[Aligned]:
    """Lay each clause of a sentence beside the unit that it stands on.

    apart: whether clauses stand on units of their own, so that the others do not help to find one.
    """
    return [
        _best(
            clause,
            sentence,
            # A clause with a lent verb is one of two that are told apart: the other is no help.
            ranked(clause, clause.facts, clause if apart else sentence, units),
        )
        for clause in clauses
        if clause.words or clause.facts
    ]


def alignment_conflicts(
    sentence: Words, aligned: Sequence[Aligned], units: Sequence[Unit]
) -> list[str]:
    """What speaks against the clauses of a sentence, in Polish; empty where nothing does."""
    reasons: list[str] = []
    for one in aligned:
        reasons += one.reasons
        reasons += _contradiction(one, units)
    for unit in dict.fromkeys(one.unit for one in aligned):
        stated = [word for one in aligned if one.unit is unit for word in one.clause.words]
        found = (
            copy_conflict(stated, unit),
            scope_conflict(sentence, stated, unit),
            condition_conflict(sentence, stated, unit),
        )
        reasons += [reason for reason in found if reason]
    if reason := changed_joint(sentence.words, [one.unit for one in aligned]):
        reasons.append(reason)
    return list(dict.fromkeys(reasons))


def _contradiction(one: Aligned, units: Sequence[Unit]) -> list[str]:
    """A unit that has the words of a clause as fully as the one it was laid beside, and denies."""
    words = one.clause.words
    own = coverage(words, (), one.unit)
    if sum(word.weight for word in words) < WORDY:
        return []
    plain = [word for word in words if not has_opposite(word)]
    told = [unit for unit in units if not unit.row and len(plain) < len(words)]
    for unit in told:
        if coverage(plain, (), unit) >= FULL and (reason := opposite(words, unit.words.words)):
            return [reason]
    if own >= FULL:
        return []
    return [
        reason
        for unit in units
        if coverage(words, (), unit) >= FULL
        if (reason := negation(words, unit))
    ][:1]


def _best(clause: Words, sentence: Words, units: Sequence[tuple[float, Unit]]) -> Aligned:
    """The first unit, among those that fit nearly as well as the best, that agrees."""
    limit = units[0][0] - NEARLY
    # What is done is said where its verb stands, not beside it.
    deeds = [word for word in clause.words if word.finite and word.weight >= ORDINARY]
    near = [(fit, unit) for fit, unit in units[:3] if fit >= limit]
    near = [
        (fit, unit)
        for fit, unit in near
        if unit.row or all(word.keys & unit.keys for word in deeds)
    ] or near
    tried = [
        Aligned(
            clause,
            unit,
            coverage(clause.words, clause.facts, unit),
            _clause_conflicts(clause, sentence, unit),
        )
        for _, unit in near
    ]
    return next((one for one in tried if not one.reasons), tried[0])


def _clause_conflicts(clause: Words, sentence: Words, unit: Unit) -> tuple[str, ...]:
    reach = (
        scope_conflict(sentence, clause.words, unit),
        condition_conflict(sentence, clause.words, unit),
    )
    return (*conflicts(clause.words, sentence.words, unit), *(reason for reason in reach if reason))
