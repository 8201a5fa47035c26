"""A server that keeps failing is left alone, then tried once."""

from __future__ import annotations

import threading

import pytest

from kb.answer.llm.breaker import FAILURES, PAUSE_S, Breaker
from kb.answer.llm.faults import Fault, failure
from kb.errors import GeneratorError


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: Breaker, fault: Fault = Fault.SERVER, retry_after_s: float = 0.0) -> None:
    with pytest.raises(GeneratorError) as caught, breaker.call():
        raise failure(fault, retry_after_s=retry_after_s)
    assert caught.value.kind == fault


def is_paused(breaker: Breaker) -> bool:
    try:
        with breaker.call():
            pass
    except GeneratorError as exc:
        return exc.kind == Fault.PAUSED and exc.retry_after_s > 0
    return False


def test_it_opens_after_so_many_failures_in_a_row() -> None:
    breaker = Breaker(Time())
    for _ in range(FAILURES):
        fail(breaker)

    assert is_paused(breaker)


def test_a_success_in_between_clears_the_count() -> None:
    breaker = Breaker(Time())
    for _ in range(FAILURES * 3):
        fail(breaker)
        with breaker.call():
            pass

    assert not is_paused(breaker)


def test_after_the_pause_one_call_is_let_through_and_its_success_closes_it() -> None:
    clock = Time()
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        fail(breaker)
    clock.now += PAUSE_S
    with breaker.call():
        assert is_paused(breaker)

    assert not is_paused(breaker)


def test_after_the_pause_one_more_failure_opens_it_again() -> None:
    clock = Time()
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        fail(breaker)
    clock.now += PAUSE_S
    fail(breaker)

    assert is_paused(breaker)
    clock.now += PAUSE_S
    assert not is_paused(breaker)


def test_a_trial_that_ends_in_any_other_way_lets_the_next_one_through() -> None:
    clock = Time()
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        fail(breaker)
    clock.now += PAUSE_S
    with pytest.raises(KeyboardInterrupt), breaker.call():
        raise KeyboardInterrupt

    assert not is_paused(breaker)


def test_the_server_says_how_long_it_wants_to_be_left_alone() -> None:
    clock = Time()
    breaker = Breaker(clock)
    fail(breaker, Fault.RATE_LIMITED, retry_after_s=7)

    assert is_paused(breaker)
    clock.now += 7
    assert not is_paused(breaker)


def test_many_threads_at_once_get_one_trial() -> None:
    clock = Time()
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        fail(breaker)
    clock.now += PAUSE_S
    together, let_through = threading.Barrier(8), []

    def call() -> None:
        together.wait()
        try:
            with breaker.call():
                let_through.append(1)
                everybody_tried.wait(5)
        except GeneratorError:
            tried.release()

    everybody_tried, tried = threading.Event(), threading.Semaphore(0)
    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(7):
        assert tried.acquire(timeout=5)
    everybody_tried.set()
    for thread in threads:
        thread.join()

    assert let_through == [1]
