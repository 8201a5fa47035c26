"""What a hook or the worker starts in order to publish: hands the work over, or does it itself.

    python -P -m kb.publishing.handover DATA_DIR ARGUMENTS…

Where a publisher waits that has everything imported (kb.publishing.forkserver), a copy of it runs
`kb ARGUMENTS…` with the environment, folder and output of this process; otherwise this process
becomes that command. Either way it ends with the command's exit code, and the command ends when
this process does. Loads little, for its start is part of how long customers wait for a change.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

SOCKET = "publisher.sock"
FOLDER = "publishing"
#: Said when a copy has taken the work; its exit code follows when it is done.
TAKEN = b"taken"
#: A publisher that is there answers at once; one that is stopped or hangs must hold up no commit.
_ANSWERS_S = 2.0
_CREDENTIALS = struct.Struct("3i")


def command(data_dir: Path, *arguments: str, python: str = sys.executable) -> tuple[str, ...]:
    """The command line that runs `kb ARGUMENTS…` as soon as can be."""
    # -P: nothing of the folder it is started in is ever imported, whatever its files are called.
    return (python, "-P", "-m", "kb.publishing.handover", str(data_dir), *arguments)


def identity() -> list[str]:
    """What two processes must share for one to do the work of the other: program and files."""
    namespace = ""
    with suppress(OSError):
        namespace = str(Path("/proc/self/ns/mnt").readlink())
    return [sys.version, str(Path(__file__).resolve()), namespace, *sys.path]


def address(folder: int) -> str:
    """Where the publisher listens. folder: an open descriptor of `<data>/publishing`, because an
    address of a socket holds no more than 107 bytes, which a path may exceed."""
    return f"/proc/self/fd/{folder}/{SOCKET}"


def of_this_user(connection: socket.socket) -> bool:
    """Whether the process at the other end runs as the same user."""
    said = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return bool(_CREDENTIALS.unpack(said)[1] == os.geteuid())


def hand_over(data_dir: Path, arguments: Sequence[str]) -> int | None:
    """The exit code of the copy that did the work; None where there was none, or it died."""
    if sys.platform != "linux":
        return None
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
            connection.settimeout(_ANSWERS_S)
            folder = os.open(data_dir / FOLDER, os.O_PATH | os.O_DIRECTORY)
            try:
                connection.connect(address(folder))
            finally:
                os.close(folder)
            if not of_this_user(connection):
                return None
            asked = {
                "identity": identity(),
                "arguments": list(arguments),
                "environment": dict(os.environ),
                "folder": str(Path.cwd()),
                "mask": _mask(),
            }
            socket.send_fds(connection, [json.dumps(asked).encode()], [1, 2])
            if connection.recv(16) != TAKEN:
                return None
            connection.settimeout(None)
            said = connection.recv(16)
            return int(said) if said else None
    except (OSError, ValueError):
        return None


def _mask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def main(arguments: Sequence[str]) -> None:
    """Command line: the data folder, then what follows `kb`."""
    data_dir, *rest = arguments
    code = hand_over(Path(data_dir), rest)
    if code is not None:
        sys.exit(code)
    os.execv(sys.executable, [sys.executable, "-P", "-m", "kb.cli", *rest])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
