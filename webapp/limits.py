"""How often an address may ask, by the kind of request: one table, one bounded set of counters.

Every worker counts on its own, so an address that is spread over all of them gets as many times the
limit; a connection that is kept open stays with one.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

PAGES, SEARCHES, FORMS, RATINGS = "pages", "searches", "forms", "ratings"

#: Addresses come by the million to who has a network of IPv6; those not seen for longest go first.
MOST_COUNTERS = 20_000
EVERYBODY = "*"


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
    }
    if not searches:
        return writing
    return writing | {
        SEARCHES: (Limit(max(5, searches // 30), 1), Limit(searches, 60)),
        PAGES: (Limit(4 * searches, 60),),
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


@dataclass(slots=True)
class _Counter:
    window: int
    count: int = 0
    before: int = 0


class Limiter:
    """Counts requests in sliding windows. clock: seconds.

    A window slides by weighing the count of the last full one, so a counter is two numbers however
    often an address asks (https://blog.cloudflare.com/counting-things-a-lot-of-different-things).
    """

    def __init__(
        self,
        limits: Mapping[str, tuple[Limit, ...]],
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST_COUNTERS,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._most = most
        self._counters: OrderedDict[tuple[str, Limit, str], _Counter] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many counters are held."""
        return len(self._counters)

    def check(self, group: str, address: str) -> None:
        """Count a request. Raises RateLimited, and then the request is not counted."""
        limits = self._limits.get(group, ())
        if not limits:
            return
        who = network(address)
        now = self._clock()
        with self._lock:
            counters = [self._counter(group, limit, who, now) for limit in limits]
            for limit, counter in zip(limits, counters, strict=True):
                wait = _wait(counter, limit, now)
                if wait:
                    raise RateLimited(group, limit, wait)
            for counter in counters:
                counter.count += 1

    def _counter(self, group: str, limit: Limit, who: str, now: float) -> _Counter:
        key = (group, limit, EVERYBODY if limit.shared else who)
        window = int(now // limit.seconds)
        counter = self._counters.get(key)
        if counter is None:
            counter = self._counters[key] = _Counter(window)
            if len(self._counters) > self._most:
                self._counters.popitem(last=False)
        self._counters.move_to_end(key)
        if counter.window != window:
            counter.before = counter.count if counter.window == window - 1 else 0
            counter.window, counter.count = window, 0
        return counter


def _wait(counter: _Counter, limit: Limit, now: float) -> int:
    """Whole seconds until one more request is allowed; 0 when it is."""
    gone = now % limit.seconds
    weight = counter.before * (1 - gone / limit.seconds)
    if counter.count + weight + 1 <= limit.amount:
        return 0
    free = limit.amount - 1 - counter.count
    if free < 0:
        # This window is full by itself: in the next one its count will be the weighed one.
        rest = limit.seconds * (1 - (limit.amount - 1) / counter.count)
        return max(1, math.ceil(limit.seconds - gone + rest))
    return max(1, math.ceil(limit.seconds * (1 - free / counter.before) - gone))
