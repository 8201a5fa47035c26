"""How often an address may ask, by the kind of request: one table, and counters of bounded number.

Every worker counts on its own, so an address that is spread over all of them gets as many times the
limit; a connection that is kept open stays with one.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from operator import itemgetter
from secrets import token_bytes
from threading import Lock

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

PAGES, SEARCHES, FORMS, RATINGS = "pages", "searches", "forms", "ratings"
#: Drafts and checks, counted by token and not by address; attempts with a token that is none.
DRAFTS, WRONG_TOKENS = "drafts", "wrong-tokens"

#: Of the hash that names an address's counter: 65,536 values.
BUCKET_BYTES = 2
EVERYBODY = "*"
#: Between two clearings of counters whose time is over.
SWEEP_S = 10.0


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests of a group within so many seconds, per address or of all together."""

    amount: int
    seconds: int
    shared: bool = False


class RateLimited(Exception):
    """An address asks too often. retry_after: whole seconds until it may ask again."""

    def __init__(self, group: str, limit: Limit, retry_after: int) -> None:
        self.group = group
        self.limit = limit
        self.retry_after = retry_after
        super().__init__(f"over {limit.amount} {group} in {limit.seconds} s")


def table(searches: int) -> dict[str, tuple[Limit, ...]]:
    """Group → limits. searches: per minute and address; 0 leaves reading without limits.

    A thirtieth of a minute's searches may come in one second, so that one visitor's minute does not
    take all threads at once. Pages cost next to nothing: four times as many.
    """
    writing: dict[str, tuple[Limit, ...]] = {
        # An office behind one address writes no more; everybody's together protects the inbox.
        FORMS: (Limit(10, 60), Limit(60, 3600), Limit(120, 60, shared=True)),
        RATINGS: (Limit(30, 60), Limit(600, 60, shared=True)),
        # Nobody guesses 256 bits; this spares the database a program that goes on with an old one.
        WRONG_TOKENS: (Limit(20, 60),),
    }
    if not searches:
        return writing
    return writing | {
        SEARCHES: (Limit(max(5, searches // 30), 1), Limit(searches, 60)),
        PAGES: (Limit(4 * searches, 60),),
        # One token serves a whole office of agents; this stops a program that runs in circles.
        DRAFTS: (Limit(4 * searches, 60),),
    }


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 customer gets."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(ip) >> 64 << 64, 64)))
    return address


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


class _Counters(MemoryStorage):
    """The library's counters, cleared in passing.

    By itself it starts a thread after every counted request, which walks all counters while
    requests wait: 10 ms each time when many addresses ask (docs/decisions.md).
    """

    def __init__(self) -> None:
        super().__init__()
        self.timer.cancel()
        self.timer.join()
        self._swept = time.time()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count `amount` more under a key that is forgotten `expiry` seconds after its first."""
        now = time.time()
        # A clock that was set back must not stop the sweeping.
        if abs(now - self._swept) >= SWEEP_S:
            self._sweep(now)
        self.expirations.setdefault(key, now + expiry)
        self.storage[key] += amount
        return self.storage[key]

    def _sweep(self, now: float) -> None:
        self._swept = now
        for key in [key for key, end in self.expirations.items() if end <= now]:
            self.clear(key)


class Limiter:
    """Counts requests in sliding windows, whose last full one weighs less and less.

    What is counted is not an address but one of 65,536 buckets: a hash of its network under a key
    that nobody knows. Who has millions of addresses fills at most so many counters of a window,
    and cannot choose whose. While a hundred others read, a visitor shares a bucket with one of
    them with a probability of 0.15 %, and then both share one amount.
    """

    def __init__(self, limits: Mapping[str, tuple[Limit, ...]]) -> None:
        self._limits = {group: tuple(_items(group, found)) for group, found in limits.items()}
        self._counters = _Counters()
        self._windows = SlidingWindowCounterRateLimiter(self._counters)
        self._key = token_bytes(16)
        self._lock = Lock()

    def __len__(self) -> int:
        """How many counters are held."""
        return len(self._counters.storage)

    def check(self, group: str, address: str) -> None:
        """Count a request. Raises RateLimited, and then the request is not counted.

        address: or the name of a token, in a group that counts by these.
        """
        asked = self._asked(group, address)
        # All are tested before one is counted, and no other thread counts in between.
        with self._lock:
            self._test(group, asked)
            for _, item, who in asked:
                self._windows.hit(item, who)

    def test(self, group: str, address: str) -> None:
        """Count nothing. Raises RateLimited when a request would be refused."""
        asked = self._asked(group, address)
        with self._lock:
            self._test(group, asked)

    def _asked(self, group: str, address: str) -> list[tuple[Limit, RateLimitItem, str]]:
        bucket = self._bucket(address)
        return [
            (limit, item, EVERYBODY if limit.shared else bucket)
            for limit, item in self._limits.get(group, ())
        ]

    def _test(self, group: str, asked: list[tuple[Limit, RateLimitItem, str]]) -> None:
        refused = [
            (self._wait(item, who), limit)
            for limit, item, who in asked
            if not self._windows.test(item, who)
        ]
        if refused:
            wait, limit = max(refused, key=itemgetter(0))
            raise RateLimited(group, limit, wait)

    def _bucket(self, address: str) -> str:
        who = network(address).encode()
        return blake2b(who, digest_size=BUCKET_BYTES, key=self._key).hexdigest()

    def _wait(self, item: RateLimitItem, who: str) -> int:
        """Whole seconds until one more request is allowed, at least 1."""
        rest = self._windows.get_window_stats(item, who).reset_time - time.time()
        if rest <= 0:
            # In the very moment in which a window starts, the library takes it for over.
            rest = item.get_expiry()
        # The count is under its limit only after the moment that the library names.
        return math.ceil(rest + 0.001)


def _items(group: str, limits: Iterable[Limit]) -> Iterator[tuple[Limit, RateLimitItem]]:
    """Limits with what the library calls them."""
    for limit in limits:
        yield limit, RateLimitItemPerSecond(limit.amount, limit.seconds, namespace=group)
