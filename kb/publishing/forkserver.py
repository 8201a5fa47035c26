"""A publisher that waits with everything imported; each piece of work is done by a copy of it.

Importing what a publish needs takes longer than publishing a small change. A fork has it all, and
nothing else of the process that waits: it takes the environment, folder and output of whoever asked
(kb.publishing.handover), reads the settings anew and holds the publisher's lock itself, so that
kill -9 of any of the three leaves what it left before. The process that waits has one thread, as
forking needs, opens no file of the base, and never grows.

It ends when the program changes on the disk, because a copy would run the old one, and when the
process does that started it.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import kb
from kb.publishing.handover import SOCKET, TAKEN, address, identity, of_this_user
from kb.publishing.requests import publishing_folder

#: Runs `kb ARGUMENTS…` in the copy; its exit code.
Work = Callable[[Sequence[str]], int]

#: Path → size in bytes and time of the last change in nanoseconds.
Files = Mapping[str, tuple[int, int]]

_LOCK = "publisher.lock"
_LEFT_OUT = {"articles", "__pycache__"}
#: An environment with room to spare; what is longer is cut and then not understood.
_LONGEST = 1 << 20
_ASKS_S = 2.0
_DESCRIPTORS = 2


def program_files() -> Files:
    """Every file that was imported or ships with the library: its size and time of change."""
    imported = (getattr(module, "__file__", None) for module in tuple(sys.modules.values()))
    package = Path(kb.__file__).parent
    # Articles of the sample are content; what Python compiles follows its source.
    shipped = (path for path in package.rglob("*.*") if not _LEFT_OUT & set(path.parts))
    paths = {*map(str, shipped), *filter(None, imported)}
    return {path: state for path in paths if (state := _state(path)) is not None}


def _state(path: str) -> tuple[int, int] | None:
    try:
        state = Path(path).stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


def serve(data_dir: Path, until_closed: int, files: Files, work: Work) -> None:
    """Wait for work until the pipe is closed or the program changes.

    until_closed: descriptor whose other end the starter holds. files: `program_files` from before
    anything was imported. Returns at once where another one waits already. Raises PublishError
    where the folder cannot be made, OSError where nothing can listen in it.
    """
    folder = publishing_folder(data_dir)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        with _listening(folder) as listener:
            # Copies are not waited for.
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            # What is there stays: looking through it would copy the memory that is shared.
            gc.collect()
            gc.freeze()
            try:
                _wait(listener, until_closed, files, work, lock.fileno())
            finally:
                (folder / SOCKET).unlink(missing_ok=True)


def _listening(folder: Path) -> socket.socket:
    (folder / SOCKET).unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    mask = os.umask(0o177)
    try:
        listener.bind(address(descriptor))
        listener.listen()
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(mask)
        os.close(descriptor)
    return listener


def _wait(
    listener: socket.socket,
    until_closed: int,
    files: Files,
    work: Work,
    lock: int,
) -> None:
    known = {**program_files(), **files}
    while True:
        ready, _, _ = select.select([listener.fileno(), until_closed], [], [])
        if until_closed in ready:
            return
        connection, _ = listener.accept()
        with connection:
            if any(_state(path) != state for path, state in known.items()):
                return
            asked = _asked(connection)
            if asked is None:
                continue
            request, output = asked
            if os.fork() == 0:
                # Nothing of the process that waits may outlive it in a copy.
                listener.close()
                os.close(until_closed)
                os.close(lock)
                _become(connection, request, output, work)
            for descriptor in output:
                os.close(descriptor)


def _asked(connection: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """What is to be done and where its words go; None where it is not for this process."""
    connection.settimeout(_ASKS_S)
    output: list[int] = []
    try:
        said, output, _, _ = socket.recv_fds(connection, _LONGEST, _DESCRIPTORS)
        request = json.loads(said)
        if (
            of_this_user(connection)
            and request["identity"] == identity()
            and len(output) == _DESCRIPTORS
        ):
            connection.send(TAKEN)
            return request, output
    except (OSError, ValueError, TypeError, KeyError):
        pass
    for descriptor in output:
        os.close(descriptor)
    return None


def _become(
    connection: socket.socket, request: dict[str, Any], output: list[int], work: Work
) -> None:
    """In the copy: be what the other process would have become, and end."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor, standard in zip(output, (1, 2), strict=True):
            os.dup2(descriptor, standard)
            os.close(descriptor)
        os.environ.clear()
        os.environ.update(request["environment"])
        time.tzset()
        os.umask(request["mask"])
        os.chdir(request["folder"])
        connection.settimeout(None)
        Thread(target=_end_with, args=(connection,), daemon=True).start()
        code = work(request["arguments"])
        sys.stdout.flush()
        sys.stderr.flush()
        connection.send(str(code).encode())
    finally:
        os._exit(code)


def _end_with(connection: socket.socket) -> None:
    """Die when the process does whose work this is, as if it were that one."""
    with suppress(OSError):
        connection.recv(1)
    os.kill(os.getpid(), signal.SIGKILL)
