"""What agents do with conversations, also two of them at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from kb.errors import AlreadyDecided, NotFound, ReviewError
from kb.inbox.changes import add_note, assign, close, merge, reopen, snooze, split, wake_due
from kb.inbox.conversations import listed, opened
from kb.inbox.model import Conversation, Drafting, Filter, Status
from kb.store.database import Store
from tests.inbox.conftest import HOUR, NOW, Write, agent, answer


def seen(store: Store, number: str, at: Any = NOW) -> Conversation:
    return opened(store, number, at).conversation


def listed_numbers(store: Store, at: Any = NOW, **asked: Any) -> list[str]:
    return [one.number for one in listed(store, Filter(**asked), at).conversations]


def test_a_conversation_is_given_to_an_agent_and_back(
    store: Store, write: Write, anna: int
) -> None:
    number = write()

    version = assign(store, number, anna, version=1, account=anna, now=NOW)

    assert version == 2
    assert (seen(store, number).assignee, seen(store, number).assignee_name) == (anna, "Anna Lis")
    assign(store, number, None, version=2, account=anna, now=NOW)
    assert seen(store, number).assignee is None


def test_of_two_who_take_a_conversation_the_second_learns_who_was_first(
    store: Store, write: Write, anna: int, jan: int
) -> None:
    number = write()
    assign(store, number, anna, version=1, account=anna, now=NOW)

    with pytest.raises(AlreadyDecided) as caught:
        assign(store, number, jan, version=1, account=jan, now=NOW + HOUR)

    assert (caught.value.by, caught.value.at) == ("Anna Lis", NOW)
    assert (caught.value.state, caught.value.version) == ("open", 2)
    assert seen(store, number).assignee == anna


def test_of_ten_at_once_one_wins(store: Store, write: Write) -> None:
    number = write()
    agents = [agent(store, f"a{at}", f"Agent {at}") for at in range(8)]

    def take(account: int) -> bool:
        try:
            assign(store, number, account, version=1, account=account, now=NOW)
        except AlreadyDecided:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(take, agents))

    assert won.count(True) == 1
    assert seen(store, number).assignee == agents[won.index(True)]
    assert seen(store, number).version == 2


def test_nothing_is_given_to_an_account_that_is_gone(store: Store, write: Write, anna: int) -> None:
    number, gone = write(), agent(store, "old", "Były", disabled_at=NOW)

    for nobody in (gone, 4711):
        with pytest.raises(NotFound):
            assign(store, number, nobody, version=1, account=anna, now=NOW)
    assert seen(store, number).version == 1


def test_a_snoozed_conversation_comes_back_when_its_time_has_come(
    store: Store, write: Write, anna: int
) -> None:
    number = write()
    snooze(store, number, NOW + HOUR, version=1, account=anna, now=NOW)

    assert listed_numbers(store) == []
    assert listed_numbers(store, status=Status.SNOOZED) == [number]
    later = NOW + 2 * HOUR
    assert listed_numbers(store, later) == [number]
    assert listed_numbers(store, later, status=Status.SNOOZED) == []
    assert seen(store, number, later).status is Status.OPEN
    assert (wake_due(store, NOW), wake_due(store, later), wake_due(store, later)) == (0, 1, 0)
    assert seen(store, number, later).snoozed_until is None


def test_a_message_wakes_a_snoozed_conversation(store: Store, write: Write, anna: int) -> None:
    number = write()
    snooze(store, number, NOW + 5 * HOUR, version=1, account=anna, now=NOW)

    write("Jeszcze jedno.", at=NOW + HOUR, conversation=number)

    assert listed_numbers(store, NOW + HOUR) == [number]


def test_nobody_snoozes_into_the_past(store: Store, write: Write, anna: int) -> None:
    with pytest.raises(ReviewError):
        snooze(store, write(), NOW, version=1, account=anna, now=NOW)


def test_a_closed_conversation_waits_for_no_draft_and_can_be_opened_again(
    store: Store, write: Write, anna: int
) -> None:
    number = write()

    close(store, number, version=1, account=anna, now=NOW)

    assert listed_numbers(store) == []
    assert seen(store, number).drafting is Drafting.NONE
    reopen(store, number, version=2, account=anna, now=NOW)
    assert listed_numbers(store) == [number]
    assert seen(store, number).drafting is Drafting.WAITS


@pytest.mark.parametrize("change", [reopen, split])
def test_what_makes_no_sense_for_the_status_is_refused(
    store: Store, write: Write, anna: int, change: Callable[..., int]
) -> None:
    number = write()

    with pytest.raises(ReviewError):
        change(store, number, version=1, account=anna, now=NOW)
    assert seen(store, number).version == 1


def test_changes_of_an_unknown_conversation_are_refused(store: Store, anna: int) -> None:
    with pytest.raises(NotFound):
        close(store, "7K4M-2QX9", version=1, account=anna, now=NOW)
    with pytest.raises(NotFound):
        add_note(store, "7K4M-2QX9", "Kto to?", account=anna, now=NOW)


def test_doubles_are_merged_into_one_thread(store: Store, write: Write, anna: int) -> None:
    first = write("Gdzie paczka?", promised_by=NOW + 5 * HOUR)
    double = write("Pytałam o paczkę.", at=NOW + HOUR, promised_by=NOW + 2 * HOUR)

    version = merge(store, double, first, version=1, account=anna, now=NOW + HOUR)

    found = opened(store, double, NOW + HOUR)
    assert found.conversation.number == first
    assert found.conversation.version == version == 2
    assert [one.text for one in found.unanswered] == ["Gdzie paczka?", "Pytałam o paczkę."]
    assert found.conversation.due_at == NOW + 2 * HOUR
    assert listed_numbers(store) == [first]
    assert listed_numbers(store, status=None) == [first]
    assert listed_numbers(store, text="pytać") == [first]


def test_a_message_to_a_merged_conversation_goes_on_in_the_other(
    store: Store, write: Write, anna: int
) -> None:
    first, double = write(), write(external="crm-7")
    merge(store, double, first, version=1, account=anna, now=NOW)

    write("Do numeru.", at=NOW + HOUR, conversation=double)
    write("Do systemu.", at=NOW + 2 * HOUR, external="crm-7")

    assert [one.text for one in opened(store, first, NOW).entries[-2:]] == [
        "Do numeru.",
        "Do systemu.",
    ]
    assert listed_numbers(store, NOW + 2 * HOUR) == [first]


def test_merging_twice_keeps_everything_in_the_last(store: Store, write: Write, anna: int) -> None:
    a, b, c = write("a"), write("b", at=NOW + HOUR), write("c", at=NOW + 2 * HOUR)
    merge(store, a, b, version=1, account=anna, now=NOW)

    merge(store, b, c, version=2, account=anna, now=NOW)

    assert [one.text for one in opened(store, a, NOW).entries] == ["a", "b", "c"]
    assert opened(store, a, NOW).conversation.number == c


def test_a_waiting_double_opens_the_answered_one(store: Store, write: Write, anna: int) -> None:
    done, double = write(), write("Ale kiedy?", at=NOW + HOUR)
    answer(store, done, anna, NOW)

    merge(store, double, done, version=1, account=anna, now=NOW + HOUR)

    assert seen(store, done).status is Status.OPEN
    assert seen(store, done).drafting is Drafting.WAITS


def test_a_merge_can_be_undone(store: Store, write: Write, anna: int) -> None:
    first, double = write("a"), write("b")
    merge(store, double, first, version=1, account=anna, now=NOW)

    split(store, double, version=2, account=anna, now=NOW)

    assert sorted(listed_numbers(store)) == sorted([first, double])
    assert [one.text for one in opened(store, double, NOW).entries] == ["b"]


def test_a_conversation_is_not_merged_with_itself_or_a_merged_one(
    store: Store, write: Write, anna: int
) -> None:
    a, b = write(), write()
    with pytest.raises(ReviewError):
        merge(store, a, a, version=1, account=anna, now=NOW)
    merge(store, b, a, version=1, account=anna, now=NOW)
    with pytest.raises(ReviewError):
        merge(store, a, b, version=2, account=anna, now=NOW)


def test_notes_stand_in_the_thread_and_answer_nothing(
    store: Store, write: Write, anna: int
) -> None:
    number = write()

    add_note(store, number, "Dzwoniła, tel. 600 100 200", account=anna, now=NOW + HOUR, key="x")
    add_note(store, number, "Dzwoniła, tel. 600 100 200", account=anna, now=NOW + HOUR, key="x")

    found = opened(store, number, NOW)
    assert [(one.direction, one.author_name) for one in found.entries] == [
        ("in", ""),
        ("note", "Anna Lis"),
    ]
    assert (found.conversation.waiting, found.conversation.version) == (1, 1)
    assert listed_numbers(store, text="600100200") == [number]
    assert found.conversation.updated_at - NOW == timedelta(hours=1)
