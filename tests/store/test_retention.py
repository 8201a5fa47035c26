"""What is kept how long, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from kb.store.database import Store
from kb.store.messages import NewMessage, add_message, message
from kb.store.retention import Limits, Purged, purge
from kb.store.schema import (
    access_log,
    conversations,
    decisions,
    deliveries,
    drafts,
    messages,
    metadata,
    surveys,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LIMITS = Limits(
    records=NOW - 90 * DAY,
    answered=NOW - 30 * DAY,
    unanswered=NOW - 365 * DAY,
    access_log=NOW - 730 * DAY,
)
SENT = NewMessage(
    key="k1",
    language="pl",
    topic="zwroty",
    text="Nazywam się Anna Lewandowska, kiedy zwrot?",
    email="anna@example.pl",
    phone="600 700 800",
    name="Anna Lewandowska",
    subject="Zwrot od Lewandowskiej",
    searched=("zwrot",),
    page="/artykul/zwrot",
    mail_id="<1@anna.example.pl>",
    attachments=("lewandowska.pdf",),
)


def arrived(store: Store, days_ago: float, **changes: Any) -> str:
    number = add_message(store, replace(SENT, **changes), NOW - days_ago * DAY).number
    set_conversation(store, number)
    return number


def set_conversation(store: Store, number: str, **values: Any) -> None:
    with store.writing() as connection:
        connection.execute(
            update(messages).where(messages.c.number == number).values(
                placeholders={"d1": {"[osoba 1]": "Anna Lewandowska"}}
            )
        )  # fmt: skip
        if values:
            connection.execute(
                update(conversations).where(conversations.c.number == number).values(**values)
            )


def answered(store: Store, number: str, days_ago: float) -> None:
    when = NOW - days_ago * DAY
    set_conversation(
        store, number, status="answered", answered_at=when, first_answered_at=when, updated_at=when
    )


def is_empty(store: Store, number: str) -> bool:
    found = message(store, number)
    assert found is not None, "a skeleton stays"
    return found.sent.text == ""


def insert(store: Store, table: Table, **row: Any) -> None:
    with store.writing() as connection:
        connection.execute(table.insert().values(**row))


def draft(store: Store, number: str, days_ago: float) -> None:
    when = NOW - days_ago * DAY
    sentence = {
        "text": "Pani Anno!", "status": "unsupported", "reasons": ["Anno"], "citations": ["k"],
    }  # fmt: skip
    document = {
        "text": "Pani Anno!", "sentences": [sentence], "citations": [{"key": "k", "slug": "blik"}],
        "questions": [{"text": "Czy Anna…?", "answered": True, "citations": ["k"]}],
        "flags": [{"kind": "anger", "reason": "złość", "quote": "Anna jest zła", "procedure": ""}],
    }  # fmt: skip
    insert(
        store, drafts, id="d1", conversation=number, ordinal=1, message=number, made_at=when,
        generator="extractive", commit="c", document=document,
    )  # fmt: skip
    insert(
        store, decisions, draft="d1", version=1, state="approved", at=when, text="Pani Anno!",
        sentences=[sentence], confirmed=["Pani Anno!"], changes=[["same", 2], ["ins", "Anno"]],
    )  # fmt: skip


class TestMessages:
    def test_a_text_is_emptied_thirty_days_after_the_answer(self, store: Store) -> None:
        old, new = arrived(store, 100), arrived(store, 100, key="k2")
        answered(store, old, 31)
        answered(store, new, 29)

        assert purge(store, LIMITS, NOW).messages == 1
        assert is_empty(store, old)
        assert not is_empty(store, new)

    def test_nothing_of_a_person_stays_in_an_emptied_message(self, store: Store) -> None:
        number = arrived(store, 100)
        answered(store, number, 31)

        purge(store, LIMITS, NOW)

        with store.reading() as connection:
            row = connection.execute(select(messages)).mappings().one()
        assert "ewandowsk" not in str(dict(row)).casefold()
        assert not any("anna" in str(value).casefold() for value in row.values())
        assert (row["erased_at"], row["topic"]) == (NOW, "zwroty")

    def test_who_still_waits_is_kept_for_a_year(self, store: Store) -> None:
        old, new = arrived(store, 366), arrived(store, 364, key="k2")

        purge(store, LIMITS, NOW)

        assert is_empty(store, old)
        assert not is_empty(store, new)

    def test_a_conversation_that_goes_on_is_kept_whole(self, store: Store) -> None:
        number = arrived(store, 100)
        answered(store, number, 60)
        add_message(store, replace(SENT, key="k2", conversation=number), NOW - DAY)

        assert purge(store, LIMITS, NOW).messages == 0

    def test_one_that_was_closed_without_an_answer_counts_as_decided(self, store: Store) -> None:
        number = arrived(store, 100)
        set_conversation(store, number, status="closed", closed_at=NOW - 31 * DAY)

        assert purge(store, LIMITS, NOW).messages == 1

    def test_the_later_of_answer_and_closing_counts(self, store: Store) -> None:
        number = arrived(store, 100)
        answered(store, number, 40)
        set_conversation(store, number, status="closed", closed_at=NOW - 29 * DAY)

        assert purge(store, LIMITS, NOW).messages == 0

    def test_a_double_stays_as_long_as_the_conversation_it_went_into(self, store: Store) -> None:
        leading, double = arrived(store, 100), arrived(store, 99, key="k2")
        set_conversation(store, double, status="merged", merged_into=leading)
        answered(store, leading, 29)
        assert purge(store, LIMITS, NOW).messages == 0

        answered(store, leading, 31)
        assert purge(store, LIMITS, NOW).messages == 2

    @pytest.mark.parametrize(("state", "emptied"), [("pending", 0), ("sending", 0), ("sent", 1)])
    def test_a_reply_that_waits_to_be_sent_keeps_its_text(
        self, store: Store, state: str, emptied: int
    ) -> None:
        number = arrived(store, 100)
        answered(store, number, 31)
        draft(store, number, 31)
        insert(
            store, deliveries, id="x", conversation=number, decision=1, means="smtp", state=state,
            due_at=NOW,
        )  # fmt: skip

        assert purge(store, LIMITS, NOW).messages == emptied

    def test_purging_twice_changes_nothing_more(self, store: Store) -> None:
        answered(store, arrived(store, 100), 31)
        purge(store, LIMITS, NOW)

        assert purge(store, LIMITS, NOW + DAY) == Purged(0, 0, 0, 0, 0, 0)


class TestDrafts:
    def test_masked_words_go_after_the_message_and_figures_stay(self, store: Store) -> None:
        number = arrived(store, 100)
        draft(store, number, 91)
        assert purge(store, LIMITS, NOW).drafts == 0, "the message is still there"
        answered(store, number, 31)

        assert purge(store, LIMITS, NOW).drafts == 1

        with store.reading() as connection:
            document = connection.scalar(select(drafts.c.document))
            decision = connection.execute(select(decisions)).mappings().one()
        assert "Ann" not in str(document) + str(dict(decision))
        assert document is not None
        assert document["citations"] == [{"key": "k", "slug": "blik"}]
        assert document["sentences"][0]["status"] == "unsupported"
        assert (document["questions"][0]["answered"], document["flags"][0]["kind"]) == (
            True, "anger",
        )  # fmt: skip
        assert decision["changes"] == [["same", 2], ["ins", ""]], "it was edited"

    def test_a_younger_one_keeps_them(self, store: Store) -> None:
        number = arrived(store, 100)
        draft(store, number, 89)
        answered(store, number, 31)

        assert purge(store, LIMITS, NOW).drafts == 0


def test_words_of_surveys_go_and_their_marks_stay(store: Store) -> None:
    for number, days in ((arrived(store, 100), 91), (arrived(store, 50, key="k2"), 40)):
        insert(
            store, surveys, hash=number, conversation=number, sent_at=NOW - days * DAY,
            answered_at=NOW - days * DAY, csat=4, words="miło",
        )  # fmt: skip

    purge(store, LIMITS, NOW)

    with store.reading() as connection:
        found = connection.execute(
            select(surveys.c.csat, surveys.c.words).order_by(surveys.c.sent_at)
        ).all()
    assert [tuple(row) for row in found] == [(4, ""), (4, "miło")]


def test_the_access_log_has_a_limit_of_its_own(store: Store) -> None:
    for days in (731, 729):
        insert(store, access_log, at=NOW - days * DAY, action="open", subject="1111-1111")

    assert purge(store, LIMITS, NOW).accesses == 1


def test_every_table_was_thought_of() -> None:
    """Whoever adds a table says here how long what is in it is kept."""
    emptied = {"messages", "drafts", "decisions", "surveys"}
    deleted = {"searches", "ratings", "registers", "received_webhooks", "access_log"}
    deleted |= {"set_aside", "sessions", "attempts"}  # the last two by kb.accounts, within hours
    worked_off = {"draft_jobs"}
    for_good = {"accounts", "tokens", "conversations", "deliveries", "gaps", "markers"}

    assert set(metadata.tables) == emptied | deleted | worked_off | for_good
