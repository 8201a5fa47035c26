"""Whether two facts give the same value, as customers understand it."""

from __future__ import annotations

from kb.answer.grounding.facts import Fact, Kind

#: Days of a unit; five working days are a week.
_DAYS = {"minute": 1 / 1440, "business minute": 1 / 480 * 1.4, "business day": 1.4, "day": 1.0,
         "month": 30.4}  # fmt: skip
#: "a month" and "30 days", "5 working days" and "7 days".
_CLOSE = 0.04


def same_value(ours: Fact, theirs: Fact) -> bool:
    """Whether both give the same number; a range holds every number between its ends, and is the
    same as another with these ends only."""
    if ours.kind is not theirs.kind:
        return False
    if ours.value == theirs.value:
        return True
    if ours.kind is Kind.CLOCK:
        return False
    first, second = _range(ours), _range(theirs)
    if first is None or second is None:
        return False
    ranges = [one for one in (first, second) if one[0] != one[1]]
    if len(ranges) == 1:
        # "od 3 do 36 rat" and "10 rat": one lies within the other.
        return (first[0] <= second[0] and second[1] <= first[1]) or (
            second[0] <= first[0] and first[1] <= second[1]
        )
    if len(ranges) == 2:
        return first == second
    return (
        abs(first[0] - second[0]) <= _CLOSE * max(abs(first[0]), abs(second[0]))
        if ours.kind is Kind.DURATION and _unit(ours) != _unit(theirs)
        else first == second
    )


def _unit(fact: Fact) -> str:
    return fact.value.partition(" ")[2]


def _range(fact: Fact) -> tuple[float, float] | None:
    """The value or its ends; durations in days."""
    number, _, unit = fact.value.partition(" ")
    low, _, high = number.partition("-")
    try:
        ends = float(low), float(high or low)
    except ValueError:
        return None
    factor = _DAYS.get(unit, 1.0) if fact.kind is Kind.DURATION else 1.0
    return ends[0] * factor, ends[1] * factor
