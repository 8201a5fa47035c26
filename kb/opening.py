"""When a shop's people can be reached, and by when they answer: computed, never looked up.

Every function is given the moment it is asked about, so that the same question has the same
answer. Moments carry a zone; answers are in the zone of the shop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_QUARTER = timedelta(minutes=15)
#: Days that are looked through for an opening. Past it nobody is promised anything.
_HORIZON = 400
#: A span is told as it is once it is so long: a place that never closes has no end to wait for.
_LONG = timedelta(days=8)
_SOON_ENOUGH = timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """A part of a day in minutes after midnight, 0 ≤ opens < closes ≤ 1440."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that has hours of its own; without any it is closed. `reason` may be empty."""

    day: date
    hours: tuple[Hours, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """The rules by which a place is open.

    zone: the place's clock. week: hours of Monday … Sunday, in order, not overlapping.
    special: days that differ, holidays among them. country: its public holidays are closed; empty
    for none. holidays: by year, as far as they are known already; other years are computed.
    answer_hours: opening hours within which a message is answered; 0 promises nothing.
    """

    zone: ZoneInfo
    week: tuple[tuple[Hours, ...], ...]
    special: tuple[SpecialDay, ...] = ()
    country: str = ""
    holidays: Mapping[int, frozenset[date]] = field(default_factory=dict)
    answer_hours: float = 0


@dataclass(frozen=True, slots=True)
class Status:
    """Whether it is open, and the moment at which that changes; None when that is far away."""

    open: bool
    changes: datetime | None


def status_at(opening: Opening, moment: datetime) -> Status:
    """Open or closed at a moment, with the end of that."""
    for start, end in _spans(opening, moment):
        if start <= moment:
            lasting = end - moment > _SOON_ENOUGH
            return Status(True, None if lasting else end.astimezone(opening.zone))
        return Status(False, start.astimezone(opening.zone))
    return Status(False, None)


def promised_by(opening: Opening, moment: datetime, hours: float) -> datetime | None:
    """The moment when so many opening hours have passed; None when they never do.

    A span of opening hours includes its end, so that a promise can be "by 18:00".
    """
    found = _promise(opening, moment, hours)
    return found[0].astimezone(opening.zone) if found else None


def answered_by(opening: Opening, moment: datetime) -> datetime | None:
    """By when a message of this moment is answered, rounded up to the quarter of an hour.

    Never past the end of opening hours; None when nothing is promised.
    """
    found = _promise(opening, moment, opening.answer_hours) if opening.answer_hours else None
    if found is None:
        return None
    promise, closing = found
    past = timedelta(seconds=promise.timestamp() % _QUARTER.total_seconds())
    rounded = promise - past + _QUARTER if past else promise
    return min(rounded, closing).astimezone(opening.zone)


def open_between(opening: Opening, start: datetime, end: datetime) -> timedelta:
    """How much of the time between two moments lies in opening hours."""
    passed = timedelta()
    for opens, closes in _spans(opening, start):
        if max(opens, start) >= end:
            break
        passed += min(closes, end) - max(opens, start)
    return passed


def hours_on(opening: Opening, day: date) -> tuple[Hours, ...]:
    """Opening hours of a day: its own where it is special, none on a holiday."""
    for special in opening.special:
        if special.day == day:
            return special.hours
    hours = opening.week[day.weekday()]
    return () if hours and is_holiday(opening, day) else hours


def is_holiday(opening: Opening, day: date) -> bool:
    """Whether a day is a public holiday of the country, if one is named."""
    if not opening.country:
        return False
    known = opening.holidays.get(day.year)
    return day in (public_holidays(opening.country, day.year) if known is None else known)


def coming_special_days(
    opening: Opening, moment: datetime, days: int = 14
) -> tuple[SpecialDay, ...]:
    """Special days from the moment's own on, so many days ahead, in order."""
    today = moment.astimezone(opening.zone).date()
    coming = (one for one in opening.special if today <= one.day < today + days * _DAY)
    return tuple(sorted(coming, key=lambda one: one.day))


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Public holidays by law. Raises LookupError for a country that is not known.

    The library takes half a second and 20 MB to import, hence inside: publishing pays for it and
    writes the years to come into the generation, a server has no need of it.
    """
    from holidays import country_holidays

    try:
        return frozenset(country_holidays(country, years=year))
    except NotImplementedError as exc:  # how the library says that it does not know a country
        raise LookupError(f"No holidays are known for the country {country!r}") from exc


def _promise(opening: Opening, moment: datetime, hours: float) -> tuple[datetime, datetime] | None:
    """The promised moment and the end of the span in which it lies."""
    left = timedelta(hours=hours)
    for start, end in _spans(opening, moment):
        begin = max(start, moment.astimezone(UTC))
        if end - begin >= left:
            return begin + left, end
        left -= end - begin
    return None


def _spans(opening: Opening, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Spans of opening that end after the moment, in UTC: adjacent ones joined, in order."""
    today = moment.astimezone(opening.zone).date()
    span: tuple[datetime, datetime] | None = None
    for ahead in range(_HORIZON):
        day = today + ahead * _DAY
        for hours in hours_on(opening, day):
            opens, closes = (_instant(day, at, opening.zone) for at in (hours.opens, hours.closes))
            if closes <= moment or closes == opens:
                continue
            if span and span[1] == opens and opens - span[0] < _LONG:
                span = span[0], closes
                continue
            if span:
                yield span
            span = opens, closes
    if span:
        yield span


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The first instant at which the clock of that place has reached a time, in UTC.

    When clocks go forward, times that are left out are reached at the change; when they go back,
    the first of two equal times counts. Ranges thus never overlap or turn around.
    """
    wall = datetime.combine(day, time.min) + minutes * _MINUTE
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    found = min(first, second)
    while found.astimezone(zone).replace(tzinfo=None) < wall:
        found += _MINUTE
    return found
