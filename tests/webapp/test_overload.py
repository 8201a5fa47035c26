from __future__ import annotations

import pytest

from webapp.overload import Overloaded, Queue


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def begin(queue: Queue, clock: Clock, waited: float) -> None:
    queue.admit(queue.watch(clock.now - waited))


def keep_busy(queue: Queue, clock: Clock) -> None:
    """For longer than a burst lasts requests come before the last one has begun."""
    for _ in range(24):
        clock.now += 0.05
        begin(queue, clock, 0.06)


def test_a_short_burst_may_queue_for_a_second(clock: Clock) -> None:
    queue = Queue(clock)

    begin(queue, clock, 0.9)
    with pytest.raises(Overloaded):
        begin(queue, clock, 1.1)


def test_while_no_thread_is_ever_free_only_short_waits_are_answered(clock: Clock) -> None:
    queue = Queue(clock)
    keep_busy(queue, clock)

    begin(queue, clock, 0.05)
    with pytest.raises(Overloaded):
        begin(queue, clock, 0.2)


def test_a_free_thread_ends_the_overload(clock: Clock) -> None:
    queue = Queue(clock)
    keep_busy(queue, clock)
    queue.watch(None)

    begin(queue, clock, 0.9)


def test_who_comes_when_nobody_waits_begins_a_new_burst(clock: Clock) -> None:
    queue = Queue(clock)
    queue.watch(None)
    queue.watch(None)  # both threads are busy for long
    clock.now += 1.5

    begin(queue, clock, 0.2)
    with pytest.raises(Overloaded):
        begin(queue, clock, 1.1)


def test_who_met_a_free_thread_or_comes_without_our_server_has_not_waited(clock: Clock) -> None:
    queue = Queue(clock)
    clock.now += 100

    queue.admit(queue.watch(None))
