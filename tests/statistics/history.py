"""Small histories of a desk, written row by row, so that figures can be worked out by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table

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

WARSAW = ZoneInfo("Europe/Warsaw")


def at(text: str) -> datetime:
    """`"03-02 09:30"`: a moment of 2026 by the clock of Warsaw."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=WARSAW)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def _sentences(slugs: Sequence[str]) -> list[dict[str, Any]]:
    return [{"text": slug, "status": "supported", "citations": [f"key-{slug}"]} for slug in slugs]


@dataclass
class History:
    store: Store

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self._ordinals: Counter[str] = Counter()

    def _insert(self, table: Table, **row: Any) -> Any:
        with self.store.writing() as connection:
            return connection.execute(table.insert().values(**row)).inserted_primary_key

    def agent(self, name: str) -> int:
        row = {"login": name.lower(), "name": name, "role": "agent"}
        then = datetime(2026, 1, 1, tzinfo=UTC)
        return int(self._insert(accounts, **row, created_at=then, credentials_at=then)[0])

    def case(
        self,
        opened: datetime,
        *,
        topic: str = "zwroty",
        channel: str = "email",
        answered: datetime | None = None,
        promised: datetime | None = None,
        assignee: int | None = None,
        status: str = "open",
        flags: Sequence[str] = (),
        merged_into: str | None = None,
        follows: str | None = None,
    ) -> str:
        number = f"0000-{next(self._numbers):04}"
        self._insert(
            conversations, number=number, origin="form", channel=channel, language="pl",
            topic=topic, opened_at=opened, updated_at=opened, due_at=promised, status=status,
            assignee=assignee, flags=list(flags), first_answered_at=answered,
            answered_at=answered, merged_into=merged_into, follows=follows,
        )  # fmt: skip
        self.message(number, opened, number=number, promised=promised)
        return number

    def message(
        self,
        conversation: str,
        received: datetime,
        *,
        number: str = "",
        direction: str = "in",
        promised: datetime | None = None,
    ) -> None:
        number = number or f"1111-{next(self._numbers):04}"
        self._insert(
            messages, number=number, key=number, received_at=received, language="pl",
            topic="zwroty", text="Dzień dobry", email="", phone="", searched=[], page="",
            promised_by=promised, conversation=conversation, direction=direction,
        )  # fmt: skip

    def draft(self, conversation: str, made: datetime, *slugs: str) -> str:
        """A draft with one sentence for each article; `made` is also when it was proposed."""
        id_ = f"draft{next(self._numbers)}"
        self._ordinals[conversation] += 1
        ordinal = self._ordinals[conversation]
        self._insert(
            drafts, id=id_, conversation=conversation, ordinal=ordinal, message="",
            made_at=made, generator="extractive", commit="c",
            document={
                "text": "Zdania.",
                "sentences": _sentences(slugs),
                "citations": [{"key": f"key-{slug}", "slug": slug} for slug in slugs],
            },
        )  # fmt: skip
        self.entry(id_, 1, "proposed", made)
        return id_

    def entry(
        self,
        draft: str,
        version: int,
        state: str,
        when: datetime,
        *,
        by: int | None = None,
        reason: str = "",
        slugs: Sequence[str] = (),
        edited: bool = False,
    ) -> None:
        """An entry of a draft's history. slugs: articles that its sentences stand on."""
        self._insert(
            decisions, draft=draft, version=version, state=state, account=by, at=when,
            reason=reason, text="…", changes=[["same", 1], ["ins", "!"]] if edited else [],
            sentences=_sentences(slugs),
        )  # fmt: skip

    def approved(self, conversation: str, when: datetime, by: int, *, edited: bool = False) -> str:
        draft = self.draft(conversation, when - minutes(1))
        if edited:
            self.entry(draft, 2, "edited", when, by=by, edited=True)
        self.entry(draft, 3, "approved", when, by=by, edited=edited)
        return draft

    def look(self, conversation: str, when: datetime, by: int) -> None:
        self._insert(access_log, at=when, account=by, action="open", subject=conversation)

    def survey(
        self,
        conversation: str,
        sent: datetime,
        csat: int | None = None,
        effort: int | None = None,
        nps: int | None = None,
    ) -> None:
        marks = {"csat": csat, "effort": effort, "nps": nps}
        answered = sent if any(mark is not None for mark in marks.values()) else None
        self._insert(
            surveys, hash=conversation, conversation=conversation, sent_at=sent,
            answered_at=answered, words="", **marks,
        )  # fmt: skip

    def search(
        self,
        when: datetime,
        *,
        text: str = "zwrot",
        answered: bool = True,
        top: str | None = "zwrot-towaru",
        clicked: str | None = None,
        rejected: bool = False,
        contacted: bool = False,
    ) -> None:
        self._insert(
            searches, token=f"t{next(self._numbers)}", at=when, text=text, folded=text.lower(),
            language="pl", source="page", answered=answered, confidence=0.5, top=top, results=1,
            clicked=clicked, rejected=rejected, contacted=contacted,
        )  # fmt: skip
