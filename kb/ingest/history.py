"""The history of a folder → the commits that changed each of its files, from one pass of git."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kb.ingest.git import moment_of, run_git
from kb.ingest.moves import Move
from kb.ingest.printable import one_line
from kb.model import Revision

MAX_AUTHORS = 5
MAX_REVISIONS = 20

_MESSAGE_LENGTH, _NAME_LENGTH = 120, 80
_SHORT_SHA = 12


@dataclass(frozen=True, slots=True)
class History:
    """The commits that changed each path, newest first; paths count from the repository's root.

    renamed: a path and the commit (Revision.commit) that gave it its name → its name before.
    """

    by_path: dict[str, tuple[Revision, ...]]
    renamed: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of(self, path: str) -> tuple[Revision, ...]:
        """The changes of a path, none for one that was never committed; those before it was
        renamed belong to it."""
        found: list[Revision] = []
        names, before = {path}, ""
        while True:
            changes = self.by_path.get(path, ())
            if before:
                commits = [one.commit for one in changes]
                changes = changes[commits.index(before) + 1 :] if before in commits else ()
            at = next(
                (n for n, one in enumerate(changes) if (path, one.commit) in self.renamed), None
            )
            if at is None:
                return (*found, *changes)
            found += changes[: at + 1]
            before = changes[at].commit
            path = self.renamed[path, before]
            if path in names:
                return tuple(found)
            names.add(path)

    def commits_of(self, paths: Iterable[str]) -> frozenset[str]:
        """Short names of the commits that changed any of the paths."""
        return frozenset(one.commit for path in paths for one in self.of(path))


def read_history(repo: Path, commit: str, root: str, moves: Iterable[Move] = ()) -> History:
    """Read what every commit up to one changed below `root` ("" for everything).

    `-c` lists for a merge only what differs from all its parents, so that a merge does not count
    as a change of every file that it brings in. moves: of the same commits; a renamed file begins
    anew without them.
    """
    output = run_git(
        repo, "log", "-c", "--no-show-signature", "--no-renames", "--name-only", "-z",
        "--encoding=UTF-8", "--format=%x1e%H%x1f%ct%x1f%aN%x1f%s", commit, "--", root or ".",
    )  # fmt: skip
    found: dict[str, list[Revision]] = {}
    current: Revision | None = None
    for raw in output.split(b"\0"):
        token = raw.lstrip(b"\n")
        if token.startswith(b"\x1e"):
            current = _revision(token[1:])
        elif token and current:
            found.setdefault(os.fsdecode(token), []).append(current)
    return History(
        {path: tuple(revisions) for path, revisions in found.items()},
        {
            (move.new, move.commit[:_SHORT_SHA]): move.old
            for move in moves
            if move.new is not None and move.new != move.old
        },
    )


def authors_of(history: Iterable[Revision]) -> tuple[str, ...]:
    """Names of those who changed a file, the latest first, at most five."""
    names = dict.fromkeys(one.author for one in history if one.author)
    return tuple(names)[:MAX_AUTHORS]


def shown_history(
    history: Iterable[Revision], hidden: frozenset[str] = frozenset()
) -> tuple[Revision, ...]:
    """The newest changes for readers; of the `hidden` commits the message is left out."""
    return tuple(
        replace(one, message="") if one.commit in hidden else one
        for one in tuple(history)[:MAX_REVISIONS]
    )


def _revision(written: bytes) -> Revision:
    sha, seconds, author, message = written.decode("utf-8", "replace").split("\x1f", 3)
    moment = moment_of(seconds)
    return Revision(
        sha[:_SHORT_SHA], moment, one_line(author, _NAME_LENGTH), one_line(message, _MESSAGE_LENGTH)
    )
