"""Searches are written in the background; no search waits or fails."""

from __future__ import annotations

import gc
import logging
import os
import threading
import warnings
from collections.abc import Callable, Iterable

import pytest

from kb.errors import StoreUnavailable
from kb.store.database import Store
from kb.store.figures import search_summary
from kb.store.recorder import Item, Recorder
from kb.store.searches import Mark, record
from tests.store.test_store import HOUR, NOW, search


class Rounds:
    """Stands for the pause between two rounds: the test says when a round comes."""

    def __init__(self) -> None:
        self._asked, self._done = threading.Semaphore(0), threading.Semaphore(0)
        self._started = False

    def __call__(self, closing: threading.Event) -> bool:
        if self._started:
            self._done.release()
        self._started = True
        self._asked.acquire()
        return closing.is_set()

    def one(self) -> None:
        self._asked.release()
        assert self._done.acquire(timeout=20)

    def last(self) -> None:
        self._asked.release()


class Written:
    """A store that can be away, and that gives marks back until their search is there."""

    def __init__(self) -> None:
        self.batches: list[list[Item]] = []
        self.away = False
        self.late: set[Item] = set()

    def __call__(self, batch: Iterable[Item]) -> list[Mark]:
        if self.away:
            raise StoreUnavailable("The database is away.")
        self.batches.append(list(batch))
        return [item for item in self.batches[-1] if isinstance(item, Mark) and item in self.late]


def never() -> None:
    raise AssertionError("nothing is to be deleted")


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
def quiet(written: Written) -> Recorder:
    """A recorder whose thread never comes to a round by itself."""
    return Recorder(written, never, capacity=3, wait=lambda closing: closing.wait() or True)


def test_what_is_added_is_written_in_one_batch_by_the_thread(written: Written) -> None:
    rounds, items = Rounds(), [search(), search()]
    recorder = Recorder(written, lambda: None, wait=rounds)

    assert [recorder.add(item) for item in items] == [True, True]
    assert written.batches == []
    rounds.one()
    assert written.batches == [items]

    recorder.add(late := search())
    rounds.last()
    recorder.close()
    assert written.batches == [items, [late]]


def test_no_thread_starts_before_there_is_something_to_write(written: Written) -> None:
    before = threading.active_count()
    recorder = Recorder(written, never)

    recorder.flush()
    recorder.close()

    assert (threading.active_count(), written.batches) == (before, [])


def test_a_full_queue_drops_and_counts(quiet: Recorder, written: Written) -> None:
    taken = [quiet.add(search()) for _ in range(5)]
    quiet.close()

    assert (taken, quiet.dropped) == ([True, True, True, False, False], 2)
    assert [len(batch) for batch in written.batches] == [3]
    assert not quiet.add(search())


def test_a_database_that_is_away_costs_searches_and_is_told_once(
    quiet: Recorder, written: Written, caplog: pytest.LogCaptureFixture
) -> None:
    written.away = True
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert quiet.add(search())
            quiet.flush()
    assert [record.getMessage() for record in caplog.records] == [
        "Searches are not recorded: The database is away."
    ]
    assert quiet.dropped == 3

    written.away = False
    quiet.add(search())
    quiet.close()
    assert (len(written.batches), quiet.dropped) == (1, 3)


def test_a_mark_waits_for_its_search_for_a_few_rounds(quiet: Recorder, written: Written) -> None:
    early, never_there = Mark("a", clicked="blik"), Mark("b", rejected=True)
    written.late = {early, never_there}
    quiet.add(early)
    quiet.add(never_there)
    quiet.flush()
    written.late = {never_there}
    for _ in range(4):
        quiet.flush()
    quiet.close()

    assert written.batches == [[early, never_there], [early, never_there], [never_there]]


def test_old_searches_are_deleted_once_a_day_even_if_it_fails(written: Written) -> None:
    rounds, moments, purges = Rounds(), iter([0.0, 3600.0, 86399.0, 86400.0, 90000.0]), list[int]()

    def purge() -> None:
        purges.append(1)
        raise StoreUnavailable("The database is away.")

    recorder = Recorder(written, purge, wait=rounds, clock=lambda: next(moments))
    recorder.add(search())
    counts = []
    for _ in range(5):
        rounds.one()
        counts.append(len(purges))
    rounds.last()
    recorder.close()

    assert counts == [1, 1, 1, 2, 2]


def test_a_forked_process_writes_its_own_and_not_its_parents(
    quiet: Recorder, written: Written
) -> None:
    quiet.add(search())
    gc.collect()

    def writes_nothing() -> bool:
        quiet.flush()
        return written.batches == []

    def writes_its_own() -> bool:
        taken = quiet.add(search())
        quiet.close()
        return taken and [len(batch) for batch in written.batches] == [1]

    in_child(writes_nothing)
    in_child(writes_its_own)
    quiet.close()

    assert [len(batch) for batch in written.batches] == [1]


def in_child(claim: Callable[[], bool]) -> None:
    with warnings.catch_warnings():
        # Newer Pythons warn that threads do not come along; that is what is tested.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            os._exit(0 if claim() else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_with_a_real_store_nothing_is_lost(store: Store) -> None:
    recorder = Recorder(lambda batch: record(store, batch), lambda: None)
    items = [search() for _ in range(50)]

    for item in items:
        recorder.add(item)
        recorder.add(Mark(item.token, clicked="blik"))
    recorder.close()

    assert search_summary(store, NOW, NOW + HOUR).total == 50
    assert search_summary(store, NOW, NOW + HOUR).clicked == 1
