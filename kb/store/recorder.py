"""Writing searches in the background, so that no search waits for the database or fails with it."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterable

from kb.errors import KbError
from kb.store.searches import Mark, Search

log = logging.getLogger(__name__)

Item = Search | Mark
#: Stores a batch; returns the marks whose search another process has not written yet.
Write = Callable[[Iterable[Item]], Iterable[Mark]]

_CAPACITY = 2000
_EVERY = 1.0
_DAY = 24 * 60 * 60.0
#: Rounds that a mark waits for its search.
_PATIENCE = 3


class Recorder:
    """Takes searches and marks at once, and writes them about once a second from one thread.

    The thread starts with the first item, hence after a fork. Nothing raises: what cannot be kept
    is counted in `dropped`.
    """

    def __init__(
        self,
        write: Write,
        purge: Callable[[], object],
        *,
        capacity: int = _CAPACITY,
        wait: Callable[[threading.Event], bool] = lambda closing: closing.wait(_EVERY),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """purge: deletes what is too old; called once a day. wait: pauses between two rounds and
        returns whether the recorder is closing. clock: seconds."""
        self._write, self._purge = write, purge
        self._capacity, self._wait, self._clock = capacity, wait, clock
        self._fresh()
        # A copy in a forked process must not write what its parent will write, nor wait for a lock
        # that no thread there will release.
        alive = weakref.WeakMethod(self._fresh)
        os.register_at_fork(after_in_child=lambda: (again := alive()) and again())

    def _fresh(self) -> None:
        self.dropped = 0
        self._items: deque[tuple[Item, int]] = deque()
        self._starting, self._writing = threading.Lock(), threading.Lock()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._purged: float | None = None
        self._failing = False

    def add(self, item: Item) -> bool:
        """Take an item; False when it is dropped, because too many wait already."""
        if len(self._items) >= self._capacity or self._closing.is_set():
            self.dropped += 1
            return False
        self._items.append((item, _PATIENCE))
        if self._thread is None:
            self._start()
        return True

    def flush(self) -> None:
        """Write what waits. What the database does not take is dropped."""
        with self._writing:
            batch = [self._items.popleft() for _ in range(len(self._items))]
            if not batch:
                return
            try:
                late = set(self._write([item for item, _ in batch]))
            except Exception as error:  # noqa: BLE001 - whatever it is, searches go on
                self._drop(len(batch), error)
                return
            self._failing = False
        again = [(item, rounds - 1) for item, rounds in batch if item in late and rounds > 1]
        self._items.extend(again)

    def close(self) -> None:
        """Write what waits and end the thread. What is added afterwards is dropped."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
                self._thread.start()
                atexit.register(self.close)

    def _run(self) -> None:
        while not self._wait(self._closing):
            self.flush()
            self._purge_daily()

    def _purge_daily(self) -> None:
        now = self._clock()
        if self._purged is not None and now - self._purged < _DAY:
            return
        # Also when it fails: the next attempt is tomorrow's.
        self._purged = now
        try:
            self._purge()
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("Old searches were not deleted: %s", error)

    def _drop(self, count: int, error: Exception) -> None:
        self.dropped += count
        if not self._failing:
            # Once, not every second; an error that is not the library's own comes with its place.
            trace = None if isinstance(error, KbError) else error
            log.warning("Searches are not recorded: %s", error, exc_info=trace)
        self._failing = True
