"""Fetching the branches of a remote, as an editor asks for it: a wish, and how it ended."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from kb.errors import PublishError, RepositoryError
from kb.preview.records import FOLDER
from kb.preview.refs import FETCHED
from kb.publishing.fetch import fetch_branches
from kb.publishing.requests import write_whole

_WISH, _LAST = "fetch-wanted", "fetched.json"


@dataclass(frozen=True, slots=True)
class Fetched:
    """at: when branches were last fetched, ISO 8601; empty for never. fault: why that failed.
    wanted: whether somebody waits for it."""

    at: str = ""
    fault: str = ""
    wanted: bool = False


def want_fetch(data_dir: Path, by: str) -> None:
    """Ask the worker to fetch. Raises PublishError."""
    folder = data_dir / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise PublishError(f"The folder {folder} cannot be made: {exc}.") from exc
    write_whole(folder / _WISH, by)


def last_fetch(data_dir: Path) -> Fetched:
    """How it stands; as if there were none where the file cannot be read."""
    folder = data_dir / FOLDER
    wanted = (folder / _WISH).exists()
    try:
        found = json.loads((folder / _LAST).read_text("utf-8"))
        return Fetched(str(found["at"]), str(found["fault"]), wanted)
    except (OSError, ValueError, KeyError, TypeError):
        return Fetched(wanted=wanted)


def fetch_wanted(data_dir: Path, repo: Path, remote: str, now: datetime) -> None:
    """Fetch if somebody asked. A failure is noted and not raised: it is shown where one asked.

    Raises PublishError when that cannot be written down.
    """
    folder = data_dir / FOLDER
    wish = folder / _WISH
    try:
        asked = wish.stat().st_mtime_ns
    except FileNotFoundError:
        return
    fault = ""
    try:
        fetch_branches(repo, remote, FETCHED)
    except RepositoryError as error:
        fault = str(error)
    done = Fetched(now.isoformat(timespec="seconds"), fault)
    write_whole(folder / _LAST, json.dumps(asdict(done)))
    # Whoever asked while the branches came may have pushed just then.
    with suppress(FileNotFoundError):
        if wish.stat().st_mtime_ns == asked:
            wish.unlink()
