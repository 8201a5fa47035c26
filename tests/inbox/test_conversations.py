"""What agents see: the order of the list, its filters, a whole conversation, what has changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from kb.errors import NotFound
from kb.inbox.conversations import changes_since, counts, listed, next_after, opened
from kb.inbox.model import NOBODY, Drafting, Filter, Status
from kb.store.database import Store
from kb.store.schema import conversations, draft_jobs
from tests.inbox.conftest import HOUR, NOW, Write, agent, answer


def shown(store: Store, at: datetime = NOW, **asked: Any) -> list[str]:
    """Numbers in the order of the list, read in pages of two."""
    found, after = [], ""
    while True:
        page = listed(store, Filter(**asked), at, limit=2, after=after)
        found += [one.number for one in page.conversations]
        after = page.after
        if not after:
            return found


def set_row(store: Store, number: str, **values: Any) -> None:
    with store.writing() as connection:
        connection.execute(
            update(conversations).where(conversations.c.number == number).values(**values)
        )


def test_what_was_promised_first_comes_first_and_what_nobody_promised_last(
    store: Store, write: Write
) -> None:
    later = write(promised_by=NOW + 5 * HOUR)
    never = write()
    overdue = write(promised_by=NOW - HOUR)
    soon = write(promised_by=NOW + HOUR)

    assert shown(store) == [overdue, soon, later, never]


def test_of_equal_promises_leads_then_flags_then_age_decide(store: Store, write: Write) -> None:
    due = NOW + HOUR
    young = write(at=NOW, promised_by=due)
    old = write(at=NOW - HOUR, promised_by=due)
    flagged = write(promised_by=due)
    for_lead = write(promised_by=due)
    set_row(store, flagged, flags=["complaint"])
    set_row(store, for_lead, flags=["legal"], escalate=True)

    assert shown(store) == [for_lead, flagged, old, young]


def test_every_conversation_is_on_one_page_and_on_one_only(store: Store, write: Write) -> None:
    written = {write(promised_by=NOW + HOUR) for _ in range(7)}

    found = shown(store)

    assert set(found) == written
    assert len(found) == 7


def test_answered_ones_are_listed_by_their_last_change(
    store: Store, write: Write, anna: int
) -> None:
    first, second, third = write(), write(), write()
    for at, number in enumerate((second, first, third)):
        answer(store, number, anna, NOW + at * HOUR)

    assert shown(store, status=Status.ANSWERED) == [third, first, second]
    assert shown(store) == []
    assert set(shown(store, status=None)) == {first, second, third}


def test_a_row_of_the_list_says_who_writes_and_what(store: Store, write: Write) -> None:
    number = write(
        "Dzień dobry,\n\nkiedy  przyjdzie paczka?",
        name="Ewa Nowak",
        email="ewa@example.pl",
        subject="Paczka",
        promised_by=NOW + HOUR,
    )

    (row,) = listed(store, Filter(), NOW).conversations

    assert (row.number, row.customer, row.subject) == (number, "Ewa Nowak", "Paczka")
    assert row.preview == "Dzień dobry, kiedy przyjdzie paczka?"
    assert (row.status, row.drafting, row.waiting) == (Status.OPEN, Drafting.WAITS, 1)
    assert not row.overdue(NOW)
    assert row.overdue(NOW + 2 * HOUR)


def test_without_a_name_the_address_says_who_writes(store: Store, write: Write) -> None:
    write(email="ewa@example.pl", phone="600100200")

    assert listed(store, Filter(), NOW).conversations[0].customer == "ewa@example.pl"


def test_filters_narrow_the_list(store: Store, write: Write, anna: int) -> None:
    mail = write(channel="email", origin="email", topic="zwroty")
    chat = write(channel="chat", origin="api", topic="dostawa", promised_by=NOW - HOUR)
    set_row(store, mail, flags=["complaint"], assignee=anna)
    set_row(store, chat, flags=["legal"], escalate=True)

    assert shown(store, channel="chat") == [chat]
    assert shown(store, origin="email") == [mail]
    assert shown(store, topic="zwroty") == [mail]
    assert shown(store, flag="complaint") == [mail]
    assert shown(store, flag="compl") == []
    assert shown(store, assignee=anna) == [mail]
    assert shown(store, assignee=NOBODY) == [chat]
    assert shown(store, overdue=True) == [chat]
    assert shown(store, escalate=True) == [chat]


def test_words_are_found_in_any_inflection_and_without_their_diacritics(
    store: Store, write: Write
) -> None:
    parcel = write("Nie doszła do mnie paczka z obrusami.")
    refund = write("Proszę o zwrot 1 200 zł za zamówienie LD-204518.", name="Łucja Kowalska")

    assert shown(store, text="paczki") == [parcel]
    assert shown(store, text="obrus PACZKĘ") == [parcel]
    assert shown(store, text="paczka zwrot") == []
    assert shown(store, text="ld-204518") == [refund]
    assert shown(store, text="lucja kowal") == [refund]
    assert shown(store, text="1200") == [refund]
    assert shown(store, text="%") == []


def test_a_conversation_is_found_by_its_number_and_by_that_of_a_later_message(
    store: Store, write: Write
) -> None:
    number = write()
    later = write(conversation=number)

    assert shown(store, text=number.lower().replace("-", " ")) == [number]
    assert shown(store, text=later) == [number]
    assert opened(store, later.replace("-", ""), NOW).conversation.number == number


def test_a_conversation_opens_with_everything_in_it(store: Store, write: Write, anna: int) -> None:
    number = write("Gdzie paczka?", searched=("gdzie moja paczka",), page="/dostawa/kiedy")
    answer(store, number, anna, NOW + HOUR, "W drodze.")
    write("Nadal nie ma.", at=NOW + 2 * HOUR, conversation=number, attachments=("zdjęcie.jpg",))
    write("Halo?", at=NOW + 3 * HOUR, conversation=number)

    found = opened(store, number, NOW + 4 * HOUR)

    assert [(one.direction, one.text, one.author_name) for one in found.entries] == [
        ("in", "Gdzie paczka?", ""),
        ("out", "W drodze.", "Anna Lis"),
        ("in", "Nadal nie ma.", ""),
        ("in", "Halo?", ""),
    ]
    assert found.entries[0].searched == ("gdzie moja paczka",)
    assert found.entries[0].page == "/dostawa/kiedy"
    assert found.entries[2].attachments == ("zdjęcie.jpg",)
    assert [one.text for one in found.unanswered] == ["Nadal nie ma.", "Halo?"]
    assert found.conversation.waiting == 2
    assert found.conversation.status is Status.OPEN


def test_an_unknown_number_opens_nothing(store: Store) -> None:
    with pytest.raises(NotFound):
        opened(store, "7K4M-2QX9", NOW)


def test_counts_are_of_what_an_agent_sees_in_the_tabs(
    store: Store, write: Write, anna: int
) -> None:
    jan = agent(store, "jan", "Jan Dąb")
    mine, his, late, asleep, done = write(), write(), write(), write(), write()
    set_row(store, mine, assignee=anna)
    set_row(store, his, assignee=jan)
    set_row(store, late, due_at=NOW - HOUR, escalate=True)
    set_row(store, asleep, status="snoozed", snoozed_until=NOW + HOUR)
    answer(store, done, anna, NOW)
    with store.writing() as connection:
        connection.execute(
            update(draft_jobs).where(draft_jobs.c.conversation == his).values(attempts=5)
        )

    found = counts(store, anna, NOW)

    assert (found.open, found.mine, found.unassigned) == (3, 1, 1)
    assert (found.overdue, found.escalate, found.failed) == (1, 1, 1)
    assert (found.snoozed, found.answered) == (1, 1)
    assert shown(store, failed=True) == [his]
    assert counts(store, anna, NOW + 2 * HOUR).open == 4


def test_an_empty_inbox_counts_nothing(store: Store, anna: int) -> None:
    found = counts(store, anna, NOW)

    assert (found.open, found.snoozed, found.answered) == (0, 0, 0)


def test_screens_learn_what_has_changed(store: Store, write: Write) -> None:
    write(at=NOW - HOUR)
    new = write(at=NOW)

    (change,) = changes_since(store, NOW - HOUR / 2)

    assert (change.number, change.status, change.version) == (new, Status.OPEN, 1)
    write(at=NOW + HOUR, conversation=new)
    (change,) = changes_since(store, NOW + HOUR / 2)
    assert (change.number, change.version) == (new, 2)


def test_messages_of_one_external_conversation_that_come_at_once_are_one(
    store: Store, write: Write
) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda at: write(f"{at}", external="crm-1"), range(16)))

    (row,) = listed(store, Filter(), NOW).conversations
    assert row.waiting == 16


def test_the_next_one_stands_behind_the_present_and_the_list_begins_again_at_its_end(
    store: Store, write: Write, anna: int
) -> None:
    first, second, third = (write(promised_by=NOW + hours * HOUR) for hours in (1, 2, 3))

    def behind(number: str) -> str | None:
        return next_after(store, Filter(), NOW, after=number, account=anna)

    assert [behind(first), behind(second), behind(third)] == [second, third, first]


def test_the_next_one_is_none_that_another_agent_has(
    store: Store, write: Write, anna: int, jan: int
) -> None:
    first, his, free, hers = (write(promised_by=NOW + hours * HOUR) for hours in (1, 2, 3, 4))
    set_row(store, his, assignee=jan)
    set_row(store, hers, assignee=anna)

    def behind(number: str, **asked: Any) -> str | None:
        return next_after(store, Filter(**asked), NOW, after=number, account=anna)

    assert behind(first) == free
    assert behind(free) == hers
    assert behind(first, assignee=jan) == his, "a list of his conversations shows them"


def test_there_is_no_next_one_behind_the_only_one(store: Store, write: Write, anna: int) -> None:
    only = write()

    assert next_after(store, Filter(), NOW, after=only, account=anna) is None
