"""The facts of a span out of the tables. Days and medians are made of them in Python, because
SQLite knows neither time zones nor percentiles."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    case,
    func,
    select,
)

from kb.opening import Opening, open_between
from kb.statistics.model import (
    Attribution,
    Case,
    Decided,
    Facts,
    Scope,
    Searched,
    Surveyed,
    Verdict,
)
from kb.statistics.returns import returned
from kb.store.database import Store
from kb.store.schema import (
    access_log,
    accounts,
    conversations,
    decisions,
    drafts,
    messages,
    searches,
    surveys,
)

#: The entry of the access log that says that somebody opened a conversation.
OPENED = "open"
#: Two looks at a conversation that are further apart are two sittings: an agent who left it open
#: over lunch did not work on it. Web analytics ends a visit by the same measure.
SITTING = timedelta(minutes=30)
#: How far before a decision the conversation may have been opened.
_LOOK_BACK = timedelta(days=1)
_DECIDED = ("approved", "rejected")


def load(store: Store, scope: Scope, opening: Opening | None = None) -> Facts:
    """The facts of a scope. opening: the shop's hours, if known. Raises StoreUnavailable."""
    with store.reading() as connection:
        return Facts(
            tuple(_cases(connection, scope, opening)),
            tuple(_decided(connection, scope)),
            tuple(_surveyed(connection, scope)),
            () if scope.narrowed else tuple(_searched(connection, scope)),
        )


def standing() -> ColumnElement[bool]:
    """Whether an entry of `decisions` is the last of its draft: what was undone does not stand."""
    later = decisions.alias("later")
    return ~(
        select(later.c.id)
        .where(later.c.draft == decisions.c.draft, later.c.version > decisions.c.version)
        .exists()
    )


def verdict_of(row: RowMapping) -> Verdict:
    """What the standing entry of a draft amounts to."""
    if row["state"] == "rejected":
        return Verdict.REJECTED
    # An edit that was taken back before the approval leaves no change.
    return Verdict.EDITED if row["changes"] else Verdict.ACCEPTED


@dataclass(frozen=True, slots=True)
class _Owners:
    """Whose each conversation is: of who answered it first, else of who has it."""

    answered: Mapping[str, int]
    names: Mapping[int, str]

    def of(self, row: RowMapping) -> Attribution:
        agent = self.answered.get(row["number"], row["assignee"])
        return Attribution(
            channel=row["channel"],
            topic=row["topic"],
            agent=agent,
            agent_name=self.names.get(agent, "") if agent is not None else "",
        )


def _owners(connection: Connection, which: Select[Any]) -> _Owners:
    """which: selects numbers of conversations."""
    query = (
        select(drafts.c.conversation, decisions.c.account)
        .join(decisions, decisions.c.draft == drafts.c.id)
        .where(drafts.c.conversation.in_(which), decisions.c.state == "approved", standing())
        # The first comes last, and so is what stays.
        .order_by(decisions.c.id.desc())
    )
    names = connection.execute(select(accounts.c.id, accounts.c.name)).all()
    return _Owners(dict(connection.execute(query).all()), dict(names))


def _wanted(scope: Scope) -> Iterator[ColumnElement[bool]]:
    if scope.channel:
        yield conversations.c.channel == scope.channel
    if scope.topic:
        yield conversations.c.topic == scope.topic


def within(moment: ColumnElement[Any], scope: Scope) -> ColumnElement[bool]:
    """Whether a moment lies in the span."""
    return and_(moment >= scope.since, moment < scope.until)


def _cases(connection: Connection, scope: Scope, opening: Opening | None) -> Iterator[Case]:
    here = conversations.c
    query = (
        select(
            here.number, here.channel, here.topic, here.assignee, here.opened_at,
            here.first_answered_at, messages.c.promised_by,
        )
        .outerjoin(messages, messages.c.number == here.number)
        # A double that was merged is counted as a message of the case that it went into.
        .where(within(here.opened_at, scope), here.status != "merged", *_wanted(scope))
        .order_by(here.opened_at, here.number)
    )  # fmt: skip
    owners = _owners(connection, select(here.number).where(within(here.opened_at, scope)))
    again = returned(connection, within(here.opened_at, scope))
    for row in connection.execute(query).mappings():
        of = owners.of(row)
        if scope.agent in (None, of.agent):
            yield Case(
                of=of,
                opened_at=row["opened_at"],
                answered_at=row["first_answered_at"],
                waited_open=_waited(opening, row["opened_at"], row["first_answered_at"]),
                promised_by=row["promised_by"],
                returned_at=again.get(row["number"]),
            )


