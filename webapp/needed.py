"""What is needed most, counted in the background: a page takes the last count and never waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock, Thread

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)

Count = Callable[[datetime], tuple[str, ...]]


def in_background(work: Callable[[], None]) -> None:
    """Do work in a thread of its own."""
    Thread(target=work, name="most-needed", daemon=True).start()


class MostNeeded:
    """Slugs of articles, the most needed first, at most about five minutes old.

    count: asks the database, as of a moment. run: how a count is started.
    """

    def __init__(self, count: Count, run: Callable[[Callable[[], None]], None] = in_background):
        self._count, self.run = count, run
        self._slugs: tuple[str, ...] = ()
        self._asked: datetime | None = None
        self._lock = Lock()

    def slugs(self, now: datetime) -> tuple[str, ...]:
        """The last count, empty before the first; starts the next one when it is due."""
        with self._lock:
            due = self._asked is None or now - self._asked >= EVERY
            if due:
                self._asked = now
        if due:
            self.run(lambda: self._refresh(now))
        return self._slugs

    def _refresh(self, now: datetime) -> None:
        try:
            self._slugs = self._count(now)
        except Exception as error:  # noqa: BLE001 - the last count stays, whatever it was
            log.warning("What is needed most was not counted: %s", error)
