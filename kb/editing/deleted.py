"""Articles that were deleted: which, by whom, and what they said."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from kb.editing.history import COMMITS, Change, changes_of, read_commits
from kb.editing.versions import Commands, commands, text_at
from kb.errors import NotFound
from kb.ingest.article import make_slug
from kb.ingest.git import run_git

#: Commits that deleted something; older ones are looked at with git.
MOST_COMMITS = 200


@dataclass(frozen=True, slots=True)
class Deleted:
    """A file that is there no longer. path: from the repository's root. change: the commit that
    deleted it. slug: the address that the name of the file gives."""

    path: str
    slug: str
    change: Change


@dataclass(frozen=True, slots=True)
class LastText:
    """What a deleted article said, and its way back.

    history: its changes, newest first, the deletion among them. last: the newest with a text.
    """

    history: tuple[Change, ...]
    last: Change
    text: str
    back: Commands


@lru_cache(maxsize=8)
def deleted_articles(repo: Path, commit: str, folder: str) -> tuple[Deleted, ...]:
    """The articles below a folder ("" for all) that were deleted up to a commit and not brought
    back since, the last one first.

    commit: full SHA. A renamed file is not deleted. Raises RepositoryError.
    """
    output = run_git(
        repo, "log", "--diff-filter=D", "--find-renames", "--no-show-signature", "--name-status",
        "-z", f"--max-count={MOST_COMMITS}", "--encoding=UTF-8", COMMITS,
        commit, "--", folder or ".",
    )  # fmt: skip
    listed = run_git(repo, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    there = {os.fsdecode(name) for name in listed.split(b"\0")}
    found: dict[str, Deleted] = {}
    for path, change in _deletions(output):
        if path.endswith(".md") and path not in there:
            slug = make_slug(PurePosixPath(path).stem, path)
            found.setdefault(path, Deleted(path, slug, change))
    return tuple(found.values())


def _deletions(output: bytes) -> Iterator[tuple[str, Change]]:
    """Paths with the commit that deleted them; a commit can delete many."""
    for change, names in read_commits(output):
        for status, path in zip(names[::2], names[1::2], strict=False):
            if status.strip("\n") == "D":
                yield path, change


def last_text(repo: Path, commit: str, path: str) -> LastText:
    """What a deleted file said last. Raises NotFound: it was never there; RepositoryError."""
    history = changes_of(repo, commit, path)
    last = next((one for one in history if not one.gone), None)
    if last is None or not history[0].gone:
        raise NotFound(f"{path} was not deleted.")
    return LastText(history, last, text_at(repo, last), commands(history[0], last))
