"""The articles as editors keep them: whose they are, when they are due, what they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kb.editing.usage import UNUSED, Usage
from kb.model import Audience
from kb.search.tables import ArticleRecord, Tables

#: What is due within so many days is soon.
SOON = timedelta(days=30)


class State(StrEnum):
    """How an article stands. OVERDUE: its `review_by` is over. EXPIRED: shown no longer.
    SOON: one of both comes within thirty days. WAITING: not shown yet."""

    OVERDUE = "overdue"
    EXPIRED = "expired"
    SOON = "soon"
    WAITING = "waiting"
    FINE = "fine"


class Order(StrEnum):
    """How a list is sorted. DUE: what is overdue, then what comes soon, each by use."""

    DUE = "due"
    USE = "use"
    DAMAGE = "damage"
    CHANGED = "changed"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that is published, shown at the moment or not.

    path: in the folder of articles. changed_at: of its last commit. shown_until: the first moment
    at which it is not shown any more.
    """

    slug: str
    title: str
    language: str
    category: str
    audience: Audience
    path: str
    owner: str
    review_by: date | None
    changed_at: datetime
    author: str
    shown_from: datetime | None
    shown_until: datetime | None
    state: State
    usage: Usage = UNUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which articles a list has; empty fields choose all. text: words of title, address or path."""

    text: str = ""
    category: str = ""
    audience: str = ""
    owner: str = ""
    state: str = ""
    order: Order = Order.DUE


_URGENCY = {State.OVERDUE: 0, State.EXPIRED: 0, State.SOON: 1, State.WAITING: 2, State.FINE: 2}


def entries(
    tables: Mapping[Audience, Tables], used: Mapping[str, Usage], now: datetime, today: date
) -> tuple[Entry, ...]:
    """Every published article. today: by the shop's clock."""
    return tuple(
        _entry(one, audience, used, now, today)
        for audience, of in tables.items()
        for one in of.records()
    )


def chosen(found: Iterable[Entry], choice: Choice) -> tuple[Entry, ...]:
    """The articles of a choice in its order."""
    words = choice.text.casefold().split()
    kept = (
        one
        for one in found
        if choice.category in ("", one.category)
        and choice.audience in ("", one.audience)
        and choice.owner in ("", one.owner)
        and choice.state in ("", one.state)
        and all(word in f"{one.title} {one.slug} {one.path}".casefold() for word in words)
    )
    return tuple(sorted(kept, key=lambda one: (*_rank(one, choice.order), one.title, one.slug)))


def _rank(one: Entry, order: Order) -> tuple[float, ...]:
    use, damage = -one.usage.use, -one.usage.damage
    return {
        Order.DUE: (_URGENCY[one.state], use, damage),
        Order.USE: (use, damage),
        Order.DAMAGE: (damage, use),
        Order.CHANGED: (-one.changed_at.timestamp(),),
        Order.TITLE: (),
    }[order]


def _entry(
    one: ArticleRecord, audience: Audience, used: Mapping[str, Usage], now: datetime, today: date
) -> Entry:
    summary = one.row.summary
    return Entry(
        slug=summary.slug,
        title=summary.title,
        language=summary.language,
        category=summary.category,
        audience=audience,
        path=one.source_path,
        owner=one.owner,
        review_by=one.review_by,
        changed_at=one.changed_at or summary.updated_at,
        author=one.author,
        shown_from=one.row.shown_from,
        shown_until=one.row.shown_until,
        state=_state(one, now, today),
        usage=used.get(summary.slug, UNUSED),
    )


def _state(one: ArticleRecord, now: datetime, today: date) -> State:
    if one.row.is_over_at(now):
        return State.EXPIRED
    if one.review_by is not None and one.review_by < today:
        return State.OVERDUE
    until = one.row.shown_until
    if (until is not None and until <= now + SOON) or (
        one.review_by is not None and one.review_by <= today + SOON
    ):
        return State.SOON
    if not one.row.is_valid_at(now):
        return State.WAITING
    return State.FINE
