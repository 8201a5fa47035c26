"""What phrases about time have in common in every language: moments, clock times, runs of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kb.opening import Hours, Opening

NBSP = "\N{NO-BREAK SPACE}"
WARSAW = ZoneInfo("Europe/Warsaw")


class Timed(NamedTuple):
    """A phrase whose last words, if it has them, name a moment."""

    words: str
    when: str = ""
    at: datetime | None = None

    def __str__(self) -> str:
        return f"{self.words} {self.when}".rstrip()


def local_day(when: date | datetime) -> date:
    """The calendar day in Poland; a moment without a zone is believed to be local."""
    if isinstance(when, datetime):
        return (when.astimezone(WARSAW) if when.tzinfo else when).date()
    return when


def last_day(by: datetime) -> date:
    """The day that a promise is for: midnight ends a day, and does not begin the next one."""
    return (by - timedelta(days=1) if by.time() == time.min else by).date()


def clock(moment: datetime) -> str:
    """„8:00"."""
    return minutes(moment.hour * 60 + moment.minute)


def minutes(after_midnight: int) -> str:
    """480 → „8:00"; the end of a day is „24:00"."""
    return f"{after_midnight // 60}:{after_midnight % 60:02}"


def days_by_hours(opening: Opening) -> tuple[dict[tuple[Hours, ...], list[int]], list[int]]:
    """Days (0 is Monday) under the hours that they share, and the days that are closed."""
    days_of: dict[tuple[Hours, ...], list[int]] = {}
    for day, hours in enumerate(opening.week):
        days_of.setdefault(hours, []).append(day)
    closed = days_of.pop((), [])
    return days_of, closed


def named_runs(days: Sequence[int], names: Sequence[str]) -> list[str]:
    """Names of days, three or more in a row as „first–last"."""
    runs = [[days[0]]]
    for before, day in pairwise(days):
        if day == before + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    found: list[str] = []
    for run in runs:
        if len(run) > 2:
            found.append(f"{names[run[0]]}–{names[run[-1]]}")
        else:
            found += [names[day] for day in run]
    return found
