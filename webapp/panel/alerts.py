"""Waves: what comes much more often than at this hour of other weeks, with names for people."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from webapp.panel import desk, names
from webapp.records import records

if TYPE_CHECKING:
    from kb.statistics.waves import Wave


def named_waves(now: datetime, zone: ZoneInfo) -> list[tuple[Wave, str]]:
    """The waves of the hour up to now, each with the words for what comes. Raises
    StoreUnavailable."""
    from kb.statistics.waves import waves

    return [(one, _name(one.subject.value, one.key)) for one in waves(records().store, now, zone)]


def _name(subject: str, key: str) -> str:
    if subject == "flag":
        return names.named(names.FLAGS, key)
    if subject == "article":
        return desk.article_titles().get(key, key)
    return desk.topic_title(key) if subject == "topic" else key
