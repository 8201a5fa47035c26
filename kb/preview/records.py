"""The previews of a data folder: one folder for each, with a small file that says how it stands.

The folder of a preview is a data folder of its own for the publisher: `index/<generation>` and the
pointer to it. Whoever holds the builder's lock may delete; all others only write the small file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kb.errors import NotFound, PreviewsFull, PublishError
from kb.preview.model import Preview, State
from kb.publishing.requests import write_whole

FOLDER = "previews"
#: Waiting previews; each takes seconds to minutes of a builder.
MOST_QUEUED = 10
_RECORD = "preview.json"
_ID = re.compile(r"[0-9a-f]{12}|w[0-9a-f]{11}")
_record: TypeAdapter[Preview] = TypeAdapter(Preview)


def preview_folder(data_dir: Path, preview: str) -> Path:
    """The folder of a preview, whether it is there or not. Raises NotFound for what is no id."""
    if not _ID.fullmatch(preview):
        raise NotFound(f"{preview!r} is the id of no preview.")
    return data_dir / FOLDER / preview


def known_previews(data_dir: Path) -> tuple[Preview, ...]:
    """All that have not been deleted, the last asked for first; a damaged file is as if absent."""
    found = (_read(path) for path in (data_dir / FOLDER).glob(f"*/{_RECORD}"))
    kept = [preview for preview in found if preview is not None]
    return tuple(sorted(kept, key=lambda one: (one.asked_at, one.id), reverse=True))


def shown_previews(data_dir: Path, now: datetime) -> tuple[Preview, ...]:
    """Those that have neither expired nor been removed."""
    return tuple(one for one in known_previews(data_dir) if not one.is_over_at(now))


def find_preview(data_dir: Path, preview: str, now: datetime) -> Preview:
    """Raises NotFound: there is none of that id, it has expired or was removed."""
    found = _read(preview_folder(data_dir, preview) / _RECORD)
    if found is None or found.is_over_at(now):
        raise NotFound(f"There is no preview {preview}, or it has expired.")
    return found


def ask_for(data_dir: Path, wanted: Preview, *, anew: bool = True) -> Preview:
    """Put a preview into the queue; one that waits or is being built stays as it is.

    anew: also one that is ready; else its time begins anew, and nothing else happens.
    Raises PreviewsFull, PublishError (the folder cannot be written).
    """
    known = _read(preview_folder(data_dir, wanted.id) / _RECORD)
    if known is not None and known.is_open:
        return known
    if known is not None and not known.is_over_at(wanted.asked_at):
        if known.state is State.READY and not anew:
            known = replace(known, expires_at=wanted.expires_at)
            keep(data_dir, known)
            return known
        # What is built already is not checked anew, hence its problems are not found again.
        wanted = replace(wanted, problems=known.problems)
    waiting = [one for one in known_previews(data_dir) if one.is_open]
    if len(waiting) >= MOST_QUEUED:
        raise PreviewsFull(f"{len(waiting)} previews wait already. Try again when some are built.")
    keep(data_dir, wanted)
    return wanted


def ask_for_again(data_dir: Path, known: Preview, by: str, now: datetime) -> Preview:
    """Put one that has ended into the queue anew. Raises as `ask_for`."""
    wanted = replace(known, state=State.QUEUED, by=by, asked_at=now, attempts=0, message="")
    return ask_for(data_dir, wanted)


def keep(data_dir: Path, preview: Preview) -> None:
    """Write how a preview stands. Raises PublishError."""
    folder = preview_folder(data_dir, preview.id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise PublishError(f"The folder {folder} cannot be made: {exc}.") from exc
    write_whole(folder / _RECORD, _record.dump_json(preview).decode())


def remove_preview(data_dir: Path, preview: str, now: datetime) -> None:
    """Let nobody see it any more; the next builder deletes it. Raises NotFound, PublishError."""
    keep(data_dir, replace(find_preview(data_dir, preview, now), state=State.REMOVED))


def next_queued(data_dir: Path) -> Preview | None:
    """The one that has waited longest; also one of which a builder that died had begun."""
    return next((one for one in reversed(known_previews(data_dir)) if one.is_open), None)


def surplus(
    data_dir: Path, now: datetime, most: int, most_bytes: int, spared: str = ""
) -> Iterator[Preview]:
    """Those to delete: expired and removed ones, failures that a newer one of the same ref stands
    in for, and the oldest beyond a number and a size.

    spared: the one that was just built, which is never among them.
    """
    kept, size = 0, 0
    newer: set[str] = set()
    by_age = sorted(
        known_previews(data_dir), key=lambda one: (one.id == spared, one.asked_at), reverse=True
    )
    for one in by_age:
        if one.is_open:
            continue
        failed, again = one.state is not State.READY, one.ref in newer
        newer.add(one.ref)
        if one.is_over_at(now) or (failed and again):
            yield one
            continue
        kept, size = kept + 1, size + bytes_of(preview_folder(data_dir, one.id))
        if one.id != spared and (kept > most or size > most_bytes):
            yield one


def bytes_of(folder: Path) -> int:
    """What the files of a folder take on the disk."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def lasting(now: datetime, days: int) -> datetime:
    """When a preview of this moment expires."""
    return now + timedelta(days=days)


def _read(path: Path) -> Preview | None:
    try:
        found = _record.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    return found if found.id == path.parent.name and found.state in State else None
