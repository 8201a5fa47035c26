"""What is live, what waits to be published, and what stopped it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.editing.history import Ahead, Change, ahead_of, describe
from kb.errors import IndexUnavailable, RepositoryError
from kb.ingest.guard import LOCK
from kb.ingest.repository import WORKTREE, resolve
from kb.publishing.outcome import Outcome, last_outcome
from kb.publishing.requests import FOLDER, Request, pending
from kb.search.generation import Manifest, current_name, generations, read_manifest

#: Of the publishers' words: the end of these files.
LOGS = ("publish.log", "hook.log")
_LOG_BYTES, _LOG_LINES = 8_000, 40
_LOCKS = Path("/proc/locks")


@dataclass(frozen=True, slots=True)
class Live:
    """What is served and what is to come.

    served: None before the first publish. change: its commit, None where the repository does not
    know it. ahead: what the branch has besides; None where nobody can say, and `trouble` says why.
    last: how the last publish ended. waits: a request that nobody has served yet. busy: whether a
    publisher is at work now; None where that cannot be known. kept: older generations, newest
    first.
    """

    served: Manifest | None
    change: Change | None
    ahead: Ahead | None
    last: Outcome | None
    waits: Request | None
    busy: bool | None
    kept: tuple[Manifest, ...]
    trouble: str = ""


def look(data_dir: Path, repo: Path, ref: str) -> Live:
    """How publishing stands. Reads files and git, and takes no lock that a publisher may want."""
    served = _served(data_dir)
    change: Change | None = None
    ahead: Ahead | None = None
    trouble = ""
    if served is not None and served.commit != WORKTREE:
        try:
            head = resolve(repo, ref)
            change = describe(repo, served.commit)
            ahead = ahead_of(repo, served.commit, head)
        except RepositoryError as error:
            trouble = str(error)
    return Live(
        served=served,
        change=change,
        ahead=ahead,
        last=last_outcome(data_dir),
        waits=pending(data_dir),
        busy=_is_busy(data_dir / LOCK),
        kept=tuple(one for one in _kept(data_dir) if served is None or one.name != served.name),
        trouble=trouble,
    )


def log_end(data_dir: Path) -> tuple[str, ...]:
    """The last lines of what publishers said, of the file that was written last; none without."""
    newest = max(
        (data_dir / FOLDER / name for name in LOGS),
        key=lambda path: path.stat().st_mtime if path.is_file() else 0.0,
    )
    try:
        with newest.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _LOG_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ()
    return tuple(lines[-_LOG_LINES:])


def is_stale(live: Live, now: datetime, patience_s: float = 120.0) -> bool:
    """Whether a request waits longer than any worker would let it."""
    if live.waits is None or live.busy:
        return False
    try:
        return (now - datetime.fromisoformat(live.waits.at)).total_seconds() > patience_s
    except ValueError:
        return True


def _served(data_dir: Path) -> Manifest | None:
    try:
        name = current_name(data_dir)
        return read_manifest(data_dir, name) if name else None
    except IndexUnavailable:
        return None


def _kept(data_dir: Path) -> Sequence[Manifest]:
    found = []
    for name in generations(data_dir):
        try:
            found.append(read_manifest(data_dir, name))
        except IndexUnavailable:
            continue
    return found


def _is_busy(lock: Path) -> bool | None:
    """Whether somebody holds the publisher's lock, as the kernel lists it.

    Trying to take it would be the surest way, and could turn away a publisher that comes just then.
    """
    try:
        status = lock.stat()
        listed = _LOCKS.read_text("ascii", "replace")
    except FileNotFoundError:
        return False if _LOCKS.exists() else None
    except OSError:
        return None
    # "1: FLOCK  ADVISORY  WRITE 4711 08:01:1234 0 EOF"; what waits has "->" before its kind. The
    # device is left out: overlays list another one than `stat` gives.
    return any(
        line.split()[1:2] == ["FLOCK"] and f":{status.st_ino} " in line and "->" not in line
        for line in listed.splitlines()
    )
