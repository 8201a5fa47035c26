"""Questions that the base did not answer: searched ones, and those of customers' messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from kb.answer.reading.cues import asks, requests
from kb.answer.reading.cues import key_of as key_words
from kb.store.database import Store, insert_for
from kb.store.schema import drafts, searches, set_aside

#: So many different questions are looked at, the most frequent first.
MOST_QUESTIONS = 10_000
#: Drafts whose documents are read for the questions that they could not answer.
_MOST_DRAFTS = 2_000
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `since` up to before `until`; `middle` divides it, so that two halves can be compared.
    All with time zones."""

    since: datetime
    until: datetime

    @property
    def middle(self) -> datetime:
        return self.since + (self.until - self.since) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question in one spelling, masked.

    key: SHA-256 of `folded`, which is the text in one case and with single spaces. times: in the
    span; `recent` of them in its second half. refused: "not found" was said. rejected: the visitor
    said that the answer was none. contacted: the visitor then wrote to a person. written: asked in
    a message, and the draft had no answer. asks: whether it is a question or a request; a sentence
    that only tells what happened, as messages have them, is none.
    """

    key: str
    text: str
    folded: str
    times: int
    recent: int
    refused: int = 0
    rejected: int = 0
    contacted: int = 0
    written: int = 0
    asks: bool = True
    last_at: datetime


def key_of(folded: str) -> str:
    """The name of a question."""
    return sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()


def unanswered(store: Store, span: Span, most: int = MOST_QUESTIONS) -> tuple[Question, ...]:
    """The questions of a span that the base did not answer, the most frequent first.

    Those that editors set aside are left out. Raises StoreUnavailable.
    """
    with store.reading() as connection:
        aside = frozenset(connection.scalars(select(set_aside.c.key)))
        found = {one.folded: one for one in _searched(connection, span, most)}
        for text, times, recent, last_at in _written(connection, span):
            folded = " ".join(text.casefold().split())
            found[folded] = _with_written(found.get(folded), folded, text, times, recent, last_at)
    kept = (one for one in found.values() if one.key not in aside)
    return tuple(sorted(kept, key=lambda one: (-one.times, one.folded))[:most])


def put_aside(store: Store, keys: Iterable[str], account: int, now: datetime) -> None:
    """Leave questions out of the list from now on. Raises StoreUnavailable."""
    rows = [{"key": key, "at": now, "account": account} for key in dict.fromkeys(keys)]
    with store.writing() as connection:
        insert = insert_for(connection)(set_aside).on_conflict_do_nothing()
        for at in range(0, len(rows), _BATCH):
            connection.execute(insert, rows[at : at + _BATCH])


def take_back(store: Store) -> int:
    """Put every question that was set aside on the list again; how many they were.

    Raises StoreUnavailable.
    """
    with store.writing() as connection:
        return connection.execute(set_aside.delete()).rowcount


def count_aside(store: Store) -> int:
    """How many questions are set aside. Raises StoreUnavailable."""
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(set_aside)) or 0


def _searched(connection: Connection, span: Span, most: int) -> Iterator[Question]:
    here = searches.c

    def times(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    number = func.count().label("times")
    query = (
        select(
            here.folded, func.min(here.text), number, times(here.at >= span.middle),
            times(here.answered.is_(False)), times(here.rejected), times(here.contacted),
            func.max(here.at),
        )
        .where(
            and_(here.at >= span.since, here.at < span.until),
            or_(here.answered.is_(False), here.rejected),
            here.folded != "",
        )
        .group_by(here.folded)
        .order_by(number.desc(), here.folded)
        .limit(most)
    )  # fmt: skip
    for folded, text, asked, recent, refused, rejected, contacted, last in connection.execute(
        query
    ):
        yield Question(
            key=key_of(folded), text=text, folded=folded, times=asked, recent=recent,
            refused=refused, rejected=rejected, contacted=contacted, last_at=last,
        )  # fmt: skip


def _written(connection: Connection, span: Span) -> Iterator[tuple[str, int, int, datetime]]:
    """Text, times, times in the second half and the last moment of each question of messages.

    A conversation whose draft was made again asks once.
    """
    query = (
        select(drafts.c.conversation, drafts.c.made_at, drafts.c.document["questions"])
        .where(drafts.c.made_at >= span.since, drafts.c.made_at < span.until)
        .order_by(drafts.c.made_at.desc(), drafts.c.id)
        .limit(_MOST_DRAFTS)
    )
    asked: dict[str, list[datetime]] = {}
    texts: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for conversation, made_at, questions in connection.execute(query):
        for one in questions or ():
            text = str(one["text"]).strip()
            folded = " ".join(text.casefold().split())
            if one["answered"] or not folded or (conversation, folded) in seen:
                continue
            seen.add((conversation, folded))
            asked.setdefault(folded, []).append(made_at)
            texts[folded] = text
    for folded, moments in asked.items():
        recent = sum(moment >= span.middle for moment in moments)
        yield texts[folded], len(moments), recent, max(moments)


def _asks(text: str) -> bool:
    return "?" in text or asks(key_words(text)) or requests(text)


def _with_written(
    known: Question | None, folded: str, text: str, times: int, recent: int, last_at: datetime
) -> Question:
    if known is None:
        return Question(
            key=key_of(folded), text=text, folded=folded, times=times, recent=recent,
            written=times, asks=_asks(text), last_at=last_at,
        )  # fmt: skip
    return Question(
        key=known.key, text=known.text, folded=folded, times=known.times + times,
        recent=known.recent + recent, refused=known.refused, rejected=known.rejected,
        contacted=known.contacted, written=times, last_at=max(known.last_at, last_at),
    )  # fmt: skip
