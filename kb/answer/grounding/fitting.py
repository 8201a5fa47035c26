"""Whether a fact of a sentence stands in the source with the same meaning: 14 days to what?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.answer.grounding.anchors import anchor_conflict
from kb.answer.grounding.bounds import Bound, same_bound
from kb.answer.grounding.facts import Fact, Kind
from kb.answer.grounding.lexicon import ORDINARY
from kb.answer.grounding.passage import Unit, coverage, ranked
from kb.answer.grounding.vicinity import likeness
from kb.answer.grounding.words import Words

#: How much worse the unit that has the fact may fit the sentence than the unit that fits best …
UNIT_MARGIN = 0.35
#: … or the sentence next to it, which goes on with a pronoun …
NEXT_MARGIN = 0.6
#: … where that one has another number of the same kind: 30 days to return, 14 to withdraw by law.
RIVAL_MARGIN = 0.1
#: How much better the words around another number may fit before the sentence has mixed them up.
LOCAL_MARGIN = 0.2
#: Units that fit as well as each other.
SAME_FIT = 0.02
#: Contact details and codes mean the same wherever they stand.
_EVERYWHERE = frozenset({Kind.PHONE, Kind.EMAIL, Kind.LINK, Kind.CODE, Kind.POSTCODE, Kind.ADDRESS})
_ENDING = frozenset("wygasnąć wygasać przepaść przepadać skończyć kończyć".split())


def fact_conflict(fact: Fact, part: Words, sentence: Words, units: Sequence[Unit]) -> str:
    """Why a fact of a clause is not what the source says, in Polish; empty where it is."""
    others = [one for one in part.facts if one is not fact]
    # The fact itself must not decide what it is about.
    rest = replace(sentence, facts=tuple(one for one in sentence.facts if one is not fact))
    fitting = ranked(part, others, rest, units)
    having = [
        (fit, unit) for fit, unit in fitting if any(same_value(fact, g) for g in unit.words.facts)
    ]
    if not having:
        return _absent(fact, part, [unit for _, unit in fitting])
    if fact.kind in _EVERYWHERE:
        return ""
    place, unit = having[0]
    rivals = [(fit, one) for fit, one in fitting if fit > place and _has_kind(one, fact)]
    margin = RIVAL_MARGIN if rivals else UNIT_MARGIN
    if not rivals and abs(units.index(unit) - units.index(fitting[0][1])) == 1:
        margin = NEXT_MARGIN
    if fitting[0][0] - place > margin:
        if rivals:
            return _absent(fact, part, [one for _, one in rivals])
        return f"«{fact.text}» mówi w źródle o czym innym: «{unit.text}»"
    if reason := _rival(fact, part, having, fitting):
        return reason
    own = max(coverage(part.words, others, one) for _, one in having)
    tried = [
        one
        for fit, one in having
        if fit >= place - SAME_FIT or coverage(part.words, others, one) >= own - SAME_FIT
    ]
    reasons = [_local_conflict(fact, part, one) for one in tried]
    return "" if "" in reasons else reasons[0]


def stands_whole(fact: Fact, part: Words, units: Sequence[Unit]) -> bool:
    """Whether the piece between commas that a fact stands in says what one unit says, which has no
    other number of the kind: "…, z dopłatą 5 zł" from "Dopłata za pobranie wynosi 5 zł"."""
    at = part.fact_segments[part.facts.index(fact)]
    last = at
    alone = not any(word.weight for word in part.words if word.segment == at)
    for word in part.words:  # "w niedziele i święta nieczynne" is one piece
        if alone and word.segment == last + 1 and word.form.casefold() in ("i", "oraz"):
            last += 1
    piece = [word for word in part.words if at <= word.segment <= last and word.weight]
    if not any(word.weight >= ORDINARY for word in piece) or part.segments < 2:
        return False
    if sum(at <= where <= last for where in part.fact_segments) > 1:
        return False
    return any(
        all(word.keys & unit.exact for word in piece)
        and [one.value for one in unit.words.facts if one.kind is fact.kind] == [fact.value]
        and not _local_conflict(fact, part, unit)
        for unit in units
        if not unit.row
    )


def _has_kind(unit: Unit, fact: Fact) -> bool:
    return any(one.kind is fact.kind for one in unit.words.facts)


def _rival(
    fact: Fact,
    part: Words,
    having: Sequence[tuple[float, Unit]],
    fitting: Sequence[tuple[float, Unit]],
) -> str:
    """Another number of the kind, in a unit that fits nearly as well, among the very words of the
    sentence."""
    own = max(
        likeness(fact, part, one, unit.words)
        for _, unit in having
        for one in unit.words.facts
        if same_value(fact, one)
    )
    for fit, unit in fitting:
        if fit < having[0][0] - RIVAL_MARGIN or any(same_value(fact, g) for g in unit.words.facts):
            continue
        for other in unit.words.facts:
            near = other.kind is fact.kind and likeness(fact, part, other, unit.words)
            if near and near > own + LOCAL_MARGIN:
                return f"w źródle: «{other.text}», w zdaniu: «{fact.text}»"
    return ""


def same_value(said: Fact, source: Fact) -> bool:
    """Whether two facts have one value; a date may leave the year out."""
    if said.kind is not source.kind:
        return False
    if said.value == source.value:
        return True
    return (
        said.kind is Kind.DATE and said.value[:1] == "-" and source.value.endswith(said.value[1:])
    )


def _absent(fact: Fact, part: Words, units: Sequence[Unit]) -> str:
    """Name what the closest place of the source has instead."""
    for unit in units[:2]:
        same_kind = [one for one in unit.words.facts if one.kind is fact.kind]
        if same_kind:
            nearest = max(same_kind, key=lambda one: likeness(fact, part, one, unit.words))
            return f"w źródle: «{nearest.text}», w zdaniu: «{fact.text}»"
    return f"brak w źródle: «{fact.text}»"


def _local_conflict(fact: Fact, part: Words, unit: Unit) -> str:
    same = [one for one in unit.words.facts if same_value(fact, one)]
    bounded = [
        one
        for one in same
        if same_bound(fact.bound, one.bound, fact.kind)
        or _ends_and_lasts(fact, part, one, unit.words)
    ]
    if not bounded:
        said = _with_bound(fact, part.text)
        return f"w źródle: «{_with_bound(same[0], unit.text)}», w zdaniu: «{said}»"
    own = max(likeness(fact, part, one, unit.words) for one in bounded)
    for other in unit.words.facts:
        if other.kind is not fact.kind or same_value(fact, other):
            continue
        if fact.kind is Kind.WEEKDAY and _is_apart(fact, other, part, unit):
            continue
        if fact.kind is Kind.CLOCK and any(_same_days(fact, part, one, unit) for one in bounded):
            continue
        if likeness(fact, part, other, unit.words) > own + LOCAL_MARGIN:
            return f"w źródle: «{other.text}», w zdaniu: «{fact.text}»"
    return anchor_conflict(fact, part, bounded, unit)


def _is_apart(fact: Fact, other: Fact, part: Words, unit: Unit) -> bool:
    """Whether another day is no rival: both sides name it as well, or only one of them has hours
    ("w sobotę 9–14, w niedziele nieczynne")."""
    if _days_and_hours(fact, part, Kind.CLOCK):
        return False
    return any(same_value(other, one) for one in part.facts) or bool(
        _days_and_hours(other, unit.words, Kind.CLOCK)
    )


def _same_days(fact: Fact, part: Words, other: Fact, unit: Unit) -> bool:
    """Whether hours stand beside the same days on both sides."""
    ours = _days_and_hours(fact, part, Kind.WEEKDAY)
    return bool(ours) and ours == _days_and_hours(other, unit.words, Kind.WEEKDAY)


def _days_and_hours(fact: Fact, words: Words, kind: Kind) -> set[str]:
    """Days or hours in the segment of a fact; in the one before where it has none and no words."""
    at = words.fact_segments[words.facts.index(fact)]
    for segment in (at, at - 1):
        found = {
            one.value
            for one, where in zip(words.facts, words.fact_segments, strict=True)
            if one.kind is kind and where == segment
        }
        if found or any(word.weight for word in words.words if word.segment == at):
            return found
    return set()


def _ends_and_lasts(fact: Fact, part: Words, other: Fact, source: Words) -> bool:
    """ "Po 2 minutach kod wygasa" is "kod jest ważny 2 minuty"."""
    if fact.kind is not Kind.DURATION or Bound.AFTER not in (fact.bound, other.bound):
        return False
    said_ends, source_ends = _ends(part), _ends(source)
    lasting = other.bound if said_ends else fact.bound
    return said_ends != source_ends and lasting in (Bound.NONE, Bound.WITHIN)


def _ends(words: Words) -> bool:
    return any(word.lemmas & _ENDING and not word.negated for word in words.words)


def _with_bound(fact: Fact, text: str) -> str:
    """The fact with the words of its bound."""
    if fact.bound is Bound.NONE:
        return fact.text
    before = re.search(r"(?:[^\W\d_.]+\.?[\s\u00a0]+){1,2}\Z", text[: fact.span[0]])
    return (before[0] if before else "") + fact.text
