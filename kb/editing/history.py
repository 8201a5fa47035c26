"""The commits that changed one file, also under the names that it had before."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.ingest.git import run_git
from kb.ingest.printable import one_line
from kb.model import Commit

#: Of one file; older ones are looked at with git.
MOST_CHANGES = 200
_MESSAGE_LENGTH, _NAME_LENGTH = 200, 80
_RENAMED = "R"
#: How `git log` is asked for what `read_commits` reads.
COMMITS = "--format=%x1e%H%x1f%P%x1f%ct%x1f%aN%x1f%s"
#: Where a commit begins: messages may hold the same signs, but no zero byte before them.
_BEGINS = re.compile(rb"(?:\A|\0)\x1e(?=[0-9a-f]{40,64}\x1f)")


@dataclass(frozen=True, slots=True)
class Change:
    """A commit that changed a file.

    commit: full SHA. message: its first line, as a text without markup. path: of the file after it,
    from the repository's root. before: its name before, where the commit renamed it. gone: the
    commit deleted the file. parents: how many; two or more of a merge.
    """

    commit: str
    at: datetime
    author: str
    message: str
    path: str
    before: str = ""
    gone: bool = False
    parents: int = 1


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the branch has that is not served.

    head: where the branch stands. count: of commits. commits: the newest of them. apart: what is
    served is no ancestor of the branch, as after a rollback to another line or a forced push.
    """

    head: Commit
    count: int
    commits: tuple[Change, ...]
    apart: bool


def changes_of(repo: Path, commit: str, path: str) -> tuple[Change, ...]:
    """The changes of a file up to a commit, newest first, at most 200; none for no such file.

    commit: full SHA. path: from the repository's root. A rename is followed where half of the text
    or more stayed. Raises RepositoryError.
    """
    output = run_git(
        repo, "log", "--follow", "--find-renames", "--no-show-signature", "--name-status", "-z",
        f"--max-count={MOST_CHANGES}", "--encoding=UTF-8", COMMITS,
        commit, "--", path,
    )  # fmt: skip
    return tuple(_read(output))


def ahead_of(repo: Path, served: str, head: Commit, most: int = 20) -> Ahead:
    """The commits that lead from what is served to the head of the branch.

    served: full SHA. Raises RepositoryError: the commit is in the repository no longer.
    """
    if served == head.sha:
        return Ahead(head, 0, (), apart=False)
    span = f"{served}..{head.sha}"
    count = int(run_git(repo, "rev-list", "--count", span))
    output = run_git(
        repo, "log", "--no-show-signature", "-z", f"--max-count={most}", "--encoding=UTF-8",
        COMMITS, span,
    )  # fmt: skip
    forked = run_git(repo, "merge-base", served, head.sha, ok=(0, 1)).decode().strip()
    return Ahead(head, count, tuple(_read(output)), apart=forked != served)


def describe(repo: Path, commit: str) -> Change:
    """Author, time and message of a commit. commit: full SHA. Raises RepositoryError."""
    output = run_git(
        repo, "log", "-1", "--no-show-signature", "-z", "--encoding=UTF-8",
        COMMITS, commit,
    )  # fmt: skip
    return next(_read(output))


def files_of(repo: Path, commit: str) -> int:
    """How many files a commit changed; of a merge those that its parents have not. Raises
    RepositoryError."""
    names = run_git(
        repo, "diff-tree", "--no-commit-id", "--root", "-r", "-c", "--name-only", "-z", commit
    )
    return sum(1 for name in names.split(b"\0") if name)


def read_commits(output: bytes) -> Iterator[tuple[Change, list[str]]]:
    """Commits of a `git log -z` in COMMITS' format, each with its files as git lists them: status,
    path, status, path. The change is that of the one file where it is asked about one."""
    for record in _BEGINS.split(output)[1:]:
        head, *rest = record.split(b"\0")
        sha, parents, seconds, author, message = head.decode("utf-8", "replace").split("\x1f", 4)
        names = [os.fsdecode(name) for name in rest if name.strip(b"\n")]
        status = names[0].strip("\n") if names else ""
        change = Change(
            commit=sha,
            at=datetime.fromtimestamp(int(seconds), UTC),
            author=one_line(author, _NAME_LENGTH),
            message=one_line(message, _MESSAGE_LENGTH),
            path=names[-1] if len(names) > 1 else "",
            before=names[1] if status.startswith(_RENAMED) and len(names) > 2 else "",
            gone=status == "D",
            parents=len(parents.split()),
        )
        yield change, names


def _read(output: bytes) -> Iterator[Change]:
    return (change for change, _ in read_commits(output))
