"""The outbox: what was approved is handed over, once as far as that can be had, and never lost.

A delivery is leased, handed to its carrier, and settled. A process that dies in between leaves the
lease to run out; the next one sends the same again. So the other side may get a reply twice if we
die between its yes and our note of it. It can tell: a letter keeps its Message-ID, a webhook its
`webhook-id`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Update,
    and_,
    or_,
    select,
    update,
)

from kb.delivery.means import BY_HAND, Means
from kb.errors import DeliveryError, NotFound, StoreUnavailable
from kb.store.database import Store
from kb.store.messages import in_conversation, leading
from kb.store.schema import conversations, deliveries, messages

log = logging.getLogger(__name__)

#: Longer than any carrier takes for one reply.
LEASE = timedelta(minutes=5)
#: Between the attempts. Together more than a day and a half: a weekend's outage is not an answer
#: that nobody noticed, so the failure is told then.
DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(DELAYS) + 1
_LONGEST_ERROR = 500

#: Hands over the reply of a delivery, by its id. Raises DeliveryError, NotFound, StoreUnavailable.
Carrier = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the outbox. state: pending, sending, sent, failed or cancelled.

    decision: that approved the reply; None of a receipt. attempts: begun ones. error: why the last
    one failed, without personal data.
    """

    id: str
    conversation: str
    decision: int | None
    message: str
    means: Means
    state: str
    attempts: int
    due_at: datetime
    sent_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended. error: empty when the other side has taken it.

    withdrawn: there is nothing to send any more, because its text was erased.
    """

    delivery: Delivery
    at: datetime
    error: str = ""
    retryable: bool = True
    withdrawn: bool = False


@dataclass(slots=True)
class Outbox:
    """Sends what is due. One for each process; several may work on the same store.

    carriers: one for each means that is set up. clock: the present moment, with time zone.
    """

    store: Store
    carriers: Mapping[Means, Carrier]
    clock: Callable[[], datetime]
    _unsettled: list[Outcome] = field(default_factory=list)

    def send_due(self, most: int = 20) -> list[Outcome]:
        """Hand over what is due, at most so many. Raises StoreUnavailable.

        What was sent while the store went away is noted first, so that it is not sent again.
        """
        self._settle_kept()
        done: list[Outcome] = []
        while len(done) < most and (taken := take(self.store, self.clock())):
            outcome = self._attempt(taken)
            self._unsettled.append(outcome)
            self._settle_kept()
            done.append(outcome)
        return done

    def _attempt(self, taken: Delivery) -> Outcome:
        try:
            self._carry(taken)
        except DeliveryError as error:
            return Outcome(taken, self.clock(), str(error)[:_LONGEST_ERROR], error.retryable)
        except NotFound as error:
            return Outcome(taken, self.clock(), str(error), withdrawn=True)
        except StoreUnavailable as error:
            return Outcome(taken, self.clock(), str(error)[:_LONGEST_ERROR])
        except Exception as error:  # noqa: BLE001 - one reply must not stop the others
            # Of an unknown fault only the kind is told: its words may quote the letter.
            log.error("delivery %s failed: %s", taken.id, type(error).__name__)
            return Outcome(taken, self.clock(), f"Unexpected {type(error).__name__}.")
        return Outcome(taken, self.clock())

    def _carry(self, taken: Delivery) -> None:
        if taken.means in BY_HAND:
            return
        carrier = self.carriers.get(taken.means)
        if carrier is None:
            raise DeliveryError(f"Sending by {taken.means} is not set up here.", retryable=True)
        carrier(taken.id)

    def _settle_kept(self) -> None:
        while self._unsettled:
            settle(self.store, self._unsettled[0])
            self._unsettled.pop(0)


def take(store: Store, now: datetime) -> Delivery | None:
    """Lease the delivery that has waited longest; None when none is due. Raises StoreUnavailable.

    An expired lease is taken again. Counts the attempt.
    """
    with store.reading() as connection:
        if connection.execute(_due(now)).first() is None:
            return None
    with store.writing() as connection:
        while (
            row := connection.execute(_due(now).with_for_update(skip_locked=True))
            .mappings()
            .first()
        ):
            if row["state"] == "sending" and row["attempts"] >= MOST_ATTEMPTS:
                # Whoever took it died of it, or by chance, again and again.
                _give_up(connection, row, now)
                continue
            begun = {"state": "sending", "attempts": row["attempts"] + 1}
            connection.execute(_at(row["id"]).values(begun | {"leased_until": now + LEASE}))
            return _delivery({**row, **begun})
    return None


def _give_up(connection: Connection, row: RowMapping, now: datetime) -> None:
    error = "Every attempt ended without an answer."
    connection.execute(
        _at(row["id"]).values({"state": "failed", "error": error, "leased_until": None})
    )
    if row["decision"] is not None:
        _reopen(connection, row["conversation"], now)


def _at(delivery: str) -> Update:
    return update(deliveries).where(deliveries.c.id == delivery)


def settle(store: Store, outcome: Outcome) -> str:
    """Note how an attempt ended. Returns the new state. Raises StoreUnavailable.

    What failed for good opens its conversation again, so that a person sees it. Another attempt
    that has been begun since, because the lease ran out, is left alone.
    """
    taken = outcome.delivery
    values, state = _after(outcome)
    with store.writing() as connection:
        noted = connection.execute(
            _at(taken.id)
            .where(deliveries.c.state == "sending", deliveries.c.attempts == taken.attempts)
            .values(values)
        )
        if noted.rowcount == 0:
            log.warning("delivery %s was taken by another attempt meanwhile", taken.id)
            return ""
        if state == "failed" and taken.decision is not None:
            _reopen(connection, taken.conversation, outcome.at)
    if outcome.error:
        log.warning("delivery %s (%s): %s", taken.id, state, outcome.error)
    return state


def retry(store: Store, delivery: str, now: datetime) -> bool:
    """Have a failed delivery tried once more, as soon as can be. False when it has not failed."""
    with store.writing() as connection:
        again = connection.execute(
            _at(delivery)
            .where(deliveries.c.state == "failed")
            .values(state="pending", due_at=now, leased_until=None)
        )
        if again.rowcount == 1:
            _answer_again(connection, delivery, now)
    return again.rowcount == 1


def deliveries_of(store: Store, conversation: str) -> list[Delivery]:
    """Replies sent or on their way in a conversation and those merged into it, oldest first."""
    merged = select(conversations.c.number).where(conversations.c.merged_into == conversation)
    here = deliveries.c.conversation
    wanted = select(deliveries).where(or_(here == conversation, here.in_(merged)))
    wanted = wanted.where(deliveries.c.decision.is_not(None))
    return _read(store, wanted.order_by(deliveries.c.decision))


def failed_deliveries(store: Store, limit: int = 100) -> list[Delivery]:
    """What could not be handed over, newest first: a person must see to it."""
    wanted = select(deliveries).where(deliveries.c.state == "failed")
    return _read(store, wanted.order_by(deliveries.c.due_at.desc()).limit(limit))


def _read(store: Store, wanted: Select[Any]) -> list[Delivery]:
    with store.reading() as connection:
        return [_delivery(row) for row in connection.execute(wanted).mappings()]


def _after(outcome: Outcome) -> tuple[dict[str, object], str]:
    """The columns that an outcome changes, and the state."""
    attempts = outcome.delivery.attempts
    if not outcome.error:
        values: dict[str, object] = {"state": "sent", "sent_at": outcome.at, "error": ""}
    elif outcome.withdrawn:
        values = {"state": "cancelled", "error": ""}
    elif outcome.retryable and attempts < MOST_ATTEMPTS:
        due = outcome.at + DELAYS[attempts - 1]
        values = {"state": "pending", "due_at": due, "error": outcome.error}
    else:
        values = {"state": "failed", "error": outcome.error}
    return values | {"leased_until": None}, str(values["state"])


def _due(now: datetime) -> Select[Any]:
    one = deliveries.c
    waits: ColumnElement[bool] = and_(one.state == "pending", one.due_at <= now)
    abandoned = and_(one.state == "sending", one.leased_until <= now)
    return select(deliveries).where(or_(waits, abandoned)).order_by(one.due_at, one.id).limit(1)


def _reopen(connection: Connection, number: str, now: datetime) -> None:
    here, shown = conversations.c, leading(connection, number)
    connection.execute(
        update(conversations)
        .where(here.number == shown, here.status.in_(("answered", "closed")))
        .values(
            status="open",
            updated_at=now,
            closed_at=None,
            changed_by=None,
            version=here.version + 1,
        )
    )


def _answer_again(connection: Connection, delivery: str, now: datetime) -> None:
    """Undo `_reopen`, unless the customer has written since the reply."""
    here, said = conversations.c, messages.c
    reply = connection.execute(
        select(deliveries.c.conversation, said.received_at)
        .join(messages, said.number == deliveries.c.message)
        .where(deliveries.c.id == delivery)
    ).one()
    shown = leading(connection, reply.conversation)
    since = select(said.number).where(
        in_conversation(shown),
        said.direction == "in",
        said.received_at > reply.received_at,
    )
    connection.execute(
        update(conversations)
        .where(here.number == shown, here.status == "open", ~since.exists())
        .values(status="answered", updated_at=now, changed_by=None, version=here.version + 1)
    )


def _delivery(row: Mapping[str, object] | RowMapping) -> Delivery:
    kept = {name: row[name] for name in Delivery.__dataclass_fields__}
    return Delivery(**kept | {"means": Means(str(row["means"])), "message": row["message"] or ""})  # type: ignore[arg-type]
