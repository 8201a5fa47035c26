"""Keeps the worker of the desk running beside the server, and lets it die with it.

The server holds one end of a pipe and never writes to it. When the server ends, however it ends,
the kernel closes that end, and whoever reads the other learns of it; so nothing is left running
after kill -9. Loads nothing but the standard library: it lives as long as the server.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event, Thread
from time import monotonic

#: Seconds between a crash and the next start; doubled with each in a row.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
#: Who ran so long has not crashed in a row.
_SOUND_AFTER = 60.0
#: The worker finishes the draft or letter that it is at.
_PATIENCE = 15.0


def start_beside() -> None:
    """Start the keeper of a worker that ends when this process does, also after exec."""
    read, write = os.pipe()
    subprocess.Popen(
        [sys.executable, "-m", "kb.supervise", str(read)],
        pass_fds=(read,),
        stdin=subprocess.DEVNULL,
        # Ctrl-C is for the server; the worker follows when that has finished.
        start_new_session=True,
    )
    os.close(read)
    # The program that takes this process's place holds it on.
    os.set_inheritable(write, True)


def when_closed(descriptor: int, then: Callable[[], object]) -> Thread:
    """Call something when the other end of a pipe is closed."""

    def wait() -> None:
        with suppress(OSError):
            while os.read(descriptor, 1):
                pass
        then()

    thread = Thread(target=wait, name="parent", daemon=True)
    thread.start()
    return thread


class Keeper:
    """Runs a command again and again until it is told to stop."""

    def __init__(self, command: Sequence[str], first_pause: float = _FIRST_PAUSE) -> None:
        """command: gets the descriptor of a pipe added, whose other end this process holds."""
        self._command = tuple(command)
        self._first_pause = first_pause
        self._stop = Event()
        self._running: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        """End the command, by SIGTERM, and the loop."""
        self._stop.set()
        running = self._running
        if running is not None:
            running.terminate()

    def keep(self) -> None:
        """Until `stop` is called."""
        pause = self._first_pause
        while not self._stop.is_set():
            began = monotonic()
            code = self._run_once()
            if self._stop.is_set():
                return
            if monotonic() - began > _SOUND_AFTER:
                pause = self._first_pause
            sys.stderr.write(
                f"The worker of the desk ended ({code}) and is started again in {pause:.0f} s.\n"
            )
            self._stop.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _run_once(self) -> int:
        read, write = os.pipe()
        try:
            self._running = subprocess.Popen(
                [*self._command, str(read)], pass_fds=(read,), stdin=subprocess.DEVNULL
            )
            if self._stop.is_set():
                self._running.terminate()
            return self._waited_for(self._running)
        finally:
            os.close(read)
            os.close(write)

    def _waited_for(self, running: subprocess.Popen[bytes]) -> int:
        while not self._stop.is_set():
            with suppress(subprocess.TimeoutExpired):
                return running.wait(1.0)
        try:
            return running.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            running.kill()
            return running.wait()


def main(arguments: Sequence[str]) -> None:
    """Keep a worker until the descriptor of the first argument is closed, or SIGTERM comes."""
    keeper = Keeper([sys.executable, "-m", "kb.cli", "work", "--until-closed"])
    signal.signal(signal.SIGTERM, lambda *_: keeper.stop())
    signal.signal(signal.SIGINT, lambda *_: keeper.stop())
    when_closed(int(arguments[0]), keeper.stop)
    keeper.keep()


if __name__ == "__main__":
    main(sys.argv[1:])