def _waited(opening: Opening | None, since: datetime, until: datetime | None) -> timedelta | None:
    return open_between(opening, since, until) if opening and until else None


def _decided(connection: Connection, scope: Scope) -> Iterator[Decided]:
    query = (
        select(
            conversations.c.channel, conversations.c.topic, conversations.c.number,
            accounts.c.id.label("agent"), accounts.c.name.label("agent_name"),
            decisions.c.at, decisions.c.state, decisions.c.reason, decisions.c.changes,
        )
        .select_from(decisions)
        .join(drafts, drafts.c.id == decisions.c.draft)
        .join(conversations, conversations.c.number == drafts.c.conversation)
        .outerjoin(accounts, accounts.c.id == decisions.c.account)
        .where(within(decisions.c.at, scope), decisions.c.state.in_(_DECIDED), standing())
        .where(*_wanted(scope))
        .order_by(decisions.c.at, decisions.c.id)
    )  # fmt: skip
    if scope.agent is not None:
        query = query.where(decisions.c.account == scope.agent)
    looks = _looks(connection, scope)
    for row in connection.execute(query).mappings():
        yield Decided(
            of=Attribution(
                channel=row["channel"],
                topic=row["topic"],
                agent=row["agent"],
                agent_name=row["agent_name"] or "",
            ),
            at=row["at"],
            verdict=verdict_of(row),
            reason=row["reason"],
            handling=handling_time(looks.get((row["agent"], row["number"]), ()), row["at"]),
        )


def _looks(
    connection: Connection, scope: Scope
) -> Mapping[tuple[int | None, str], Sequence[datetime]]:
    """When each account opened each conversation, in order."""
    looks: dict[tuple[int | None, str], list[datetime]] = defaultdict(list)
    here = access_log.c
    query = (
        select(here.account, here.subject, here.at)
        .where(here.action == OPENED, here.at >= scope.since - _LOOK_BACK, here.at < scope.until)
        .order_by(here.at)
    )
    for account, number, at in connection.execute(query):
        looks[account, number].append(at)
    return looks


def handling_time(looks: Sequence[datetime], decided_at: datetime) -> timedelta | None:
    """From the beginning of the sitting in which it was decided; None where nobody looked.

    looks: moments at which who decided opened the conversation, in order.
    """
    at = bisect_left(looks, decided_at) - 1
    if at < 0 or decided_at - looks[at] > _LOOK_BACK:
        return None
    while at > 0 and looks[at] - looks[at - 1] <= SITTING:
        at -= 1
    return decided_at - looks[at]


def _surveyed(connection: Connection, scope: Scope) -> Iterator[Surveyed]:
    here = conversations.c
    query = (
        select(here.number, here.channel, here.topic, here.assignee, surveys)
        .join(surveys, surveys.c.conversation == here.number)
        .where(within(surveys.c.sent_at, scope), *_wanted(scope))
        .order_by(surveys.c.sent_at, surveys.c.hash)
    )
    asked = select(surveys.c.conversation).where(within(surveys.c.sent_at, scope))
    owners = _owners(connection, asked)
    for row in connection.execute(query).mappings():
        of = owners.of(row)
        if scope.agent in (None, of.agent):
            yield Surveyed(
                of=of,
                sent_at=row["sent_at"],
                answered=row["answered_at"] is not None,
                csat=row["csat"],
                effort=row["effort"],
                nps=row["nps"],
            )


def _searched(connection: Connection, scope: Scope) -> Iterator[Searched]:
    """A statement for each day: the database counts, and days are those of the zone."""
    here = searches.c
    for since, until in days(scope):
        query = select(
            *(
                func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
                for condition in (
                    here.answered,
                    here.answered.is_(False),
                    here.rejected,
                    here.contacted,
                )
            )
        ).where(here.at >= since, here.at < until)
        counts = connection.execute(query).one()
        yield Searched(since, *(int(count) for count in counts))


def days(scope: Scope) -> Iterator[tuple[datetime, datetime]]:
    """The days of a span, the first and last as far as they belong to it."""
    since = scope.since
    while since < scope.until:
        next_day = since.astimezone(scope.zone).date() + timedelta(days=1)
        midnight = datetime.combine(next_day, time.min, scope.zone)
        until = min(midnight, scope.until)
        yield since, until
        since = until
