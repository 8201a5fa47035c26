"""A publisher that waits does what it is handed as the process that asks would do it itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from kb import __version__
from kb.publishing.handover import SOCKET, command

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a publisher waits on Linux alone")

ROOT = Path(__file__).parents[2]
_PATIENCE_S = 60
#: Waits as kb.publisher does; its work tells what it sees, and does what its argument says.
_WAITING = """
import os, sys, time
from pathlib import Path
import changing
from kb.publishing.forkserver import program_files, serve

def work(arguments):
    print(os.getpid(), os.getcwd(), os.environ.get("KB_EXAMPLE"), *arguments, flush=True)
    print("to stderr", file=sys.stderr)
    if arguments[0] == "--version":
        os.kill(os.getpid(), 9)
    if arguments[0] == "wait":
        time.sleep(1000)
    return 7

serve(Path(sys.argv[1]), int(sys.argv[2]), program_files(), work)
"""


class Waiting:
    """The process that waits for the work of a data folder, and who hands work to it."""

    def __init__(self, folder: Path) -> None:
        self.data, self.program = folder / "data", folder / "program"
        self.program.mkdir()
        (self.program / "changing.py").write_text("VERSION = 1\n")
        (self.program / "waiting.py").write_text(_WAITING)
        self.socket = self.data / "publishing" / SOCKET
        self.process, self.held = self.start()
        until(self.socket.exists)

    def environment(self, **others: str) -> dict[str, str]:
        path = os.pathsep.join((str(ROOT), str(self.program)))
        return {**os.environ, "PYTHONPATH": path, **others}

    def start(self) -> tuple[subprocess.Popen[bytes], int]:
        read, held = os.pipe()
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "waiting", str(self.data), str(read)],
            pass_fds=(read,),
            env=self.environment(),
        )
        os.close(read)
        return process, held

    def ask(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command(self.data, *arguments),
            env=self.environment(**environment),
            cwd=self.data,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def asked(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        asking = self.ask(*arguments, **environment)
        out, err = asking.communicate(timeout=_PATIENCE_S)
        return asking.returncode, out, err


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Waiting]:
    found = Waiting(tmp_path)
    yield found
    found.process.kill()
    found.process.wait()
    os.close(found.held)


def until(reached: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not reached():
        assert time.monotonic() < end, "it was never reached"
        Event().wait(0.02)


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_work_is_done_in_the_place_of_who_asks(waiting: Waiting) -> None:
    code, out, err = waiting.asked("publish", "--wait", KB_EXAMPLE="żółw")

    pid, *rest = out.split()
    assert (code, err) == (7, "to stderr\n")
    assert rest == [str(waiting.data), "żółw", "publish", "--wait"]
    assert int(pid) not in {waiting.process.pid, os.getpid()}
    assert waiting.process.poll() is None


def test_each_work_has_a_process_and_an_environment_of_its_own(waiting: Waiting) -> None:
    first, second = waiting.asked("a", KB_EXAMPLE="1"), waiting.asked("b")

    assert first[1].split()[0] != second[1].split()[0]
    assert (first[1].split()[2], second[1].split()[2]) == ("1", "None")


def test_with_nobody_waiting_the_command_runs_by_itself(waiting: Waiting) -> None:
    waiting.process.kill()
    waiting.process.wait()

    assert waiting.asked("--version")[:2] == (0, f"kb, version {__version__}\n")


def test_work_that_was_killed_is_done_by_who_asked(waiting: Waiting) -> None:
    code, out, _ = waiting.asked("--version")

    told, version = out.splitlines()
    assert told.endswith("--version")
    assert (code, version) == (0, f"kb, version {__version__}")


def test_one_that_is_stopped_holds_up_nobody(waiting: Waiting) -> None:
    waiting.process.send_signal(signal.SIGSTOP)

    asking = waiting.ask("--version")
    assert asking.stdout is not None
    assert asking.stdout.readline() == f"kb, version {__version__}\n"
    assert asking.wait(_PATIENCE_S) == 0
    # What was sent to it holds the pipes open.
    waiting.process.kill()
    asking.communicate()


def test_who_is_killed_takes_the_work_along(waiting: Waiting) -> None:
    asking = waiting.ask("wait")
    assert asking.stdout is not None
    pid = int(asking.stdout.readline().split()[0])
    assert lives(pid)

    asking.kill()
    asking.communicate()

    until(lambda: not lives(pid))


def test_a_program_that_changed_is_not_run_from_memory(waiting: Waiting) -> None:
    (waiting.program / "changing.py").write_text("VERSION = 20\n")

    assert waiting.asked("--version")[1] == f"kb, version {__version__}\n"
    assert waiting.process.wait(_PATIENCE_S) == 0
    assert not waiting.socket.exists()


def test_a_process_with_other_modules_does_its_work_itself(waiting: Waiting) -> None:
    code, out, _ = waiting.asked("--version", PYTHONPATH=str(ROOT))

    assert (code, out) == (0, f"kb, version {__version__}\n")
    assert waiting.process.poll() is None


def test_it_ends_with_who_started_it_and_work_under_way_goes_on(waiting: Waiting) -> None:
    asking = waiting.ask("wait")
    assert asking.stdout is not None
    pid = int(asking.stdout.readline().split()[0])

    os.close(waiting.held)
    assert waiting.process.wait(_PATIENCE_S) == 0

    assert lives(pid)
    assert not waiting.socket.exists()
    waiting.process, waiting.held = waiting.start()
    until(waiting.socket.exists)
    asking.kill()
    asking.communicate()


def test_one_waits_for_a_folder(waiting: Waiting) -> None:
    second, held = waiting.start()

    assert second.wait(_PATIENCE_S) == 0
    os.close(held)
    assert waiting.asked("publish")[0] == 7
