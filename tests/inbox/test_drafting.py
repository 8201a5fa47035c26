"""Drafts are made in the background: each once, whatever dies, and faults are seen."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import token_hex

import pytest

from kb.answer.model import (
    Channel,
    Draft,
    Flag,
    FlagKind,
    Register,
    Source,
)
from kb.answer.request import Proposal, Request
from kb.errors import IndexMissing, MessageError, StaleDraft
from kb.inbox.changes import close, merge
from kb.inbox.conversations import listed, opened
from kb.inbox.drafting import Drafter
from kb.inbox.jobs import LEASE, retry, take, waiting
from kb.inbox.model import MOST_ATTEMPTS, Conversation, Drafting, Filter
from kb.inbox.old_messages import make_findable
from kb.model import Audience
from kb.store.database import Store
from kb.store.schema import messages
from tests.inbox.conftest import HOUR, NOW, Write, answer

SOURCE = Source(
    "k1", "termin-zwrotu", "zwroty", Audience.PUBLIC, "Zwrot", "ile", "/a", "30 dni.", "c" * 40,
    (1, 2),
)  # fmt: skip
ANGRY = Flag(FlagKind.COMPLAINT, "Reklamacja", "[imię 1]", escalate=True)


def drafted(request: Request, flags: tuple[Flag, ...] = ()) -> Proposal:
    """A draft that says the same to everybody."""
    draft = Draft(
        id=token_hex(8), version=1, state="proposed", language="pl", register=Register.FORMAL,
        channel=request.channel, confidence=0.9, generator="test 1", commit="c" * 40,
        text="Masz 30 dni.", escalate=bool(flags), citations=(SOURCE,), flags=flags,
    )  # fmt: skip
    return Proposal(draft, {})


class Desk:
    """What a worker is given: an engine that answers everything alike, and a clock that is set."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW
        self.asked: list[Request] = []
        self.kept: list[tuple[str, str]] = []
        self.fault: Callable[[Request], None] = lambda _: None
        self.keeps: Callable[[], None] = lambda: None
        self.flags: tuple[Flag, ...] = ()
        self.drafter = Drafter(store, self.propose, self.keep, lambda: self.now)

    def propose(self, request: Request) -> Proposal:
        self.asked.append(request)
        self.fault(request)
        return drafted(request, self.flags)

    def keep(self, conversation: str, message: str, _: Proposal, __: datetime) -> None:
        self.keeps()
        self.kept.append((conversation, message))

    def work(self) -> int:
        """Everything that is due now; how many jobs."""
        done = 0
        while self.drafter.work_once():
            done += 1
        return done

    def seen(self, number: str) -> Conversation:
        return opened(self.store, number, self.now).conversation


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_a_message_has_its_draft_once(desk: Desk, write: Write) -> None:
    number = write("Ile mam czasu na zwrot?", name="Ewa Nowak", channel="chat")

    assert desk.work() == 1
    assert desk.work() == 0

    assert desk.kept == [(number, number)]
    assert desk.asked[0] == Request(
        ("Ile mam czasu na zwrot?",), Channel.CHAT, "Ewa Nowak", conversation=number
    )
    assert desk.seen(number).drafting is Drafting.NONE


def test_several_messages_in_a_row_read_as_one(
    desk: Desk, store: Store, write: Write, anna: int
) -> None:
    number = write("Stare pytanie.")
    answer(store, number, anna, NOW + HOUR)
    write("Mam jeszcze dwa.", at=NOW + 2 * HOUR, conversation=number)
    last = write("Ile trwa zwrot?", at=NOW + 3 * HOUR, conversation=number)

    desk.work()

    assert desk.asked[0].messages == ("Mam jeszcze dwa.", "Ile trwa zwrot?")
    assert desk.kept == [(number, last)]


def test_messages_of_merged_conversations_are_answered_together(
    desk: Desk, store: Store, write: Write, anna: int
) -> None:
    number, double = write("Pierwsza."), write("Druga.", at=NOW + HOUR)
    merge(store, double, number, version=1, account=anna, now=NOW)

    desk.work()

    assert [one.messages for one in desk.asked] == [("Pierwsza.", "Druga.")]
    assert desk.kept == [(number, double)]


def test_what_was_promised_first_is_drafted_first(desk: Desk, write: Write) -> None:
    write("Bez terminu.")
    write("Później.", promised_by=NOW + 5 * HOUR)
    write("Zaraz.", promised_by=NOW + HOUR)

    desk.work()

    assert [one.messages[0] for one in desk.asked] == ["Zaraz.", "Później.", "Bez terminu."]


def test_the_list_shows_what_the_draft_says_of_the_message(desk: Desk, write: Write) -> None:
    number, chosen = write(topic=""), write(topic="dostawa")
    desk.flags = (ANGRY, ANGRY)

    desk.work()

    found = desk.seen(number)
    assert (found.flags, found.escalate, found.topic) == (("complaint",), True, "zwroty")
    assert desk.seen(chosen).topic == "dostawa"
    assert found.version == 1


@pytest.mark.parametrize("gone", ["answered", "closed"])
def test_what_is_done_in_the_meantime_needs_no_draft(
    desk: Desk, store: Store, write: Write, anna: int, gone: str
) -> None:
    number = write()
    if gone == "answered":
        answer(store, number, anna, NOW)
    else:
        close(store, number, version=1, account=anna, now=NOW)

    desk.work()

    assert desk.asked == []
    assert waiting(store) == 0


