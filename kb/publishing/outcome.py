"""How the last publish ended, kept for `kb status`, `/readyz` and who asks why nothing changed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from kb.errors import ContentError, KbError, PublishBusy, PublishError
from kb.model import Level, Problem, Published
from kb.publishing.requests import FOLDER, publishing_folder, write_whole

_log = logging.getLogger(__name__)
_LAST = "last.json"
_MOST_PROBLEMS, _MOST_REFS = 50, 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """state: published, unchanged, refused (articles break rules), failed, or none yet.

    at: when it ended, ISO 8601. commit: full SHA, empty where none was read. message: the error's
    words. problems: those that stopped it, the first 50. found: what the check said of that commit,
    warnings of what is served included, the worst first, at most 50. seen: the commit that each ref
    stood at when it was last published or refused, so that a timer tries none of them again.
    fetching: why the last fetch failed; empty since one has not.
    """

    state: str
    at: str
    ref: str
    commit: str = ""
    took_s: float = 0.0
    message: str = ""
    problems: tuple[str, ...] = ()
    found: tuple[Problem, ...] = ()
    seen: Mapping[str, str] = field(default_factory=dict)
    fetching: str = ""

    @property
    def failed(self) -> bool:
        """Whether what is served is older than what was to be published."""
        return self.state in {"refused", "failed"} or bool(self.fetching)


class Attempt:
    """A publish under way. Whoever makes it says which commit it read, and what came of it."""

    def __init__(self) -> None:
        self.commit = ""
        self.published: Published | None = None


@contextmanager
def noted(data_dir: Path, ref: str) -> Iterator[Attempt]:
    """Keep how a publish ends, whatever its error, which passes on.

    One that another publisher was in the way of changes nothing and is not noted.
    """
    attempt, started = Attempt(), perf_counter()
    try:
        yield attempt
    except PublishBusy:
        raise
    except KbError as error:
        state = "refused" if isinstance(error, ContentError) else "failed"
        found = getattr(error, "problems", ())
        _keep(data_dir, ref, attempt.commit, state, started, str(error), found)
        raise
    except Exception as error:
        _keep(data_dir, ref, attempt.commit, "failed", started, type(error).__name__, ())
        raise
    done = attempt.published
    state = "unchanged" if done is not None and done.unchanged else "published"
    _keep(data_dir, ref, attempt.commit, state, started, "", done.problems if done else ())


def note_fetch(data_dir: Path, ref: str, fault: str) -> None:
    """Keep why nothing could be fetched, or with no fault that it works again."""
    before = last_outcome(data_dir) or Outcome("none", "", ref)
    if fault != before.fetching:
        _write(data_dir, replace(before, fetching=fault))


def last_outcome(data_dir: Path) -> Outcome | None:
    """How the last publish ended; None where there was none or the file cannot be read."""
    try:
        read = dict(json.loads((data_dir / FOLDER / _LAST).read_text(encoding="utf-8")))
        found = tuple(map(_problem, read.get("found", ())))
        return Outcome(**{**read, "problems": tuple(read["problems"]), "found": found})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _keep(
    data_dir: Path,
    ref: str,
    commit: str,
    state: str,
    started: float,
    message: str,
    found: Iterable[Problem],
) -> None:
    before = last_outcome(data_dir)
    seen = dict(before.seen) if before else {}
    worst_first = tuple(sorted(found, key=lambda one: list(Level).index(one.level)))
    if state == "unchanged" and before and before.commit == commit:
        # Nothing was checked again.
        worst_first = before.found
    if commit and state != "failed":
        seen.pop(ref, None)
        seen[ref] = commit
    outcome = Outcome(
        state=state,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        ref=ref,
        commit=commit,
        took_s=round(perf_counter() - started, 2),
        message=message,
        problems=tuple(map(str, worst_first))[:_MOST_PROBLEMS] if state == "refused" else (),
        found=worst_first[:_MOST_PROBLEMS],
        seen=dict(list(seen.items())[-_MOST_REFS:]),
        fetching=before.fetching if before else "",
    )
    _write(data_dir, outcome)


def _problem(written: Mapping[str, Any]) -> Problem:
    return Problem(**{**written, "level": Level(written["level"])})


def _write(data_dir: Path, outcome: Outcome) -> None:
    try:
        write_whole(publishing_folder(data_dir) / _LAST, json.dumps(asdict(outcome)))
    except PublishError as error:
        # A publish that is done must not fail by its note.
        _log.warning("How the publish ended could not be noted: %s", error)
