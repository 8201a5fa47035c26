"""What is done in the background: publishing, previews, drafts, letters in and out, and tidying.

Each task has a thread of its own, so that a mail server that answers slowly holds up no draft. A
task that fails is tried again, later and later, and the others go on.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

from kb.errors import KbError

if TYPE_CHECKING:
    from kb.settings import Settings
    from kb.store.database import Store

log = logging.getLogger(__name__)

_LONGEST_PAUSE_S = 60.0
#: A draft or a letter under way is finished; who takes longer is taken up by the next worker.
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Task:
    """once: does what is due, and says whether there may be more right away. every_s: seconds
    between two looks when there is not."""

    name: str
    once: Callable[[], bool]
    every_s: float


def run(tasks: Sequence[Task], stop: Event) -> None:
    """Work until `stop` is set."""
    threads = [
        Thread(target=_repeat, args=(task, stop), name=task.name, daemon=True) for task in tasks
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join(_PATIENCE_S)


def run_once(tasks: Sequence[Task]) -> None:
    """Do everything that is due now, one task after another. Raises what the tasks raise."""
    for task in tasks:
        while task.once():
            pass


def _repeat(task: Task, stop: Event) -> None:
    pause = task.every_s
    while not stop.is_set():
        try:
            if task.once():
                pause = task.every_s
                continue
            pause = task.every_s
        except KbError as error:
            pause = _longer(pause)
            log.warning("%s: %s Tried again in %.0f s.", task.name, error, pause)
        except Exception as error:  # noqa: BLE001 - the others must go on, and this one after a while
            pause = _longer(pause)
            # Its words may quote a letter; where it happened does not.
            place = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s: %s\n%s", task.name, type(error).__name__, place)
        stop.wait(pause)


def _longer(pause: float) -> float:
    return max(pause, min(pause * 2, _LONGEST_PAUSE_S))


def desk_tasks(settings: Settings, store: Store) -> tuple[Task, ...]:
    """The tasks of an installation, by its settings. Raises ConfigError."""
    from kb.desk_wiring import open_mailbox, open_outbox
    from kb.editing_wiring import open_grouper
    from kb.inbox.changes import wake_due
    from kb.inbox.drafting import Drafter
    from kb.inbox.old_messages import make_findable
    from kb.review.store import propose
    from kb.wiring import open_assistant, open_library

    def now() -> datetime:
        return datetime.now(UTC)

    library = open_library(settings)
    assistant = open_assistant(settings, library)
    drafter = Drafter(
        store,
        assistant.propose,
        lambda *draft: propose(store, *draft),
        now,
    )
    outbox = open_outbox(settings, library, store, now)

    def tidy() -> bool:
        wake_due(store, now())
        return make_findable(store)

    # First, for the others need a published base.
    published = (_publishing(settings, now),) if listens(settings) else ()
    tasks = (
        *published,
        Task("drafts", drafter.work_once, every_s=1),
        Task("letters", lambda: bool(outbox.send_due()), every_s=2),
        Task("tidying", tidy, every_s=30),
        Task("questions", open_grouper(settings, library, store, now).once, every_s=300),
        _previews(settings, now),
    )
    mailbox = open_mailbox(settings, library, store, now)
    return (*tasks, Task("mailbox", mailbox.look, every_s=60)) if mailbox else tasks


def _previews(settings: Settings, now: Callable[[], datetime]) -> Task:
    from kb.preview.runner import Runner

    origin = (settings.content_repo, settings.content_remote) if settings.content_remote else None
    return Task("previews", Runner(settings.data_dir, now, origin=origin).once, every_s=1)


def listens(settings: Settings) -> bool:
    """Whether pushes or a timer start publishing here."""
    return bool(settings.git_webhook_secret or settings.publish_poll_s)


def _publishing(settings: Settings, now: Callable[[], datetime]) -> Task:
    from kb.publishing.runner import Place, Runner

    place = Place(
        data_dir=settings.data_dir,
        repo=settings.content_repo,
        ref=settings.content_ref,
        remote=settings.content_remote,
    )
    return Task("publishing", Runner(place, settings.publish_poll_s, now).once, every_s=1)
