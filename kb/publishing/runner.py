"""The worker's part: takes requests, fetches, and publishes in a process of its own."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kb.errors import IndexUnavailable, PublishError, RepositoryError
from kb.ingest.repository import resolve
from kb.publishing.child import run_child
from kb.publishing.fetch import fetch
from kb.publishing.handover import command as handover
from kb.publishing.outcome import last_outcome, note_fetch
from kb.publishing.requests import (
    ask,
    finish,
    only_runner,
    pending,
    publishing_folder,
)
from kb.search.generation import current_name, read_manifest

log = logging.getLogger(__name__)

LOG = "publish.log"
#: Exit codes after which trying again changes nothing: articles break rules, a setting is wrong.
_FINAL = frozenset({0, 2, 4})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is published, and where to. remote: fetched before; empty for no fetching."""

    data_dir: Path
    repo: Path
    ref: str
    remote: str = ""


class Runner:
    """Serves one request at a time; a commit that came meanwhile is taken by the next."""

    def __init__(
        self,
        place: Place,
        poll_s: int,
        now: Callable[[], datetime],
        command: Sequence[str] = (),
    ) -> None:
        """poll_s: seconds between two looks for commits that nobody told of, 0 for never.
        command: publishes, and says by its exit code how it went; `kb publish` if left out."""
        self._place = place
        self._poll = timedelta(seconds=poll_s)
        self._now = now
        publish = handover(place.data_dir.absolute(), "publish", "--wait", "--keep-rollback")
        self._command = tuple(command) or publish
        self._looked: datetime | None = None

    def once(self) -> bool:
        """Serve the request that waits, if there is one, and say whether there was.

        Raises PublishError and RepositoryError for what may go better later: the request stays.
        """
        place = self._place
        with only_runner(place.data_dir) as alone:
            if not alone:
                return False
            fetched = self._look()
            request = pending(place.data_dir)
            if request is None:
                return False
            if not fetched:
                self._fetch()
            code = self._publish()
            if code not in _FINAL:
                raise PublishError(f"Publishing for {request.by} failed ({code}). {self._told()}")
            if code:
                log.warning("Publishing for %s was refused. %s", request.by, self._told())
            finish(place.data_dir, request)
            return True

    def _look(self) -> bool:
        """When it is time: fetch, and ask for a publish if the ref moved. Whether it fetched."""
        now, place = self._now(), self._place
        if not self._poll or (self._looked is not None and now - self._looked < self._poll):
            return False
        self._looked = now
        self._fetch()
        if resolve(place.repo, place.ref).sha != self._seen():
            ask(place.data_dir, "timer", now)
        return True

    def _seen(self) -> str:
        """The commit that the ref stood at when it was last published or refused.

        Not the one that is served: a timer must undo no `kb rollback`.
        """
        place = self._place
        last = last_outcome(place.data_dir)
        if last is not None and place.ref in last.seen:
            return last.seen[place.ref]
        try:
            name = current_name(place.data_dir)
            return read_manifest(place.data_dir, name).commit if name else ""
        except IndexUnavailable:
            return ""

    def _fetch(self) -> None:
        place = self._place
        if not place.remote:
            return
        try:
            fetch(place.repo, place.remote, place.ref)
        except RepositoryError as error:
            note_fetch(place.data_dir, place.ref, str(error))
            raise
        note_fetch(place.data_dir, place.ref, "")

    def _publish(self) -> int:
        """Run the publisher; its words go to a file beside the requests."""
        path = publishing_folder(self._place.data_dir) / LOG
        # The worker computes on one thread; a publisher uses what there is, and is niced instead.
        environment = {k: v for k, v in os.environ.items() if k != "OMP_NUM_THREADS"}
        return run_child(self._command, path, "publisher", environment)

    def _told(self) -> str:
        last = last_outcome(self._place.data_dir)
        said = last.message if last is not None else ""
        return said or f"See {self._place.data_dir / 'publishing' / LOG}."
