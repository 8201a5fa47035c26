"""By when a message is to be answered, by the channel that it came in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kb.ingest.editorial import Editorial
from kb.opening import answered_by, promised_by

#: Shorter promises than this are kept to the minute, longer ones end at a quarter of an hour.
_ROUNDED_FROM_H = 1


def promised(editorial: Editorial, channel: str, now: datetime) -> datetime | None:
    """The end of the time that editors allow for a channel, counted in opening hours.

    channel: email, chat or social. now: with time zone. None where nothing is promised: there are
    no opening hours, the channel has 0 hours, or the place never opens again.
    """
    opening = editorial.contact.opening
    if opening is None:
        return None
    allowed: float | None = getattr(editorial.desk.deadlines, channel, None)
    hours = opening.answer_hours if allowed is None else allowed
    if not hours:
        return None
    if hours < _ROUNDED_FROM_H:
        return promised_by(opening, now, hours)
    return answered_by(replace(opening, answer_hours=hours), now)
