"""Whether two facts can be compared at all: the same kind, unit, way of limiting, days."""

from __future__ import annotations

from kb.answer.grounding.bounds import Bound
from kb.answer.grounding.facts import Fact, Kind
from kb.consistency.statements import Statement
from kb.consistency.words import Keys

_UPPER = frozenset({Bound.AT_MOST, Bound.LESS, Bound.BEFORE})
_LOWER = frozenset({Bound.AT_LEAST, Bound.MORE})


def comparable(ours: Fact, first: Statement, theirs: Fact, second: Statement) -> bool:
    """Whether one of two facts could be right only if the other is not."""
    if ours.kind is not theirs.kind:
        return False
    bounds = {ours.bound, theirs.bound}
    if bounds & _LOWER and bounds & _UPPER:
        return False
    if ours.kind is Kind.AMOUNT and (ours.bound in _LOWER) != (theirs.bound in _LOWER):
        return False  # a threshold and a price
    if ours.kind in (Kind.AMOUNT, Kind.MEASURE) and _unit(ours) != _unit(theirs):
        return False
    sizes = [{one.value for one in side.words.facts if one.kind is Kind.SIZE}
             for side in (first, second)]  # fmt: skip
    if sizes[0] and sizes[1] and sizes[0] != sizes[1]:
        return False
    if ours.kind is Kind.NUMBER and not _same_counted(ours, first, theirs, second):
        return False
    if ours.kind is Kind.CLOCK:
        if ("-" in ours.value) != ("-" in theirs.value):
            return False
        return _days(ours, first) == _days(theirs, second)
    return True


def _unit(fact: Fact) -> str:
    return fact.value.partition(" ")[2]


def _same_counted(ours: Fact, first: Statement, theirs: Fact, second: Statement) -> bool:
    """Whether both count the same: "12 znaków" and "8 znaków"."""
    return bool(_counted(ours, first) & _counted(theirs, second))


def _counted(fact: Fact, statement: Statement) -> Keys:
    end = fact.span[1]
    after = [one for one in statement.said if end <= one.word.at <= end + 2]
    return after[0].keys if after else frozenset()


_WORKING = "1-5"


def _days(fact: Fact, statement: Statement) -> str:
    """The days that hours are of; those of the week where a sentence names none."""
    places = statement.words.fact_segments
    at = dict(zip(statement.words.facts, places, strict=True))
    days = [one for one in statement.words.facts if one.kind is Kind.WEEKDAY]
    if not days:
        return _WORKING
    near = min(days, key=lambda one: (abs(at[one] - at[fact]), abs(one.span[0] - fact.span[0])))
    return near.value
