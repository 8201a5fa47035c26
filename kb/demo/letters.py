"""The letters of the demonstration and what the desk does with them, read from the file beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml

WARSAW = ZoneInfo("Europe/Warsaw")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What an agent does: approve, edit, write, reject, close or none. after: minutes later.

    added: a paragraph put into the draft. reply: a text in its place. gap: what editors are asked.
    """

    decision: str = "none"
    by: str = ""
    after: int = 0
    added: str = ""
    reply: str = ""
    reason: str = ""
    note: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What the customer writes some hours after the first message, and what is done with that."""

    hours: int
    text: str
    handling: Handling


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message. marks: answers to the survey by their names in `kb.delivery.survey.Answers`."""

    at: datetime
    text: str
    channel: str
    language: str
    name: str
    email: str
    phone: str
    subject: str
    searched: tuple[str, ...]
    handling: Handling
    again: Again | None
    marks: Mapping[str, Any] = field(default_factory=dict)


def letters(now: datetime) -> tuple[Letter, ...]:
    """All of them, in the order in which they came. now: with time zone; the end of their week."""
    written = files("kb.demo").joinpath("letters.yaml").read_text("utf-8")
    found = (_letter(one, now) for one in yaml.safe_load(written))
    return tuple(sorted(found, key=lambda one: one.at))


def _letter(one: Mapping[str, Any], now: datetime) -> Letter:
    again = one.get("again")
    return Letter(
        at=_moment(one, now),
        text=one["text"].strip(),
        channel=one.get("channel", "email"),
        language=one.get("language", "pl"),
        name=one.get("name", ""),
        email=one.get("email", ""),
        phone=one.get("phone", ""),
        subject=one.get("subject", ""),
        searched=tuple(one.get("searched", ())),
        handling=_handling(one),
        again=Again(hours=again["hours"], text=again["text"], handling=_handling(again))
        if again
        else None,
        marks=one.get("marks", {}),
    )


def _handling(one: Mapping[str, Any]) -> Handling:
    given = {name: one[name] for name in Handling.__dataclass_fields__ if name in one}
    return Handling(**given)


def _moment(one: Mapping[str, Any], now: datetime) -> datetime:
    if one["day"] == 0:
        return now - timedelta(minutes=one["ago"])
    hour, minute = map(int, one["time"].split(":"))
    day = now.astimezone(WARSAW).date() - timedelta(days=one["day"])
    return datetime.combine(day, time(hour, minute), WARSAW)
