"""Which files of the articles a preview changes, and what stood in them before and after."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Protocol

from kb.errors import NotFound, RepositoryError
from kb.ingest.git import run_git
from kb.ingest.repository import MAX_BYTES

_TEXTS = (".md", "kb.toml", ".yaml")


class Kind(StrEnum):
    """What became of a file. MOVED: it has another path, and perhaps another text as well."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class FileChange:
    """path: where the file stands, or stood. old_path: where a moved one stood before."""

    kind: Kind
    path: str
    old_path: str = ""

    @property
    def path_before(self) -> str:
        """Where what was compared with stands on the served side; empty for an added file."""
        return "" if self.kind is Kind.ADDED else self.old_path or self.path

    @property
    def path_after(self) -> str:
        """Where it stands on the preview's side; empty for a removed file."""
        return "" if self.kind is Kind.REMOVED else self.path


class Side(Protocol):
    """The files of one side of the comparison. Paths are relative to the folder of articles."""

    @property
    def hashes(self) -> Mapping[str, str]:
        """What tells one content from another, by path."""

    def text(self, path: str) -> str:
        """The text of a file. Raises NotFound; RepositoryError."""


class CommitSide:
    """The files of a commit."""

    def __init__(self, repo: Path, sha: str, folder: str) -> None:
        """Raises RepositoryError: the commit is not there."""
        self._repo = repo
        prefix = f"{folder}/" if folder else ""
        spec = ["--", prefix] if prefix else []
        listing = run_git(repo, "ls-tree", "-r", "-z", "--long", "--full-tree", sha, *spec)
        self._sizes: dict[str, int] = {}
        self.hashes: Mapping[str, str] = dict(self._entries(listing, prefix))

    def _entries(self, listing: bytes, prefix: str) -> Iterator[tuple[str, str]]:
        for record in listing.split(b"\0"):
            meta, _, name = record.partition(b"\t")
            if not name:
                continue
            mode, _kind, blob, size = meta.decode("ascii").split()
            path = os.fsdecode(name)[len(prefix) :]
            if mode.startswith("100") and not _is_hidden(path):
                self._sizes[path] = int(size)
                yield path, blob

    def text(self, path: str) -> str:
        """Of what is too large to be an article, nothing but its size."""
        if path not in self.hashes:
            raise NotFound(f"There is no file {path!r} in that commit.")
        if self._sizes[path] > MAX_BYTES:
            return f"({self._sizes[path]} B)"
        return _as_text(run_git(self._repo, "cat-file", "blob", self.hashes[path]))

    def texts_alone(self) -> TextSide:
        """Its articles and settings, for a comparison with a folder, of which no more is kept."""
        return TextSide({path: self.text(path) for path in self.hashes if path.endswith(_TEXTS)})


class TextSide:
    """Files whose texts are at hand."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.hashes: Mapping[str, str] = {path: _blob(text) for path, text in texts.items()}

    def text(self, path: str) -> str:
        """Raises NotFound."""
        if path not in self._texts:
            raise NotFound(f"There is no file {path!r} in that folder.")
        return self._texts[path]


def changed_files(old: Side, new: Side) -> tuple[FileChange, ...]:
    """By path. A file that went and one that came with the same content, or with the same name
    when there is one of each, is one that moved."""
    before, after = old.hashes, new.hashes
    gone, come = set(before) - set(after), set(after) - set(before)
    moved = dict(_moved(before, after, gone, come))
    found = [
        *(FileChange(Kind.MOVED, path, was) for path, was in moved.items()),
        *(FileChange(Kind.ADDED, path) for path in come - set(moved)),
        *(FileChange(Kind.REMOVED, path) for path in gone - set(moved.values())),
        *(
            FileChange(Kind.CHANGED, path)
            for path in set(before) & set(after)
            if before[path] != after[path]
        ),
    ]
    return tuple(sorted(found, key=lambda one: one.path))


def _moved(
    before: Mapping[str, str], after: Mapping[str, str], gone: set[str], come: set[str]
) -> Iterator[tuple[str, str]]:
    left = set(gone)
    for path in sorted(come):
        alike = [was for was in left if before[was] == after[path]]
        named = [was for was in left if _name(was) == _name(path)]
        again = [one for one in come if _name(one) == _name(path)]
        if len(alike) == 1 or (not alike and len(named) == len(again) == 1):
            was = (alike or named)[0]
            left.discard(was)
            yield path, was


def _name(path: str) -> str:
    return PurePosixPath(path).name


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in PurePosixPath(path).parts)


def _blob(text: str) -> str:
    """As git names the content, so that both kinds of sides can be compared."""
    data = text.encode("utf-8", "surrogatepass")
    return hashlib.sha1(f"blob {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()


def _as_text(data: bytes) -> str:
    if b"\0" in data[:8000]:
        return f"({len(data)} B)"
    return data.decode("utf-8", "replace")


def side_of(repo: Path, sha: str, folder: str) -> CommitSide | None:
    """The files of a commit; None where this repository does not have it."""
    try:
        return CommitSide(repo, sha, folder)
    except RepositoryError:
        return None
