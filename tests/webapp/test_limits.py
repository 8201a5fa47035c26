from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.limits import (
    FORMS,
    PAGES,
    SEARCHES,
    Limit,
    Limiter,
    RateLimited,
    is_loopback,
    network,
    table,
)

#: The start of a minute.
START = 1_800_000_000.0


@dataclass
class Clock:
    now: float = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The time, which stands still."""
    clock = Clock()
    with patch("time.time", clock):
        yield clock


def allowed(limiter: Limiter, address: str = "192.0.2.1", times: int = 1000) -> int:
    for count in range(times):
        try:
            limiter.check("x", address)
        except RateLimited:
            return count
    return times


def networks(amount: int) -> Iterator[str]:
    """Addresses, each of another customer."""
    for number in range(amount):
        yield f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1"


@pytest.mark.usefixtures("clock")
def test_an_address_gets_its_amount_and_others_theirs() -> None:
    limiter = Limiter({"x": (Limit(5, 60),)})

    assert allowed(limiter) == 5
    assert allowed(limiter) == 0
    assert allowed(limiter, "192.0.2.2") == 5


@pytest.mark.usefixtures("clock")
def test_a_customer_with_many_addresses_gets_one_amount() -> None:
    limiter = Limiter({"x": (Limit(5, 60),)})

    assert allowed(limiter, "2001:db8::1") == 5
    assert allowed(limiter, "2001:db8::2:3:4:5") == 0


@pytest.mark.usefixtures("clock")
def test_all_addresses_share_a_shared_limit() -> None:
    limiter = Limiter({"x": (Limit(5, 60), Limit(7, 60, shared=True))})

    assert allowed(limiter) == 5
    assert allowed(limiter, "192.0.2.2") == 2


def test_a_refused_request_is_counted_nowhere(clock: Clock) -> None:
    limiter = Limiter({"x": (Limit(9, 60), Limit(2, 1))})
    assert allowed(limiter) == 2
    for _ in range(20):
        assert allowed(limiter) == 0

    clock.now += 3

    assert allowed(limiter) == 2, "of the nine, two were taken"


def test_the_longest_of_several_limits_is_told(clock: Clock) -> None:
    limiter = Limiter({"x": (Limit(2, 1), Limit(2, 60))})
    allowed(limiter)

    with pytest.raises(RateLimited) as refused:
        limiter.check("x", "192.0.2.1")

    assert refused.value.limit == Limit(2, 60)
    clock.now += refused.value.retry_after
    limiter.check("x", "192.0.2.1")


@given(st.floats(0, 60), st.integers(1, 50), st.lists(st.floats(0, 40), max_size=8))
def test_whoever_waits_as_long_as_told_is_allowed(
    start: float, amount: int, pauses: list[float]
) -> None:
    clock = Clock(START + start)
    with patch("time.time", clock):
        limiter = Limiter({"x": (Limit(amount, 60),)})
        for pause in pauses:
            allowed(limiter, times=amount // 2 + 1)
            clock.now += pause
        allowed(limiter)

        with pytest.raises(RateLimited) as refused:
            limiter.check("x", "192.0.2.1")

        assert 1 <= refused.value.retry_after <= 61
        clock.now += refused.value.retry_after
        limiter.check("x", "192.0.2.1")


def test_the_end_of_one_window_and_the_start_of_the_next_are_no_double_allowance(
    clock: Clock,
) -> None:
    clock.now = START + 59.9
    limiter = Limiter({"x": (Limit(10, 60),)})
    assert allowed(limiter) == 10

    clock.now = START + 60.1

    assert allowed(limiter) == 1, "a tenth of the first window's weight is not yet gone"


@pytest.mark.usefixtures("clock")
def test_many_addresses_fill_no_more_counters_than_there_are_buckets() -> None:
    limiter = Limiter({"x": (Limit(5, 60),)})

    for address in networks(100_000):
        # A bucket that is full counts no more.
        allowed(limiter, address, times=1)

    assert 50_000 < len(limiter) <= 65_536


def test_counters_are_forgotten_when_their_time_is_over(clock: Clock) -> None:
    limiter = Limiter({"x": (Limit(5, 60),)})
    for address in networks(1000):
        limiter.check("x", address)
    assert len(limiter) > 900

    clock.now += 120
    limiter.check("x", "192.0.2.1")

    assert len(limiter) == 1


def test_a_clock_that_is_set_back_does_not_keep_them(clock: Clock) -> None:
    limiter = Limiter({"x": (Limit(5, 60),)})
    clock.now -= 3600
    for address in networks(1000):
        limiter.check("x", address)

    clock.now += 120
    limiter.check("x", "192.0.2.1")

    assert len(limiter) == 1


def test_whoever_goes_on_asking_is_not_forgotten_among_many(clock: Clock) -> None:
    limiter = Limiter({"x": (Limit(5, 60),)})
    allowed(limiter)

    for address in networks(500):
        clock.now += 0.02
        limiter.check("x", address)
        assert allowed(limiter) == 0


def test_counting_starts_no_threads() -> None:
    before = threading.active_count()
    limiter = Limiter({"x": (Limit(5, 60),)})
    limiter.check("x", "192.0.2.1")

    assert threading.active_count() == before


@pytest.mark.usefixtures("clock")
def test_threads_that_ask_at_once_get_one_amount_together() -> None:
    limiter = Limiter({"x": (Limit(500, 3600, shared=True),)})

    with ThreadPoolExecutor(4) as pool:
        got = pool.map(lambda number: allowed(limiter, f"192.0.2.{number}"), range(4))

    assert sum(got) == 500


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_one_customer_counts_once(address: str, counted: str) -> None:
    assert network(address) == counted


def test_only_this_machine_is_loopback() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "::1")))
    assert not any(map(is_loopback, ("10.0.0.1", "2001:db8::1", "", "localhost")))


def test_reading_can_be_left_without_limits_but_forms_cannot() -> None:
    assert set(table(300)) > {PAGES, SEARCHES, FORMS}
    assert {PAGES, SEARCHES}.isdisjoint(table(0))
    assert FORMS in table(0)


def test_who_only_looks_whether_there_is_room_takes_none(clock: Clock) -> None:
    limiter = Limiter({"x": (Limit(2, 60),)})
    for _ in range(5):
        limiter.test("x", "192.0.2.1")

    assert allowed(limiter) == 2
    with pytest.raises(RateLimited) as refused:
        limiter.test("x", "192.0.2.1")
    limiter.test("x", "192.0.2.2")
    limiter.test("unlimited", "192.0.2.1")
    clock.now += refused.value.retry_after
    limiter.test("x", "192.0.2.1")
