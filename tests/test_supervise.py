"""The worker runs beside the server, comes back after a crash, and never outlives it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread, Timer

import pytest

from kb.settings import Settings
from kb.supervise import Keeper
from kb.wiring import migrate

ROOT = Path(__file__).parents[1]
#: As `kb serve`: starts the worker and becomes another program.
SERVER = """
import os, sys
from kb.supervise import start_beside
start_beside()
os.execv(sys.executable, [sys.executable, "-c", "import signal; signal.pause()"])
"""
#: Told to end, it needs longer for its letter than between two looks of its keeper. The signal is
#: kept for `sigwait`: one that came just before `pause` would be waited for in vain.
SLOW_WORKER = """
import pathlib, signal, sys, time
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
pathlib.Path(sys.argv[2]).write_text("at work")
signal.sigwait({signal.SIGTERM})
time.sleep(1.5)
pathlib.Path(sys.argv[1]).write_text("finished")
"""
_TOO_LONG_S = 60


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    migrate(Settings(data_dir=tmp_path))
    environment = {name: value for name, value in os.environ.items() if name[:3] != "KB_"}
    running = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=ROOT,
        env=environment | {"KB_DATA_DIR": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    limit = Timer(_TOO_LONG_S, running.kill)
    limit.start()
    yield running
    limit.cancel()
    running.kill()
    running.communicate()


def worker_of(server: subprocess.Popen[str]) -> int:
    """Process id of the worker, once it runs."""
    assert server.stderr is not None
    for line in server.stderr:
        if found := re.search(r"runs as process (\d+): drafts, ", line):
            return int(found[1])
    raise AssertionError("the worker did not start")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_is_left_when_the_server_ends(
    server: subprocess.Popen[str], how: signal.Signals
) -> None:
    worker = worker_of(server)

    server.send_signal(how)

    # The end of what was open in the worker and its keeper alike: both are gone.
    _, rest = server.communicate(timeout=_TOO_LONG_S)
    assert "Traceback" not in rest
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_a_worker_that_is_killed_is_started_again(server: subprocess.Popen[str]) -> None:
    first = worker_of(server)

    os.kill(first, signal.SIGKILL)

    assert worker_of(server) != first


def test_a_worker_finishes_what_it_is_at(tmp_path: Path) -> None:
    letter, started = tmp_path / "letter", tmp_path / "started"
    os.mkfifo(started)
    keeper = Keeper([sys.executable, "-c", SLOW_WORKER, str(letter), str(started)])
    keeping = Thread(target=keeper.keep, daemon=True)
    keeping.start()
    started.read_text()

    keeper.stop()
    keeping.join(_TOO_LONG_S)

    assert letter.read_text() == "finished"
