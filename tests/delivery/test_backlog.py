"""What the operator sees of the outbox."""

from __future__ import annotations

from datetime import timedelta

from kb.delivery.backlog import Backlog, backlog
from kb.delivery.outbox import Outcome, settle, take
from kb.store.database import Store
from tests.delivery.conftest import MINUTE, NOW, approved

NONE = timedelta(0)


def test_an_empty_outbox_has_no_backlog(store: Store) -> None:
    assert backlog(store, NOW) == Backlog(0, NONE, 0)


def test_what_waits_counts_and_the_first_that_is_due_tells_the_age(store: Store) -> None:
    approved(store)
    approved(store)

    assert backlog(store, NOW - MINUTE) == Backlog(2, NONE, 0), "it may be undone still"
    assert backlog(store, NOW + 3 * MINUTE) == Backlog(2, 3 * MINUTE, 0)


def test_what_is_under_way_waits_what_is_sent_does_not_and_what_failed_stands_apart(
    store: Store,
) -> None:
    for _ in range(3):
        approved(store)
    for outcome in ("", "550"):
        taken = take(store, NOW)
        assert taken
        settle(store, Outcome(taken, NOW, outcome, retryable=False))
    assert take(store, NOW)

    assert backlog(store, NOW + MINUTE) == Backlog(1, MINUTE, 1)
