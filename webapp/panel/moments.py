"""Moments as the desk shows them: how far away, with the exact time beside for who wants it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from webapp.language import count, date_in_words, gettext
from webapp.language.times import WARSAW, clock
from webapp.serving import editorial_or_none, serving

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Moment(NamedTuple):
    """words: how far away. exact: date and time in the shop's zone. iso: for machines."""

    words: str
    exact: str
    iso: str
    past: bool


def ago(moment: datetime) -> Moment:
    """„przed chwilą", „12 min temu", „3 dni temu"."""
    gone = serving().clock() - moment
    if gone < _MINUTE:
        return _moment(moment, gettext("przed chwilą"), past=True)
    return _moment(moment, gettext("%(time)s temu") % {"time": _length(gone)}, past=True)


def due(moment: datetime) -> Moment:
    """„za 2 godz.", „40 min po terminie"."""
    left = moment - serving().clock()
    if left < timedelta(0):
        late = gettext("%(time)s po terminie") % {"time": _length(max(-left, _MINUTE))}
        return _moment(moment, late, past=True)
    return _moment(moment, gettext("za %(time)s") % {"time": _length(max(left, _MINUTE))})


def exact(moment: datetime) -> str:
    """„29 listopada 2026, 14:05" in the shop's zone."""
    local = moment.astimezone(shop_zone())
    return f"{date_in_words(local)}, {clock(local)}"


def _moment(moment: datetime, words: str, *, past: bool = False) -> Moment:
    return Moment(words, exact(moment), moment.isoformat(timespec="seconds"), past)


def _length(delta: timedelta) -> str:
    if delta < _HOUR:
        return gettext("%(number)s min") % {"number": delta // _MINUTE}
    if delta < _DAY:
        return gettext("%(number)s godz.") % {"number": delta // _HOUR}
    return count(delta // _DAY, "dzień", "dni", "dni")


def shop_zone() -> ZoneInfo:
    """The time zone of the shop's opening hours."""
    editorial = editorial_or_none()
    opening = editorial.contact.opening if editorial else None
    return opening.zone if opening else WARSAW
