"""The worker's part: builds queued previews in a process of their own, and deletes old ones."""

from __future__ import annotations

import fcntl
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from kb.errors import PublishError
from kb.preview.fetching import fetch_wanted
from kb.preview.model import Preview, State
from kb.preview.records import FOLDER, keep, known_previews, next_queued
from kb.publishing.child import run_child

log = logging.getLogger(__name__)

LOG = "preview.log"
MOST_ATTEMPTS = 2
_TIDY_EVERY = timedelta(minutes=10)
_COMMAND = (sys.executable, "-P", "-m", "kb.cli", "preview")


class Runner:
    """Serves one request at a time."""

    def __init__(
        self,
        data_dir: Path,
        now: Callable[[], datetime],
        command: Sequence[str] = _COMMAND,
        origin: tuple[Path, str] | None = None,
    ) -> None:
        """origin: the repository and the remote of which branches are fetched when somebody asks.
        command: with `--build` and an id builds that one, with `--tidy` deletes what is old."""
        self._data_dir = data_dir
        self._now = now
        self._command = tuple(command)
        self._origin = origin
        self._tidied: datetime | None = None

    def once(self) -> bool:
        """Build the preview that has waited longest, if one waits, and say whether one did.

        Raises PublishError when the builder died: the preview stays in the queue.
        """
        folder = self._data_dir / FOLDER
        if not folder.is_dir():
            return False
        with (folder / "runner.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False  # another worker of this machine
            if self._origin is not None:
                fetch_wanted(self._data_dir, *self._origin, self._now())
            waiting = next_queued(self._data_dir)
            if waiting is None:
                self._tidy()
                return False
            if waiting.attempts >= MOST_ATTEMPTS:
                self._give_up(waiting)
                return True
            code = self._run("--build", waiting.id)
            self._require_end(waiting, code)
            return True

    def _require_end(self, begun: Preview, code: int) -> None:
        """Raise PublishError when the builder died before it wrote down how it ended."""
        left = next((one for one in known_previews(self._data_dir) if one.id == begun.id), None)
        if left is None or not left.is_open:
            return
        # A builder that never came to begin counts as an attempt, too.
        keep(self._data_dir, replace(left, attempts=begun.attempts + 1))
        raise PublishError(
            f"The builder of the preview {begun.id} ended with {code}. "
            f"See {self._data_dir / FOLDER / LOG}."
        )

    def _give_up(self, preview: Preview) -> None:
        message = f"The builder ended {preview.attempts} times before it was done."
        log.warning("The preview %s is given up. %s", preview.id, message)
        keep(
            self._data_dir,
            replace(preview, state=State.FAILED, message=message, ended_at=self._now()),
        )

    def _tidy(self) -> None:
        """In a process of its own as well, for it may have to reach the vector engine."""
        now = self._now()
        if self._tidied is not None and now - self._tidied < _TIDY_EVERY:
            return
        self._tidied = now
        if any(one.is_over_at(now) for one in known_previews(self._data_dir)):
            self._run("--tidy")

    def _run(self, *arguments: str) -> int:
        return run_child(
            (*self._command, *arguments), self._data_dir / FOLDER / LOG, name="builder"
        )
