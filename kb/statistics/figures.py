"""Facts → figures: of a whole span, and of its parts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from kb.statistics.facts import days
from kb.statistics.model import (
    DETRACTORS,
    FIRST_CONTACT_DAYS,
    PROMOTERS,
    SATISFIED,
    Attribution,
    Case,
    Decided,
    Facts,
    Figures,
    Mean,
    Scope,
    Searched,
    Share,
    Spread,
    Surveyed,
    Verdict,
)

_PATIENCE = timedelta(days=FIRST_CONTACT_DAYS)


class Part(StrEnum):
    """By what figures are broken down besides days."""

    CHANNEL = "channel"
    TOPIC = "topic"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one part. key: a channel, a topic, or an account's id in digits; empty for what
    has none. name: as it is shown; of an agent the name."""

    key: str
    name: str
    figures: Figures


def summarise(facts: Facts, now: datetime) -> Figures:
    """The figures of facts. now: with time zone; decides what has had its week already."""
    waited = [one.answered_at - one.opened_at for one in facts.cases if one.answered_at]
    verdicts = Counter(one.verdict for one in facts.decided)
    nps = [one.nps for one in facts.surveyed if one.nps is not None]
    csat = [one.csat for one in facts.surveyed if one.csat is not None]
    searched = sum(one.answered + one.refused for one in facts.searched)

    def decided(verdict: Verdict) -> Share:
        return Share(verdicts[verdict], len(facts.decided))

    def ended(count: Callable[[Searched], int]) -> Share:
        return Share(sum(map(count, facts.searched)), searched)

    return Figures(
        cases=len(facts.cases),
        answered=Share(len(waited), len(facts.cases)),
        first_response=spread(waited),
        first_response_open=spread(
            [one.waited_open for one in facts.cases if one.waited_open is not None]
        ),
        kept=_kept(facts.cases, now),
        handling=spread([one.handling for one in facts.decided if one.handling is not None]),
        first_contact=_first_contact(facts.cases, now),
        accepted=decided(Verdict.ACCEPTED),
        edited=decided(Verdict.EDITED),
        rejected=decided(Verdict.REJECTED),
        reasons=_reasons(facts.decided),
        surveys=Share(sum(one.answered for one in facts.surveyed), len(facts.surveyed)),
        satisfied=Share(sum(mark >= SATISFIED for mark in csat), len(csat)),
        csat=Mean.of(csat),
        effort=Mean.of(one.effort for one in facts.surveyed if one.effort is not None),
        nps=Mean.of(map(_promotes, nps)),
        searches_answered=ended(lambda one: one.answered),
        searches_refused=ended(lambda one: one.refused),
        searches_rejected=ended(lambda one: one.rejected),
        searches_contacted=ended(lambda one: one.contacted),
    )


def spread(durations: Sequence[timedelta]) -> Spread:
    """Median and 90th percentile, between two values in proportion (type 7 of Hyndman and Fan)."""
    if not durations:
        return Spread()
    seconds = sorted(duration.total_seconds() for duration in durations)
    place = (len(seconds) - 1) * 0.9
    below = int(place)
    above = min(below + 1, len(seconds) - 1)
    ninetieth = seconds[below] + (seconds[above] - seconds[below]) * (place - below)
    return Spread(len(seconds), _rounded(median(seconds)), _rounded(ninetieth))


def by_day(facts: Facts, scope: Scope, now: datetime) -> tuple[tuple[date, Figures], ...]:
    """Figures of each day of the span, also of those on which nothing happened."""
    parts: dict[date, _Parts] = {
        since.astimezone(scope.zone).date(): _Parts() for since, _ in days(scope)
    }

    def day(moment: datetime) -> date:
        return moment.astimezone(scope.zone).date()

    for case in facts.cases:
        parts[day(case.opened_at)].cases.append(case)
    for decided in facts.decided:
        parts[day(decided.at)].decided.append(decided)
    for surveyed in facts.surveyed:
        parts[day(surveyed.sent_at)].surveyed.append(surveyed)
    for searched in facts.searched:
        parts[day(searched.day_at)].searched.append(searched)
    return tuple((one, summarise(part.facts(), now)) for one, part in parts.items())


def by_part(facts: Facts, part: Part, now: datetime) -> tuple[Row, ...]:
    """Figures of each channel, topic or agent, the one with the most cases first."""
    parts: dict[tuple[str, str], _Parts] = defaultdict(_Parts)
    name = _NAMED[part]
    for case in facts.cases:
        parts[name(case.of)].cases.append(case)
    for decided in facts.decided:
        parts[name(decided.of)].decided.append(decided)
    for surveyed in facts.surveyed:
        parts[name(surveyed.of)].surveyed.append(surveyed)
    rows = [Row(key, shown, summarise(one.facts(), now)) for (key, shown), one in parts.items()]
    return tuple(sorted(rows, key=lambda row: (-row.figures.cases, row.name)))


class _Parts:
    """Facts of one part while they are sorted."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self.decided: list[Decided] = []
        self.surveyed: list[Surveyed] = []
        self.searched: list[Searched] = []

    def facts(self) -> Facts:
        return Facts(
            tuple(self.cases), tuple(self.decided), tuple(self.surveyed), tuple(self.searched)
        )


def _agent(of: Attribution) -> tuple[str, str]:
    return ("", "") if of.agent is None else (str(of.agent), of.agent_name)


_NAMED: Mapping[Part, Callable[[Attribution], tuple[str, str]]] = {
    Part.CHANNEL: lambda of: (of.channel, of.channel),
    Part.TOPIC: lambda of: (of.topic, of.topic),
    Part.AGENT: _agent,
}


def _kept(cases: Iterable[Case], now: datetime) -> Share:
    """Who waits still counts once the promised time is over."""
    kept = [
        one.answered_at is not None and one.answered_at <= one.promised_by
        for one in cases
        if one.promised_by is not None and (one.answered_at is not None or one.promised_by < now)
    ]
    return Share(sum(kept), len(kept))


def _first_contact(cases: Iterable[Case], now: datetime) -> Share:
    resolved = [
        one.returned_at is None or one.returned_at - one.answered_at > _PATIENCE
        for one in cases
        if one.answered_at is not None and now - one.answered_at >= _PATIENCE
    ]
    return Share(sum(resolved), len(resolved))


def _reasons(decided: Iterable[Decided]) -> tuple[tuple[str, int], ...]:
    # What an agent adds to one of the usual reasons stands after a colon.
    counted = Counter(
        one.reason.partition(": ")[0] for one in decided if one.verdict is Verdict.REJECTED
    )
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _promotes(mark: int) -> int:
    """100 for a promoter, −100 for a detractor: the mean of them is the Net Promoter Score."""
    return 100 if mark >= PROMOTERS else -100 if mark <= DETRACTORS else 0


def _rounded(seconds: float) -> timedelta:
    return timedelta(seconds=round(seconds))
