"""What figures are about, the facts they are made of, and the figures themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

#: A customer who writes again so soon was not helped by the first answer.
FIRST_CONTACT_DAYS = 7
#: Marks of CSAT (1 to 5) that count as satisfied, and where NPS (0 to 10) divides.
SATISFIED = 4
PROMOTERS, DETRACTORS = 9, 6


class Verdict(StrEnum):
    """What became of a draft: approved as it was, approved after editing, or rejected."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which facts count: from `since` up to before `until`, both with time zones.

    zone: whose days they are put into. channel, topic: empty for all. agent: id of an account, None
    for all.
    """

    since: datetime
    until: datetime
    zone: ZoneInfo
    channel: str = ""
    topic: str = ""
    agent: int | None = None

    @property
    def narrowed(self) -> bool:
        """Whether only a part of the desk is asked for; searches belong to no part."""
        return bool(self.channel or self.topic) or self.agent is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """To whom and what a fact belongs. agent: None where nobody had to do with it."""

    channel: str
    topic: str
    agent: int | None
    agent_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A conversation. opened_at places it in time.

    answered_at: of the first answer. waited_open: opening hours until then; None where no hours are
    known or nobody answered. promised_by: of its first message. returned_at: when the
    customer wrote again after the first answer.
    """

    of: Attribution
    opened_at: datetime
    answered_at: datetime | None
    waited_open: timedelta | None
    promised_by: datetime | None
    returned_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A draft and its standing decision. handling: from opening the case to deciding."""

    of: Attribution
    at: datetime
    verdict: Verdict
    reason: str
    handling: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """A survey: sent, and what was answered. It is placed in time by when it was sent."""

    of: Attribution
    sent_at: datetime
    answered: bool
    csat: int | None
    effort: int | None
    nps: int | None


@dataclass(frozen=True, slots=True)
class Searched:
    """The searches of a day by their end. day_at: a moment of that day.

    refused: "not found" was said. rejected: the visitor said that the answer was none.
    """

    day_at: datetime
    answered: int = 0
    refused: int = 0
    rejected: int = 0
    contacted: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a span's figures are made of."""

    cases: tuple[Case, ...] = ()
    decided: tuple[Decided, ...] = ()
    surveyed: tuple[Surveyed, ...] = ()
    searched: tuple[Searched, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, kept as two numbers so that it can be added up and told honestly."""

    part: int = 0
    whole: int = 0

    @property
    def value(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 90th percentile of `count` durations; None of none."""

    count: int = 0
    median: timedelta | None = None
    ninetieth: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of `count` marks; None of none."""

    count: int = 0
    value: float | None = None

    @classmethod
    def of(cls, marks: Iterable[int]) -> Mean:
        """The mean of the marks."""
        known = tuple(marks)
        return cls(len(known), sum(known) / len(known)) if known else cls()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures of a span.

    first_response: from the opening to the first answer by the clock; first_response_open: only the
    shop's opening hours of it. kept: answered by the promised time, of
    those that were promised one and are answered or late. first_contact: answered at least a week
    ago and not written to again within a week. satisfied: CSAT of 4 or 5. effort: 1 to 7, 7 is
    easiest. nps: −100 to 100. reasons: of rejected drafts, the most frequent first.
    """

    cases: int
    answered: Share
    first_response: Spread
    first_response_open: Spread
    kept: Share
    handling: Spread
    first_contact: Share
    accepted: Share
    edited: Share
    rejected: Share
    reasons: tuple[tuple[str, int], ...] = ()
    surveys: Share = field(default_factory=Share)
    satisfied: Share = field(default_factory=Share)
    csat: Mean = field(default_factory=Mean)
    effort: Mean = field(default_factory=Mean)
    nps: Mean = field(default_factory=Mean)
    searches_answered: Share = field(default_factory=Share)
    searches_refused: Share = field(default_factory=Share)
    searches_rejected: Share = field(default_factory=Share)
    searches_contacted: Share = field(default_factory=Share)
