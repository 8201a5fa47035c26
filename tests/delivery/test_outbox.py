"""What is approved is handed over once, on time, and never lost; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from kb.delivery.means import Means
from kb.delivery.outbox import (
    DELAYS,
    LEASE,
    MOST_ATTEMPTS,
    Delivery,
    Outbox,
    Outcome,
    deliveries_of,
    failed_deliveries,
    retry,
    settle,
    take,
)
from kb.errors import DeliveryError, NotFound, StoreUnavailable
from kb.inbox.changes import merge
from kb.inbox.conversations import opened
from kb.inbox.model import Status
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message
from kb.store.schema import conversations, deliveries
from tests.delivery.conftest import MINUTE, NOW, approved


class Clock:
    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Carrier:
    """Keeps what it was given; fails as long as it has faults."""

    def __init__(self, *faults: Exception) -> None:
        self.carried: list[str] = []
        self.faults = list(faults)

    def __call__(self, delivery: str) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.carried.append(delivery)


DOWN = DeliveryError("The mail server cannot be used now.", retryable=True)
REFUSED = DeliveryError("The mail server refused the recipient (550).", retryable=False)


def outbox(store: Store, carrier: Carrier, clock: Clock | None = None) -> Outbox:
    return Outbox(store, {Means.SMTP: carrier}, clock or Clock())


def only(store: Store) -> Delivery:
    with store.reading() as connection:
        number = connection.scalar(select(deliveries.c.conversation))
    assert number
    (found,) = deliveries_of(store, number)
    return found


def status(store: Store) -> str:
    with store.reading() as connection:
        return str(connection.scalar(select(conversations.c.status)))


def answered(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(update(conversations).values(status="answered"))


class TestSending:
    def test_what_is_due_is_sent_once(self, store: Store) -> None:
        delivery, carrier = approved(store), Carrier()

        outbox(store, carrier).send_due()
        outbox(store, carrier).send_due()

        assert carrier.carried == [delivery]
        assert (only(store).state, only(store).sent_at) == ("sent", NOW)

    def test_nothing_leaves_before_its_time(self, store: Store) -> None:
        approved(store)
        carrier = Carrier()

        outbox(store, carrier, Clock(NOW - timedelta(microseconds=1))).send_due()

        assert carrier.carried == []
        assert only(store).state == "pending"

    def test_a_cancelled_one_is_not_sent(self, store: Store) -> None:
        approved(store)
        with store.writing() as connection:
            connection.execute(update(deliveries).values(state="cancelled"))
        carrier = Carrier()

        assert outbox(store, carrier).send_due() == []
        assert carrier.carried == []

    @pytest.mark.parametrize("means", ["copy", "eml"])
    def test_what_a_person_carries_is_settled_without_a_carrier(
        self, store: Store, means: str
    ) -> None:
        approved(store, means=means)

        outbox(store, Carrier()).send_due()

        assert only(store).state == "sent"

    def test_two_workers_never_take_the_same(self, store: Store) -> None:
        wanted = {approved(store) for _ in range(12)}

        with ThreadPoolExecutor(4) as pool:
            taken = list(pool.map(lambda _: take(store, NOW), range(16)))

        ids = [one.id for one in taken if one]
        assert sorted(ids) == sorted(wanted)


class TestFailing:
    def test_it_is_tried_again_after_growing_pauses(self, store: Store) -> None:
        approved(store)
        clock, carrier = Clock(), Carrier(*[DOWN] * MOST_ATTEMPTS)
        box = outbox(store, carrier, clock)

        for pause in DELAYS:
            box.send_due()
            assert (only(store).state, only(store).due_at) == ("pending", clock.now + pause)
            clock.now += pause
        answered(store)
        box.send_due()

        assert only(store).state == "failed"
        assert only(store).error == str(DOWN)
        assert sum(DELAYS, timedelta()) > timedelta(days=1.5)

    def test_a_refusal_for_good_is_not_tried_again_and_opens_the_conversation(
        self, store: Store
    ) -> None:
        approved(store)
        answered(store)

        outbox(store, Carrier(REFUSED)).send_due()

        assert only(store).state == "failed"
        assert failed_deliveries(store) == [only(store)]
        assert status(store) == "open"

    def test_one_that_fails_does_not_hold_up_the_others(self, store: Store) -> None:
        both = {approved(store), approved(store)}
        carrier = Carrier(ValueError("anna@example.org"))

        outbox(store, carrier).send_due()

        assert len(both & set(carrier.carried)) == 1
        with store.reading() as connection:
            errors = list(connection.scalars(select(deliveries.c.error)))
        assert sorted(errors) == ["", "Unexpected ValueError."]

    def test_a_means_that_is_not_set_up_waits_for_its_settings(self, store: Store) -> None:
        approved(store, means="webhook")

        outbox(store, Carrier()).send_due()

        assert only(store).state == "pending"
        assert only(store).error == "Sending by webhook is not set up here."

    def test_what_was_erased_meanwhile_is_withdrawn(self, store: Store) -> None:
        approved(store)
        answered(store)

        outbox(store, Carrier(NotFound("The text of this delivery was erased."))).send_due()

        assert (only(store).state, only(store).error) == ("cancelled", "")
        assert status(store) == "answered"

    def test_a_person_can_have_a_failed_one_tried_again(self, store: Store) -> None:
        delivery, carrier, clock = approved(store), Carrier(REFUSED), Clock()
        box = outbox(store, carrier, clock)
        box.send_due()

        assert retry(store, delivery, NOW + MINUTE)
        assert not retry(store, delivery, NOW + MINUTE)
        clock.now += MINUTE
        box.send_due()

        assert carrier.carried == [delivery]
        assert only(store).state == "sent"

    @pytest.mark.parametrize("merged", [False, True])
    def test_who_wrote_since_waits_still_while_it_is_tried_again(
        self, store: Store, merged: bool
    ) -> None:
        delivery = approved(store)
        answered(store)
        outbox(store, Carrier(REFUSED)).send_due()
        number = only(store).conversation
        later = NewMessage(
            key="later",
            language="pl",
            topic="",
            text="Halo?",
            conversation="" if merged else number,
        )
        wrote = add_message(store, later, NOW + MINUTE)
        if merged:
            merge(store, wrote.number, number, version=1, account=1, now=NOW + MINUTE)

        assert retry(store, delivery, NOW + 2 * MINUTE)

        assert opened(store, number, NOW + 2 * MINUTE).conversation.status is Status.OPEN

    def test_a_conversation_that_went_on_in_another_opens_that_one(self, store: Store) -> None:
        approved(store)
        (failing,) = deliveries_of(store, only(store).conversation)
        other = NewMessage(key="other", language="pl", topic="", text="Halo?")
        into = add_message(store, other, NOW - MINUTE).number
        merge(store, failing.conversation, into, version=1, account=1, now=NOW)
        answered_ones = conversations.c.number == into
        with store.writing() as connection:
            connection.execute(update(conversations).where(answered_ones).values(status="answered"))

        outbox(store, Carrier(REFUSED)).send_due()

        assert [one.state for one in deliveries_of(store, into)] == ["failed"]
        assert opened(store, into, NOW).conversation.status is Status.OPEN
        assert retry(store, failing.id, NOW + MINUTE)
        assert opened(store, into, NOW + MINUTE).conversation.status is Status.ANSWERED


class TestDying:
    """kill -9 between any two steps."""

    def test_a_lease_that_ran_out_is_taken_again(self, store: Store) -> None:
        first = approved(store)
        assert take(store, NOW)

        assert take(store, NOW + LEASE - timedelta(microseconds=1)) is None
        again = take(store, NOW + LEASE)

        assert again is not None
        assert (again.id, again.attempts) == (first, 2)

    def test_an_attempt_that_was_overtaken_settles_nothing(self, store: Store) -> None:
        approved(store)
        slow = take(store, NOW)
        fast = take(store, NOW + LEASE)
        assert slow is not None
        assert fast is not None

        assert settle(store, Outcome(slow, NOW + LEASE, "too late")) == ""
        assert settle(store, Outcome(fast, NOW + LEASE)) == "sent"
        assert only(store).state == "sent"

    def test_what_kills_every_worker_is_given_up_and_told(self, store: Store) -> None:
        approved(store)
        answered(store)
        now = NOW
        for _ in range(MOST_ATTEMPTS):
            assert take(store, now)
            now += LEASE

        assert take(store, now) is None
        assert only(store).state == "failed"
        assert status(store) == "open"

    def test_a_reply_sent_while_the_store_went_away_is_noted_and_not_sent_again(
        self, sqlite: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        delivery, clock = approved(sqlite), Clock()
        carrier = Carrier()
        box = outbox(sqlite, carrier, clock)

        def away(_store: Store, _outcome: Outcome) -> str:
            raise StoreUnavailable("The database cannot be used.")

        with monkeypatch.context() as patched:
            patched.setattr("kb.delivery.outbox.settle", away)
            with pytest.raises(StoreUnavailable):
                box.send_due()
        clock.now += LEASE
        box.send_due()

        assert carrier.carried == [delivery]
        assert only(sqlite).state == "sent"
