"""Queued preview → generation of its own, by one builder at a time, which also deletes old ones."""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter

from kb.errors import ContentError, IndexUnavailable, KbError, PublishError
from kb.ingest.publish import Embedding, Progress, publish
from kb.ingest.repository import WORKTREE, Snapshot
from kb.model import Audience, Level, Problem, Published
from kb.preview.model import Preview, State
from kb.preview.records import FOLDER, find_preview, keep, lasting, preview_folder, surplus
from kb.publishing.requests import write_whole
from kb.search.engine import EngineBuilder
from kb.search.generation import index_root

_log = logging.getLogger(__name__)
_LOCK, _SOURCES = "build.lock", "sources.json"
_MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What a builder works with. days, most, most_bytes: how long and how many previews stay."""

    data_dir: Path
    default_audience: Audience
    embedding: Embedding
    engine: EngineBuilder
    engine_name: str
    days: int
    most: int
    most_bytes: int


def id_of(snapshot: Snapshot) -> str:
    """The id of a preview: of a commit its first digits, of a folder a hash of its content."""
    if snapshot.commit.sha != WORKTREE:
        return id_of_commit(snapshot.commit.sha)
    whole = hashlib.sha256()
    for name, data in sorted(_all_files(snapshot).items()):
        whole.update(f"{len(name)} {len(data)} ".encode() + name.encode() + data)
    return f"w{whole.hexdigest()[:11]}"


def id_of_commit(sha: str) -> str:
    """The first twelve digits."""
    return sha[:12]


@contextmanager
def only_builder(data_dir: Path) -> Iterator[None]:
    """Wait for the builder's lock and hold it; the system frees it when the process dies."""
    try:
        (data_dir / FOLDER).mkdir(parents=True, exist_ok=True)
        lock = (data_dir / FOLDER / _LOCK).open("w")
    except OSError as exc:
        raise PublishError(f"The folder {data_dir / FOLDER} cannot be written: {exc}.") from exc
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build(
    preview: Preview,
    read: Callable[[], Snapshot],
    workshop: Workshop,
    now: Callable[[], datetime],
    progress: Progress,
) -> Preview:
    """Build a preview, whatever became of an earlier attempt; only the holder of the lock may.

    Returns how it stands then, refused and failed ones included. Raises PublishError when that
    cannot be written down.
    """
    data_dir, started = workshop.data_dir, perf_counter()
    tidy(workshop, now(), preview.id)
    begun = replace(preview, state=State.BUILDING, attempts=preview.attempts + 1)
    keep(data_dir, begun)
    try:
        published = _publish(begun, read(), workshop, progress)
    except ContentError as error:
        done = replace(
            begun, state=State.REFUSED, message=str(error), problems=_first(error.problems)
        )
    except KbError as error:
        done = replace(begun, state=State.FAILED, message=str(error))
    else:
        done = replace(
            begun,
            state=State.READY,
            embedded=published.embedded,
            articles=published.articles,
            generation=published.generation,
            message="",
            # What is built already is not checked anew.
            problems=preview.problems if published.unchanged else _first(published.problems),
        )
    ended = now()
    done = replace(
        done,
        ended_at=ended,
        expires_at=lasting(ended, workshop.days),
        took_s=round(perf_counter() - started, 2),
    )
    if _was_removed(data_dir, preview, ended):
        done = replace(done, state=State.REMOVED)
    keep(data_dir, done)
    tidy(workshop, ended, preview.id)
    return done


def tidy(workshop: Workshop, now: datetime, spared: str = "") -> int:
    """Delete what has expired, was removed, or is too much; the number of previews deleted."""
    deleted = 0
    for old in tuple(surplus(workshop.data_dir, now, workshop.most, workshop.most_bytes, spared)):
        folder = preview_folder(workshop.data_dir, old.id)
        try:
            for generation in index_root(folder).glob("*/"):
                for audience in Audience:
                    workshop.engine.drop(str(generation / audience / "shard"))
        except IndexUnavailable:
            _log.exception("the index of the preview %s could not be dropped", old.id)
            continue
        shutil.rmtree(folder, ignore_errors=True)
        deleted += 1
    return deleted


def kept_sources(data_dir: Path, preview: str) -> Mapping[str, str]:
    """The texts of a folder as it was on disk, by path; empty for a preview of a commit."""
    try:
        found = json.loads((preview_folder(data_dir, preview) / _SOURCES).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(path): str(text) for path, text in found.items()}


def _publish(
    preview: Preview, snapshot: Snapshot, workshop: Workshop, progress: Progress
) -> Published:
    folder = preview_folder(workshop.data_dir, preview.id)
    if snapshot.commit.sha == WORKTREE:
        texts = {name: data.decode("utf-8", "replace") for name, data in _texts(snapshot).items()}
        write_whole(folder / _SOURCES, json.dumps(texts, ensure_ascii=False))
    return publish(
        lambda: snapshot,
        folder,
        workshop.default_audience,
        workshop.embedding,
        workshop.engine,
        workshop.engine_name,
        keep=1,
        progress=progress,
        # The texts that a branch shares with what is served have their vectors there.
        cache=workshop.data_dir / "cache",
    )


def _was_removed(data_dir: Path, preview: Preview, now: datetime) -> bool:
    """Whether somebody removed it while it was being built."""
    try:
        find_preview(data_dir, preview.id, now)
    except KbError:
        return True
    return False


def _texts(snapshot: Snapshot) -> dict[str, bytes]:
    """What editors write: articles, and the settings beside them."""
    beside = {"kb.toml": snapshot.config, "golden.yaml": snapshot.golden}
    return {
        **{file.path: file.data for file in snapshot.files},
        **{name: data for name, data in beside.items() if data is not None},
        **snapshot.settings_files,
    }


def _all_files(snapshot: Snapshot) -> dict[str, bytes]:
    return {**_texts(snapshot), **snapshot.pictures}


def _first(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The worst and first of them."""
    levels = list(Level)
    return tuple(sorted(problems, key=lambda one: levels.index(one.level))[:_MOST_PROBLEMS])
