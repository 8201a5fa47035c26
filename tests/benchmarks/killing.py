"""`kb serve` with all its processes, which are killed one by one or together and started again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any

from tests.benchmarks import fresh
from tests.benchmarks.server import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_START_S = 120
#: The whole installation as in a power cut, its first process alone, or one of the others.
WHOLE, FIRST, WEB, DESK = "everything", "first process", "web worker", "desk worker"


@dataclass
class Killed:
    """A server that is killed with SIGKILL and started again on the same port.

    log: the file that takes what all its processes write. kills: how often what was killed.
    others: what else is killed by chance, by its name, and comes back by itself.
    """

    settings: Mapping[str, object]
    workers: int
    log: Path
    port: int = field(default_factory=free_port)
    kills: Counter[str] = field(default_factory=Counter)
    others: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _never: Event = field(default_factory=Event)

    def start(self) -> None:
        """Start it and wait until it answers. Raises RuntimeError."""
        until = monotonic() + _START_S
        while monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                # What is left of the one before may hold the port for a moment.
                self._process = self._started()
            if self._answers():
                return
            self._never.wait(0.1)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text('utf-8')[-2000:]}")

    def kill(self, what: str) -> None:
        """Kill a part; the whole and the first process are started again."""
        if what in self.others:
            self.others[what]()
            self.kills[what] += 1
            return
        victims = self._victims(what)
        for pid in victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.kills[what] += bool(victims)
        if what in (WHOLE, FIRST):
            self._wait()
            self.start()

    def kill_until(self, done: Event, chance: random.Random, pause_s: float) -> None:
        """Kill everything and each of the others once, then parts by chance until `done` is set."""
        kinds = [WHOLE, FIRST, WEB, DESK, *self.others]
        done.wait(0.5)
        for what in (WHOLE, *self.others):
            self.kill(what)
        while not done.wait(pause_s * chance.uniform(0.3, 1.7)):
            self.kill(chance.choice(kinds))

    def stop(self) -> None:
        """End it as an operator does."""
        if self._process is None:
            return
        others = set(self._descendants(self._process.pid))
        self._process.terminate()
        self._wait()
        until = monotonic() + 60
        while monotonic() < until and any(map(_is_running, others)):
            self._never.wait(0.1)
        for pid in filter(_is_running, others):
            os.kill(pid, signal.SIGKILL)
        self._process = None

    def _victims(self, what: str) -> list[int]:
        if self._process is None or self._process.poll() is not None:
            return []
        first = self._process.pid
        others = list(self._descendants(first))
        if what == WHOLE:
            return [first, *others]
        if what == FIRST:
            return [first]
        fit = [pid for pid in others if _kind(pid) == what]
        return [random.choice(fit)] if fit else []

    def _descendants(self, pid: int) -> Iterator[int]:
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                for child in (task / "children").read_text("ascii").split():
                    yield int(child)
                    yield from self._descendants(int(child))

    def _started(self) -> subprocess.Popen[bytes]:
        command = ["serve", "--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "kb.cli", *command],
                cwd=fresh.ROOT,
                env=fresh.environment(self.settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/panel/wejscie")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def _wait(self) -> None:
        if self._process is not None:
            self._process.wait(60)


def _kind(pid: int) -> str:
    with suppress(OSError):
        words: Any = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if b"work" in words:
            return DESK
        if b"kb.supervise" not in words:
            return WEB
    return ""


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
