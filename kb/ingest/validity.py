"""From when until when an article is shown: as editors write it → moments.

A day alone is the whole day by the shop's clock; a time of day may follow it. The clock's changes
in spring and autumn are settled here, once, so that whoever serves compares moments alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]+(\d{1,2}):(\d{2}))?")
_HOW = "Write it as 2026-12-31 or 2026-12-31 18:00"


@dataclass(frozen=True, slots=True)
class WallTime:
    """A day, and the time of day where one is written, by the clock on the shop's wall."""

    day: date
    at: time | None = None

    def __str__(self) -> str:
        return f"{self.day} {self.at:%H:%M}" if self.at else str(self.day)


def read_wall_time(value: Any) -> Any:
    """A value of the front matter as `WallTime`, None stays None. Raises ValueError."""
    if value is None or isinstance(value, WallTime):
        return value
    found = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"is not a date. {_HOW}")
    try:
        day = date.fromisoformat(found[1])
    except ValueError:
        raise ValueError(f"is not a day of the calendar. {_HOW}") from None
    if found[2] is None:
        return WallTime(day)
    try:
        return WallTime(day, time(int(found[2]), int(found[3])))
    except ValueError:
        raise ValueError(f"is not a time of day. {_HOW}") from None


def first_moment(written: WallTime, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which something that is valid from then on is shown."""
    return _instants(datetime.combine(written.day, written.at or time.min), zone)[0]


def end_moment(written: WallTime, zone: ZoneInfo) -> datetime:
    """The first moment (UTC) at which something that is valid until then is not shown.

    Of a time that the clock shows twice in autumn the second is meant: nothing ends too early.
    """
    if written.at is None:
        return _instants(datetime.combine(written.day + timedelta(days=1), time.min), zone)[0]
    return max(_instants(datetime.combine(written.day, written.at), zone))


def is_unclear(written: WallTime, zone: ZoneInfo) -> bool:
    """Whether the clock of that day shows the time twice or, in spring, never."""
    first, second = _instants(datetime.combine(written.day, written.at or time.min), zone)
    return written.at is not None and first != second


def _instants(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Both readings of a time by that clock (PEP 495); the same one on all days but two.

    Of a time that is left out in spring the first is as long after the change as it was written.
    """
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first, second
