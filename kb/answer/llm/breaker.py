"""A circuit breaker: a server that keeps failing is left alone, then tried once (M. Nygard)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kb.answer.llm.deadline import Clock
from kb.answer.llm.faults import Fault, failure
from kb.errors import GeneratorError

FAILURES = 3
PAUSE_S = 30.0


class Breaker:
    """Of one process; safe to use from many threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._opens_at = 0.0
        self._trying = False

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around one call: GeneratorErrors that leave it are counted, success clears the count.

        Raises GeneratorError (paused) in place of the call after FAILURES in a row, or for as long
        as the server asked; when the pause is over one call at a time is let through.
        """
        trial = self._enter()
        failed: GeneratorError | None = None
        done = False
        try:
            yield
            done = True
        except GeneratorError as exc:
            failed = exc
            raise
        finally:
            self._leave(trial, done, failed)

    def _enter(self) -> bool:
        with self._lock:
            waiting = self._opens_at - self._clock()
            if waiting > 0 or self._trying:
                raise failure(Fault.PAUSED, retry_after_s=max(waiting, 1.0))
            self._trying = self._failures >= FAILURES
            return self._trying

    def _leave(self, trial: bool, done: bool, failed: GeneratorError | None) -> None:
        with self._lock:
            if trial:
                self._trying = False
            if done:
                self._failures = 0
            elif failed is not None:
                self._failures += 1
                if self._failures >= FAILURES:
                    self._opens_at = self._clock() + max(PAUSE_S, failed.retry_after_s)
                elif failed.retry_after_s:
                    self._opens_at = self._clock() + failed.retry_after_s
