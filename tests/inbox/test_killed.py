"""A worker that is killed at the worst moment loses no draft and leaves none twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from kb.inbox.conversations import opened
from kb.inbox.drafting import Drafter
from kb.inbox.jobs import LEASE, waiting
from kb.inbox.model import Drafting
from kb.review.history import drafts_of
from kb.review.model import State
from kb.review.store import propose
from kb.store.database import Store
from kb.store.messages import add_message
from tests.inbox.conftest import NOW, Write, sent
from tests.inbox.test_drafting import drafted

ROOT = Path(__file__).parents[2]
#: A worker that kills itself at the third draft: while it is made, before it is kept, after that.
WORKER = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from kb.inbox.drafting import Drafter
from kb.review.store import propose
from kb.store.address import address
from kb.store.database import Store
from tests.inbox.test_drafting import drafted

folder, moment, now = Path(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3])
store = Store(address(None, folder), 2)
asked = []

def die(here):
    if here == moment and len(asked) == 3:
        os.kill(os.getpid(), signal.SIGKILL)

def make(request):
    asked.append(request)
    die("making")
    return drafted(request)

def keep(*draft):
    die("before")
    propose(store, *draft)
    die("after")

drafter = Drafter(store, make, keep, lambda: now)
while drafter.work_once():
    pass
"""


@pytest.mark.parametrize("moment", ["making", "before", "after"])
def test_every_message_has_one_open_draft_whenever_the_worker_is_killed(
    sqlite: Store, tmp_path: Path, moment: str
) -> None:
    numbers = [add_message(sqlite, sent(f"{at}"), NOW).number for at in range(6)]

    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(tmp_path), moment, NOW.isoformat()],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    later = NOW + LEASE
    drafter = Drafter(sqlite, drafted, lambda *draft: propose(sqlite, *draft), lambda: later)
    while drafter.work_once():
        pass

    assert waiting(sqlite) == 0
    for number in numbers:
        states = [draft.state for draft in drafts_of(sqlite, number)]
        assert states[-1] is State.PROPOSED
        assert set(states[:-1]) <= {State.SUPERSEDED}
        assert opened(sqlite, number, later).conversation.drafting is Drafting.NONE
    with sqlite.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_two_workers_share_the_queue(store: Store, write: Write) -> None:
    numbers = [write(f"{at}", at=NOW + timedelta(seconds=at)) for at in range(20)]

    def work(_: int) -> int:
        drafter = Drafter(store, drafted, lambda *draft: propose(store, *draft), lambda: NOW)
        done = 0
        while drafter.work_once():
            done += 1
        return done

    with ThreadPoolExecutor(4) as workers:
        made = sum(workers.map(work, range(4)))

    assert made == 20
    assert [len(drafts_of(store, number)) for number in numbers] == [1] * 20
