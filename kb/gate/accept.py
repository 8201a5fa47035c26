"""`Golden-Accept: reason`, a trailer of a commit (git-interpret-trailers): why worse is right."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.errors import RepositoryError
from kb.ingest.git import run_git
from kb.ingest.printable import one_line

TRAILER = "Golden-Accept"
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Accepted:
    """commit: the first twelve hex digits. author: a name. reason: one line, never empty."""

    commit: str
    author: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """given: reasons of the commits, newest first. empty: commits with the trailer and none."""

    given: tuple[Accepted, ...] = ()
    empty: tuple[str, ...] = ()


def reasons(repo: Path, base: str, head: str) -> Reasons:
    """The trailers of the commits that `head` has and `base` has not; both are full SHAs.

    Raises RepositoryError.
    """
    said = run_git(
        repo, "log", "--no-show-signature", "--encoding=UTF-8",
        f"--format=%H%x00%aN%x00%(trailers:key={TRAILER},valueonly=true,unfold=true,"
        "separator=%x01)%x00",
        f"{base}..{head}", "--",
    )  # fmt: skip
    given: list[Accepted] = []
    empty: list[str] = []
    fields = said.decode("utf-8", "replace").split("\0")
    for sha, author, values in zip(fields[0::3], fields[1::3], fields[2::3], strict=False):
        # Git says nothing of a trailer without a value, so the message itself is asked.
        found = [one_line(value, _LONGEST) for value in values.split("\x01") if value.strip()]
        commit = sha.strip()[:12]
        given += [Accepted(commit, one_line(author, 80), reason) for reason in found]
        if not found and _is_blank(repo, sha.strip()):
            empty.append(commit)
    return Reasons(tuple(given), tuple(empty))


def _is_blank(repo: Path, sha: str) -> bool:
    """Whether a commit carries the trailer with nothing behind the colon."""
    message = run_git(repo, "log", "-1", "--no-show-signature", "--format=%B", sha)
    parsed = run_git(repo, "interpret-trailers", "--parse", stdin=message)
    lines = parsed.decode("utf-8", "replace").splitlines()
    return any(line.strip().casefold() == f"{TRAILER.casefold()}:" for line in lines)


def merge_base(repo: Path, ref: str, head: str) -> str:
    """The commit where two part; `ref` itself where a shallow clone does not reach so far."""
    try:
        found = run_git(repo, "merge-base", ref, head, ok=(0, 1))
    except RepositoryError:
        return ref
    return found.decode("ascii", "replace").strip() or ref
