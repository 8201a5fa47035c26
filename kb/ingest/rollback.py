"""Back to a generation that was kept. Nothing is built: one pointer changes.

What was taken back must not come back by itself, with the next look of the timer or a push that is
told twice. So a rollback notes which commits it took back; publishing that nobody ordered by hand
leaves those alone for as long as the generation of the rollback is served.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import IndexUnavailable, NotFound
from kb.ingest.guard import disk_errors, only_publisher
from kb.search.generation import (
    Manifest,
    current_name,
    generations,
    index_root,
    point_to,
    read_manifest,
    sync,
    verify,
)

_NOTE = "rolled-back.json"
_MOST = 50


@dataclass(frozen=True, slots=True)
class RolledBack:
    """A rollback in force. generation: that is served. commits: full SHAs of what was published
    after it and is not served any more, the newest first. at: when, ISO 8601."""

    generation: str
    commits: tuple[str, ...]
    at: str


def roll_back(data_dir: Path, name: str | None, model: str) -> Manifest:
    """Make a kept generation current; None is the one before the current one.

    model: fingerprint of the embedding model that will serve it. Raises NotFound (no such
    generation), PublishBusy, PublishError (disk full), and the kinds of IndexUnavailable for one
    that cannot be served; what is served then stays.
    """
    # A publisher at work may be about to remove what is chosen here.
    with only_publisher(data_dir):
        kept = generations(data_dir)
        manifest = read_manifest(data_dir, _chosen(kept, name, current_name(data_dir)))
        verify(data_dir, manifest, model)
        with disk_errors(data_dir):
            # First the note: it says nothing until the generation in it is the current one.
            _note(data_dir, manifest, kept)
            point_to(data_dir, manifest.name)
    return manifest


def rolled_back(data_dir: Path) -> RolledBack | None:
    """The rollback in force; None where what is served was published last."""
    try:
        found = json.loads((index_root(data_dir) / _NOTE).read_text(encoding="utf-8"))
        note = RolledBack(str(found["generation"]), tuple(map(str, found["commits"])), found["at"])
        served = current_name(data_dir)
    except (OSError, ValueError, KeyError, TypeError, IndexUnavailable):
        return None
    return note if note.commits and note.generation == served else None


def _note(data_dir: Path, chosen: Manifest, kept: Iterable[str]) -> None:
    before = rolled_back(data_dir)
    newer: dict[str, None] = {}
    for name in kept:
        if name == chosen.name:
            break
        try:
            newer[read_manifest(data_dir, name).commit] = None
        except IndexUnavailable:
            continue  # nobody can publish what that was
    if newer and before:
        newer |= dict.fromkeys(before.commits)
    newer.pop(chosen.commit, None)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    note = RolledBack(chosen.name, tuple(newer)[:_MOST], at)
    path = index_root(data_dir) / _NOTE
    scratch = path.with_name(f".{_NOTE}")
    scratch.write_text(json.dumps(asdict(note)), encoding="utf-8")
    sync(scratch)
    scratch.replace(path)


def _chosen(kept: list[str], name: str | None, current: str | None) -> str:
    listed = f"Kept, newest first: {', '.join(kept)}." if kept else "None is kept."
    if name is not None:
        if name not in kept:
            raise NotFound(f"There is no generation {name!r}. {listed}")
        return name
    older = kept[kept.index(current) + 1 :] if current in kept else kept
    if not older:
        raise NotFound(
            f"There is no generation before {current or 'the first publish'}. {listed} "
            "To serve an older commit: kb publish --ref COMMIT."
        )
    return older[0]
