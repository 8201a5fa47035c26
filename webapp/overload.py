"""What to do when more is asked than can be answered: costly requests are sent away early.

After Facebook's "controlled delay" (Maurer, "Fail at Scale", ACM Queue 13/8, 2015): a short burst
may queue, but while the queue has not been empty for a while, only those who waited little are
answered. Whoever is answered is then answered soon, and nobody waits for an answer that comes
when its asker has gone.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

#: In the WSGI environ: when the request had arrived whole, by the monotonic clock.
READY = "podpowiedz.ready"

#: A wait below this means that a thread was free.
FREE_S = 0.01
#: While requests came, none met a free thread for so long: that is no burst.
BURST_S = 1.0
#: The longest wait in a burst, and while the overload lasts.
PATIENCE_S = 1.0
OVERLOADED_S = 0.1
#: Programs wait longer, and a person waits for their answer; but nobody so long.
GIVEN_UP_S = 10.0


class Overloaded(Exception):
    """A costly request has waited too long to be begun. retry_after: seconds."""

    retry_after = 10


class Queue:
    """Watches how long requests wait for a thread. clock: seconds, monotonic."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._last_free = self._last_begun = clock()

    def watch(self, ready: float | None) -> float:
        """Note the wait of a request that now begins; returns how long it waited behind others.

        In seconds. Who comes when nobody has come for long waits for the machine, not for them.
        """
        now = self._clock()
        waited = 0.0 if ready is None else now - ready
        if now - waited - self._last_begun > BURST_S:
            waited = 0.0
        if waited < FREE_S:
            self._last_free = now
        self._last_begun = now
        return waited

    def admit(self, waited: float) -> None:
        """Raise Overloaded for a costly request that has waited too long."""
        lasting = self._clock() - self._last_free > BURST_S
        if waited > (OVERLOADED_S if lasting else PATIENCE_S):
            raise Overloaded
