"""What to do when more is asked than can be answered: costly requests are sent away early.

After Facebook's "controlled delay" (Maurer, "Fail at Scale", ACM Queue 13/8, 2015): a short burst
may queue, but while the queue has not been empty for a while, only those who waited little are
answered. Whoever is answered is then answered soon, and nobody waits for an answer that comes
when its asker has gone.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

#: In the WSGI environ: when the request had arrived whole, by the monotonic clock; None when a
#: thread was free then. What passes until that thread begins is the machine's slowness.
READY = "podpowiedz.ready"

#: While the queue has not been empty for so long, that is no burst.
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
        """Note when a request that now begins was READY; returns how many seconds it waited.

        Only a wait behind others counts: a lone visitor of a slow machine is no overload.
        """
        now = self._clock()
        if ready is None:
            self._last_free = now
        elif ready >= self._last_begun:
            # All who came before had begun: the queue was empty then, though the threads were not.
            self._last_free = max(self._last_free, ready)
        self._last_begun = now
        return 0.0 if ready is None else now - ready

    def admit(self, waited: float) -> None:
        """Raise Overloaded for a costly request that has waited too long."""
        lasting = self._clock() - self._last_free > BURST_S
        if waited > (OVERLOADED_S if lasting else PATIENCE_S):
            raise Overloaded
