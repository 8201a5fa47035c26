"""A request to publish: one small file, replaced by each newer one, so that only the newest counts.

Publishing takes the newest commit, hence one request stands for all before it. Nothing is ever
taken out: a request is done once its name stands in the file beside it, so that a worker that is
killed in between loses none. Each machine has its own, as each has its own index.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from kb.errors import PublishError

FOLDER = "publishing"
_REQUEST, _DONE, _LOCK = "request.json", "done", "runner.lock"


@dataclass(frozen=True, slots=True)
class Request:
    """name: of this request alone. by: who asked, such as `github`. at: ISO 8601."""

    name: str
    by: str
    at: str


def publishing_folder(data_dir: Path) -> Path:
    """The folder of all this, made when it is missing. Raises PublishError."""
    folder = data_dir / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise PublishError(f"The folder {folder} cannot be made: {exc}.") from exc
    return folder


def ask(data_dir: Path, by: str, now: datetime) -> Request:
    """Ask for a publish; whoever asked before is served by the same. Raises PublishError."""
    request = Request(token_hex(8), by, now.isoformat(timespec="seconds"))
    write_whole(publishing_folder(data_dir) / _REQUEST, json.dumps(asdict(request)))
    return request


def pending(data_dir: Path) -> Request | None:
    """The request that waits. One that cannot be read waits too, for nobody knows what it was."""
    folder = data_dir / FOLDER
    written = _read(folder / _REQUEST)
    if not written:
        return None
    try:
        found = json.loads(written)
        request = Request(str(found["name"]), str(found["by"]), str(found["at"]))
    except (ValueError, KeyError, TypeError):
        request = Request("unreadable", "unknown", "")
    return None if _read(folder / _DONE) == request.name else request


def finish(data_dir: Path, request: Request) -> None:
    """Note that a request was served; one that came since still waits. Raises PublishError."""
    write_whole(publishing_folder(data_dir) / _DONE, request.name)


@contextmanager
def only_runner(data_dir: Path) -> Iterator[bool]:
    """Whether this process may serve requests now; the system frees it when the process dies."""
    with (publishing_folder(data_dir) / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = True
        except BlockingIOError:
            held = False
        yield held


def write_whole(path: Path, text: str) -> None:
    """Replace a file at once: a reader sees the old text or the new. Raises PublishError."""
    scratch = ""
    try:
        handle, scratch = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).replace(path)
    except OSError as exc:
        if scratch:
            Path(scratch).unlink(missing_ok=True)
        raise PublishError(f"{path} cannot be written: {exc}.") from exc


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
