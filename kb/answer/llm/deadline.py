"""One moment at which everything that a draft needs must be over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.answer.llm.faults import Fault, failure

#: Seconds of a monotonic clock.
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Deadline:
    """ends: by the clock. Waiting is never done without `left`."""

    ends: float
    clock: Clock

    @classmethod
    def after(cls, seconds: float, clock: Clock) -> Deadline:
        return cls(clock() + seconds, clock)

    def earlier(self, seconds: float) -> Deadline:
        return Deadline(self.ends - seconds, self.clock)

    def remaining(self) -> float:
        """Seconds; negative when it is past."""
        return self.ends - self.clock()

    def left(self) -> float:
        """Seconds that may be waited. Raises GeneratorError (timeout) when there are none."""
        seconds = self.remaining()
        if seconds <= 0:
            raise failure(Fault.TIMEOUT)
        return seconds
