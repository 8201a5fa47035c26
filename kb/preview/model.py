"""What is known of a preview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kb.model import Level, Problem


class State(StrEnum):
    """How far a preview is. REFUSED: its articles break rules. REMOVED: nobody sees it any more,
    and the next builder deletes its files."""

    QUEUED = "queued"
    BUILDING = "building"
    READY = "ready"
    REFUSED = "refused"
    FAILED = "failed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Preview:
    """A preview of a commit, or of a folder as it was on disk.

    id: twelve hex digits of the commit; of a folder `w` and eleven of its content. ref: as it was
    asked for, on one line. commit: full SHA, or "worktree". subject, author: of the commit, on one
    line. by: who asked; empty for the command line. generation: of the index, once it is ready.
    message: why there is none. problems: what the check said, the first of them. attempts: how
    often a builder has begun.
    """

    id: str
    ref: str
    commit: str
    state: State
    asked_at: datetime
    expires_at: datetime
    by: str = ""
    subject: str = ""
    author: str = ""
    ended_at: datetime | None = None
    took_s: float = 0.0
    embedded: int = 0
    articles: int = 0
    generation: str = ""
    message: str = ""
    problems: tuple[Problem, ...] = ()
    attempts: int = 0

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems for which there is no preview."""
        return tuple(one for one in self.problems if one.level is Level.ERROR)

    @property
    def is_open(self) -> bool:
        """Whether a builder will still work on it."""
        return self.state in {State.QUEUED, State.BUILDING}

    def is_over_at(self, moment: datetime) -> bool:
        """Whether it has expired, or was removed. One that waits never expires."""
        if self.state is State.REMOVED:
            return True
        return not self.is_open and self.expires_at <= moment
