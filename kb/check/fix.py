"""Mending files in place: only what cannot change the meaning, and nothing else of the file."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kb.check.characters import edits
from kb.errors import AuthoringError


@dataclass(frozen=True, slots=True)
class Mended:
    """A file that was changed: its path as given, and the change as a unified diff."""

    path: str
    diff: str


def mended(data: bytes, language: str, rules: frozenset[str]) -> bytes:
    """The bytes with every edit of the rules made.

    Line ends, a byte order mark and all bytes outside of the edits stay as they are. What is not
    UTF-8 is left alone.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    # An edit may make room for another: a space behind a mark that was removed.
    for _ in range(3):
        made = [edit for edit in edits(text, language) if edit.rule in rules]
        if not made:
            break
        pieces, end = [], 0
        for edit in made:
            pieces += [text[end : edit.start], edit.new]
            end = edit.end
        text = "".join([*pieces, text[end:]])
    return text.encode()


def mend_files(
    folder: Path, files: Iterable[tuple[str, bytes, str, frozenset[str]]]
) -> Iterator[Mended]:
    """Mend files below a folder, given as (path, bytes as they were read, language, rules).

    A file that changed since it was read is not touched. Raises AuthoringError where one cannot be
    written; those before it are done.
    """
    for path, data, language, rules in files:
        new = mended(data, language, rules)
        if new != data:
            _replace(folder / path, data, new)
            yield Mended(path, _diff(path, data, new))


def _replace(path: Path, old: bytes, new: bytes) -> None:
    """Write beside the file and rename, so that it is whole at every moment."""
    try:
        if path.is_symlink() or path.read_bytes() != old:
            raise AuthoringError(
                f"{path} changed while it was checked. Run `kb check --fix` again."
            )
        handle, scratch = tempfile.mkstemp(prefix=".kb-fix-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(new)
            Path(scratch).chmod(path.stat().st_mode & 0o7777)
            Path(scratch).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(scratch).unlink()
            raise
    except OSError as exc:
        raise AuthoringError(f"{path} cannot be written: {exc}.") from exc


def _diff(path: str, old: bytes, new: bytes) -> str:
    before, after = (data.decode("utf-8").splitlines(keepends=True) for data in (old, new))
    return "".join(
        line if line.endswith("\n") else f"{line}\n"
        for line in difflib.unified_diff(before, after, f"a/{path}", f"b/{path}", n=0)
    )
