"""A running `kb serve` for as long as a block lasts."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from tests.benchmarks import fresh

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_START_S = 120


@dataclass(frozen=True)
class Server:
    """A running `kb serve`."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii")
        return [int(pid) for pid in children.split()]


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(settings: Mapping[str, object], workers: int, port: int = 0) -> Iterator[Server]:
    """`kb serve` on a port, or a free one, until the block ends; all its workers have started."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "kb.cli", "serve", "--port", str(port), "--workers", str(workers)],
        cwd=fresh.ROOT,
        env=fresh.environment({"worker": False, **settings}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    ready = Event()
    log: list[str] = []

    def drain() -> None:
        for line in process.stdout or ():
            if f":{port}" in line:
                ready.set()
            elif " 200 " not in line:
                log.append(line)
        ready.set()

    reader = Thread(target=drain, daemon=True)
    reader.start()
    try:
        if not ready.wait(_START_S) or process.poll() is not None:
            raise RuntimeError(f"The server did not start:\n{''.join(log)[-2000:]}")
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(60)
        reader.join()
        if process.stdout:
            process.stdout.close()
