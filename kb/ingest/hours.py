"""`[contact.opening]` of kb.toml → `Opening`."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from kb.opening import DAY_MINUTES, Hours, Opening, SpecialDay

_RANGE = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ValueError("No time zone is called so; write one such as Europe/Warsaw") from exc
    return name


def _hours(written: Any) -> Any:
    """One range, "8:00-18:00", as minutes after midnight."""
    found = _RANGE.fullmatch(written.strip()) if isinstance(written, str) else None
    if not found:
        raise _wrong("write a range of hours such as 8:00-18:00", written)
    numbers = [int(part) for part in found.groups()]
    opens, closes = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
    if max(numbers[1], numbers[3]) > 59 or max(opens, closes) > DAY_MINUTES:
        raise _wrong("there is no such time of day, hours go from 0:00 to 24:00", written)
    if opens >= closes:
        raise _wrong(
            "it ends before it begins; hours past midnight belong to the next day", written
        )
    return Hours(opens, closes)


def _day(ranges: list[Hours]) -> list[Hours]:
    """Ranges of one day in order, touching ones joined. Overlapping ones are an error."""
    ordered: list[Hours] = []
    for one in sorted(ranges):
        if ordered and one.opens < ordered[-1].closes:
            raise ValueError("Two ranges of hours overlap")
        if ordered and one.opens == ordered[-1].closes:
            ordered[-1] = Hours(ordered[-1].opens, one.closes)
        else:
            ordered.append(one)
    return ordered


def _date(written: Any) -> Any:
    if isinstance(written, str):
        try:
            return date.fromisoformat(written)
        except ValueError as exc:
            raise _wrong("write a date such as 2026-12-31", written) from exc
    return written


def _wrong(what: str, written: object) -> ValueError:
    return ValueError(f"`{str(written)[:40]}`: {what}")


_Range = Annotated[Hours, BeforeValidator(_hours)]
_Day = Annotated[list[_Range], Field(max_length=24), AfterValidator(_day)]


class ExceptionSchema(BaseModel):
    """A day with hours of its own."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    date: Annotated[date, BeforeValidator(_date)]
    hours: _Day = []
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class OpeningSchema(BaseModel):
    """Hours of the week, holidays, days that differ."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Warsaw"
    holidays: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    answer_hours: float = Field(default=0, ge=0, le=500, allow_inf_nan=False)
    monday: _Day = []
    tuesday: _Day = []
    wednesday: _Day = []
    thursday: _Day = []
    friday: _Day = []
    saturday: _Day = []
    sunday: _Day = []
    exceptions: list[ExceptionSchema] = Field(default=[], max_length=1000)

    @model_validator(mode="after")
    def _open_at_some_time(self) -> Self:
        if not any(self._week()):
            raise ValueError("State the hours of at least one day of the week")
        return self

    def opening(self) -> Opening:
        """The rules as the library computes with them."""
        return Opening(
            zone=ZoneInfo(self.timezone),
            week=tuple(tuple(day) for day in self._week()),
            special=tuple(
                SpecialDay(day.date, tuple(day.hours), day.reason) for day in self.exceptions
            ),
            country=self.holidays,
            answer_hours=self.answer_hours,
        )

    def _week(self) -> tuple[list[Hours], ...]:
        return (
            self.monday, self.tuesday, self.wednesday, self.thursday,
            self.friday, self.saturday, self.sunday,
        )  # fmt: skip