def test_a_message_that_comes_while_a_draft_is_made_has_one_made_anew(
    desk: Desk, store: Store, write: Write
) -> None:
    number = write("Pierwsze.")

    def meanwhile(request: Request) -> None:
        if len(request.messages) == 1:
            write("Drugie.", at=NOW + timedelta(seconds=1), conversation=number)

    desk.fault = meanwhile

    assert desk.work() == 2
    assert desk.asked[-1].messages == ("Pierwsze.", "Drugie.")


def test_a_draft_that_came_too_late_is_dropped(desk: Desk, store: Store, write: Write) -> None:
    number = write()

    def stale() -> None:
        raise StaleDraft("conversation", "The conversation has gone on.")

    desk.keeps = stale

    assert desk.work() == 1
    assert desk.seen(number).flags == ()
    assert waiting(store) == 0


def test_a_worker_that_is_killed_leaves_its_job_to_the_next(
    desk: Desk, store: Store, write: Write
) -> None:
    number = write()
    killed = take(store, NOW)

    assert killed is not None
    assert desk.work() == 0
    desk.now = NOW + LEASE
    assert desk.work() == 1
    assert desk.kept == [(number, number)]


def test_a_message_that_kills_every_worker_is_given_up_and_shown(
    desk: Desk, store: Store, write: Write
) -> None:
    number, other = write(promised_by=NOW), write()
    for at in range(MOST_ATTEMPTS):
        job = take(store, NOW + at * LEASE)
        assert job is not None
        assert job.conversation == number

    desk.now = NOW + MOST_ATTEMPTS * LEASE
    assert desk.work() == 1

    assert desk.kept == [(other, other)]
    assert desk.seen(number).drafting is Drafting.FAILED
    (row,) = listed(store, Filter(failed=True), desk.now).conversations
    assert row.number == number


def test_a_poisoned_message_stops_no_other_and_is_shown_after_five_tries(
    desk: Desk, store: Store, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    poisoned = write("Zatruta, tel. 600 100 200", promised_by=NOW)
    good = write("Dobra.")

    def fault(request: Request) -> None:
        if request.messages[0].startswith("Zatruta"):
            raise KeyError(request.messages[0])

    desk.fault = fault
    with caplog.at_level(logging.ERROR):
        for _ in range(10):
            desk.work()
            desk.now += HOUR

    assert desk.kept == [(good, good)]
    assert len(desk.asked) == 1 + MOST_ATTEMPTS
    found = opened(store, poisoned, desk.now)
    assert found.conversation.drafting is Drafting.FAILED
    assert found.draft_error == "KeyError"
    assert "600" not in caplog.text


def test_tries_are_further_and_further_apart(desk: Desk, write: Write) -> None:
    write()

    def fault(_: Request) -> None:
        raise ValueError

    desk.fault = fault
    moments = []
    for _ in range(300):
        if desk.work():
            moments.append(desk.now)
        desk.now += timedelta(seconds=5)

    pauses = [(b - a).total_seconds() for a, b in itertools.pairwise(moments)]
    assert pauses == [15, 30, 60, 120]


def test_a_message_that_cannot_be_read_is_not_tried_again(desk: Desk, write: Write) -> None:
    number = write()

    def fault(_: Request) -> None:
        raise MessageError("too-long", "The message has 200000 bytes.")

    desk.fault = fault

    assert desk.work() == 1
    assert desk.seen(number).drafting is Drafting.FAILED


def test_a_given_up_draft_can_be_tried_again(desk: Desk, store: Store, write: Write) -> None:
    number = write()

    def fault(_: Request) -> None:
        raise MessageError("too-long", "The message has 200000 bytes.")

    desk.fault = fault
    desk.work()
    desk.fault = lambda _: None

    retry(store, number, desk.now)

    assert desk.work() == 1
    assert desk.kept == [(number, number)]


def test_without_an_index_jobs_wait_and_no_try_is_used_up(
    desk: Desk, store: Store, write: Write
) -> None:
    number = write()

    def away(_: Request) -> None:
        raise IndexMissing("Nothing was published yet.")

    desk.fault = away
    for _ in range(3 * MOST_ATTEMPTS):
        with pytest.raises(IndexMissing):
            desk.drafter.work_once()
        desk.now += HOUR
    desk.fault = lambda _: None

    assert desk.work() == 1
    assert desk.kept == [(number, number)]


def test_of_more_than_the_engine_reads_the_latest_are_taken(desk: Desk, write: Write) -> None:
    number = write("Pierwsza." + "ż" * 40_000)
    write("Druga." + "ż" * 40_000, at=NOW + HOUR, conversation=number)
    write("Trzecia.", at=NOW + 2 * HOUR, conversation=number)

    desk.work()

    assert [one[:6] for one in desk.asked[0].messages] == ["Druga.", "Trzeci"]


def test_messages_from_before_become_searchable(store: Store, write: Write) -> None:
    number = write("Nie doszła paczka.")
    with store.writing() as connection:
        connection.execute(messages.update().values(findable=None))
    assert listed(store, Filter(text="paczki"), NOW).conversations == ()

    assert make_findable(store, most=1)
    assert not make_findable(store, most=1)

    assert [one.number for one in listed(store, Filter(text="paczki"), NOW).conversations] == [
        number
    ]
