from __future__ import annotations

from dataclasses import dataclass

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


@dataclass
class Clock:
    now: float = 600.0

    def __call__(self) -> float:
        return self.now


def allowed(limiter: Limiter, address: str = "192.0.2.1", times: int = 1000) -> int:
    for count in range(times):
        try:
            limiter.check("x", address)
        except RateLimited:
            return count
    return times


def test_an_address_gets_its_amount_and_others_theirs() -> None:
    limiter = Limiter({"x": (Limit(5, 60),)}, Clock())

    assert allowed(limiter) == 5
    assert allowed(limiter) == 0
    assert allowed(limiter, "192.0.2.2") == 5


def test_all_addresses_share_a_shared_limit() -> None:
    limiter = Limiter({"x": (Limit(5, 60), Limit(7, 60, shared=True))}, Clock())

    assert allowed(limiter) == 5
    assert allowed(limiter, "192.0.2.2") == 2


@given(st.floats(0, 60), st.integers(1, 50), st.lists(st.floats(0, 40), max_size=8))
def test_whoever_waits_as_long_as_told_is_allowed(
    start: float, amount: int, pauses: list[float]
) -> None:
    clock = Clock(600 + start)
    limiter = Limiter({"x": (Limit(amount, 60),)}, clock)
    for pause in pauses:
        allowed(limiter, times=amount // 2 + 1)
        clock.now += pause
    allowed(limiter)

    with pytest.raises(RateLimited) as refused:
        limiter.check("x", "192.0.2.1")

    assert 1 <= refused.value.retry_after <= 120
    clock.now += refused.value.retry_after
    limiter.check("x", "192.0.2.1")


def test_the_end_of_one_window_and_the_start_of_the_next_are_no_double_allowance() -> None:
    clock = Clock(659.9)
    limiter = Limiter({"x": (Limit(10, 60),)}, clock)
    assert allowed(limiter) == 10

    clock.now = 660.1

    assert allowed(limiter) == 0


def test_a_million_addresses_do_not_fill_the_memory() -> None:
    limiter = Limiter({"x": (Limit(5, 60),)}, Clock(), most=100)

    for number in range(10_000):
        limiter.check("x", f"2001:db8:{number >> 8:x}:{number & 255:x}::1")

    assert len(limiter) == 100


def test_whoever_goes_on_asking_is_not_forgotten_among_many() -> None:
    limiter = Limiter({"x": (Limit(5, 60),)}, Clock(), most=10)
    allowed(limiter)

    for number in range(100):
        limiter.check("x", f"198.51.100.{number}")
        assert allowed(limiter) == 0


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
