"""Waves: what comes far more often than is usual at this hour of the week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, func, or_, select

from kb.store.database import Store
from kb.store.schema import conversations, drafts, searches

#: How many times the usual count makes a wave.
FACTOR = 3.0
#: Fewer than so many in an hour are chance.
LEAST = 5
#: So many earlier weeks say what is usual.
WEEKS = 8
_HOUR = timedelta(hours=1)


class Subject(StrEnum):
    """What can come in waves.

    ARTICLE: first result of answered searches, or cited by drafts. QUESTION: searched and not
    answered.
    """

    TOPIC = "topic"
    FLAG = "flag"
    ARTICLE = "article"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Wave:
    """Something that came `count` times in the hour up to `until`; usual: the mean of the same hour
    in earlier weeks, 0 where it never came."""

    subject: Subject
    key: str
    count: int
    usual: float
    until: datetime


@dataclass(frozen=True, slots=True)
class _Window:
    """An hour, [since, until)."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class _Event:
    subject: Subject
    key: str
    at: datetime


def waves(
    store: Store,
    now: datetime,
    zone: ZoneInfo,
    *,
    factor: float = FACTOR,
    least: int = LEAST,
    weeks: int = WEEKS,
) -> tuple[Wave, ...]:
    """What comes in waves in the hour up to `now`, the largest first.

    Usual is the mean over the same hour of the same weekday, by the clock of `zone`, in up to
    `weeks` weeks before. In the first week of a desk nothing is usual, hence nothing a wave.
    Raises StoreUnavailable.
    """
    with store.reading() as connection:
        known = _known_since(connection)
        windows = _windows(now, zone, weeks, known)
        if len(windows) < 2:
            return ()
        events = tuple(_events(connection, windows))
    this, earlier = windows[0], windows[1:]
    current = _counted(events, [this])
    usual = _counted(events, earlier)
    found = (
        Wave(subject, key, count, usual[subject, key] / len(earlier), this.until)
        for (subject, key), count in current.items()
        if count >= least and count * len(earlier) >= factor * usual[subject, key]
    )
    return tuple(sorted(found, key=lambda one: (-one.count, one.subject, one.key)))


def _windows(
    now: datetime, zone: ZoneInfo, weeks: int, known: datetime | None
) -> tuple[_Window, ...]:
    """The hour up to now, and the same hour of earlier weeks as far as anything is known of them.

    By the clock of the place: 8 in the morning stays 8 in the morning when the clocks change.
    """
    if known is None:
        return ()
    wall = now.astimezone(zone)
    ends = (wall - timedelta(weeks=week) for week in range(weeks + 1))
    windows = (_Window(end.astimezone(now.tzinfo) - _HOUR, end) for end in ends)
    return tuple(window for window in windows if window.since >= known)


def _known_since(connection: Connection) -> datetime | None:
    firsts = (
        connection.scalar(select(func.min(conversations.c.opened_at))),
        connection.scalar(select(func.min(searches.c.at))),
    )
    return min((first for first in firsts if first is not None), default=None)


def _events(connection: Connection, windows: Sequence[_Window]) -> Iterator[_Event]:
    opened = conversations.c.opened_at
    for topic, flags, at in connection.execute(
        select(conversations.c.topic, conversations.c.flags, opened).where(_in(opened, windows))
    ):
        if topic:
            yield _Event(Subject.TOPIC, topic, at)
        for flag in dict.fromkeys(flags):
            yield _Event(Subject.FLAG, flag, at)
    made = drafts.c.made_at
    # The first draft of a conversation: one that is made again asks nothing new.
    for citations, at in connection.execute(
        select(drafts.c.document["citations"], made).where(
            _in(made, windows), drafts.c.ordinal == 1
        )
    ):
        for slug in dict.fromkeys(one["slug"] for one in citations or ()):
            yield _Event(Subject.ARTICLE, slug, at)
    here = searches.c
    for answered, top, folded, at in connection.execute(
        select(here.answered, here.top, here.folded, here.at).where(_in(here.at, windows))
    ):
        if not answered:
            yield _Event(Subject.QUESTION, folded, at)
        elif top:
            yield _Event(Subject.ARTICLE, top, at)


def _in(moment: ColumnElement[datetime], windows: Iterable[_Window]) -> ColumnElement[bool]:
    return or_(*((moment >= window.since) & (moment < window.until) for window in windows))


def _counted(events: Iterable[_Event], windows: Sequence[_Window]) -> Counter[tuple[Subject, str]]:
    return Counter(
        (event.subject, event.key)
        for event in events
        if any(window.since <= event.at < window.until for window in windows)
    )
