"""Many files at once: all of them or none, and nothing that is there is lost on the way."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kb.authoring.whole_files import move_new, write_bytes
from kb.errors import AuthoringError


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to write. path: relative, of parts without ".." . replaces: one may be there."""

    path: str
    data: bytes
    replaces: bool


def write_files(folder: Path, files: Iterable[NewFile]) -> None:
    """Write files below a folder, which is made if need be.

    They are written beside first and moved when all of them are complete; a process that is killed
    meanwhile leaves some whole files and no part of one. Raises AuthoringError:
    a file is there that may not be replaced, a path leads out of the folder, the disk is full;
    then everything is as it was.
    """
    files = list(files)
    made = _missing_folders(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".kb-import-", dir=folder))
    except OSError as error:
        raise AuthoringError(f"{folder} cannot be written: {error.strerror}.") from error
    done: list[tuple[Path, Path | None]] = []
    try:
        for number, file in enumerate(files):
            write_bytes(stage / str(number), file.data)
        for number, file in enumerate(files):
            target = _target(folder, file)
            new = _missing_folders(target.parent)
            target.parent.mkdir(parents=True, exist_ok=True)
            made += new
            done.append((target, _move(stage, number, target, file.replaces)))
    except BaseException as error:
        _undo(done, made)
        if isinstance(error, OSError):
            raise AuthoringError(
                f"Nothing was imported: {error.strerror or error} ({error.filename2 or folder})."
            ) from error
        raise
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if made and not done:
            _remove_empty(made)


def _target(folder: Path, file: NewFile) -> Path:
    target = folder / file.path
    if not target.resolve().is_relative_to(folder.resolve()) or target.is_symlink():
        raise AuthoringError(f"{target} leads out of {folder}. Nothing was imported.")
    return target


def _move(stage: Path, number: int, target: Path, replaces: bool) -> Path | None:
    """Move a finished file to its place; returns where the one it replaced is kept meanwhile."""
    ready = stage / str(number)
    if not replaces or not target.exists():
        move_new(ready, target)
        return None
    kept = stage / f"{number}.before"
    shutil.copy2(target, kept)
    ready.replace(target)
    return kept


def _undo(done: list[tuple[Path, Path | None]], made: list[Path]) -> None:
    for target, kept in reversed(done):
        if kept is None:
            target.unlink(missing_ok=True)
        else:
            kept.replace(target)
    done.clear()
    _remove_empty(made)


def _missing_folders(folder: Path) -> list[Path]:
    return [path for path in (folder, *folder.parents) if not path.exists()][::-1]


def _remove_empty(made: list[Path]) -> None:
    for path in reversed(made):
        try:
            path.rmdir()
        except OSError:
            return
