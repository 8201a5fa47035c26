"""What an editor may ask to see: branches of the repository, and refs that were typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import RepositoryError
from kb.ingest.git import require_repository, run_git
from kb.ingest.printable import one_line
from kb.ingest.repository import resolve
from kb.model import Commit

LONGEST_REF = 250
_MOST_STEPS = 3
#: What git allows in no name of a branch (git-check-ref-format), but for steps back (`main~2`): so
#: no ref searches messages (`:/…`), names a file or reads a log of refs (`@{…}`).
_NO_NAME = re.compile(
    r"^[-/]|[\x00-\x20\x7f:?*\[\\\ud800-\udfff]|\.\.|@\{|//|\^[^\d^~]|[/.]$|\.lock$"
)
_REMOTE_NAME = re.compile(r"[\w.-]+")
_STEPS_BACK = re.compile(r"[~^]\d{0,4}")
#: Where branches of a remote stand that is known by its address alone.
FETCHED = "refs/remotes/podpowiedz"


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch. name: as people call it. ref: the whole name, unambiguous.

    ahead, behind: commits that only the branch has, and that only what is served has; None where
    what is served is no commit of this repository.
    """

    name: str
    ref: str
    commit: str
    changed_at: datetime
    author: str
    subject: str
    ahead: int | None
    behind: int | None


def find_commit(repo: Path, ref: str, remote: str = "") -> Commit:
    """The commit that a typed ref names: a branch, also one of the remote, a tag or a hash.

    Raises RepositoryError: no such ref, or none that could be one.
    """
    if (
        not ref
        or len(ref) > LONGEST_REF
        or _NO_NAME.search(ref)
        or len(_STEPS_BACK.findall(ref)) > 3
    ):
        raise RepositoryError(
            f"{one_line(ref, 60)!r} cannot be the name of a branch, a tag or a commit."
        )
    try:
        return resolve(repo, ref)
    except RepositoryError as error:
        named = remote if _REMOTE_NAME.fullmatch(remote) else "origin"
        for place in (f"refs/remotes/{named}/{ref}", f"{FETCHED}/{ref}"):
            try:
                return resolve(repo, place)
            except RepositoryError:
                continue
        raise error


def about(repo: Path, sha: str) -> tuple[str, str]:
    """The first line of a commit's message and its author, each on one line."""
    said = run_git(
        repo, "log", "-1", "--no-show-signature", "--encoding=UTF-8", "--format=%aN%x00%s", sha
    )
    author, _, subject = said.decode("utf-8", "replace").partition("\0")
    return one_line(subject, 120), one_line(author, 80)


def branches(repo: Path, served: str, most: int) -> tuple[Branch, ...]:
    """The branches of a repository and of its remotes, the last changed first.

    served: the commit that customers see. A branch that stands at the same commit here and at the
    remote is told once. Raises RepositoryError.
    """
    require_repository(repo)
    # Twice as many, for those that are told once.
    listing = run_git(
        repo, "for-each-ref", "--sort=-committerdate", f"--count={2 * most}",
        "--format=%(refname)%00%(symref)%00%(objectname)%00%(committerdate:unix)%00%(authorname)"
        "%00%(subject)",
        "refs/heads", "refs/remotes",
    )  # fmt: skip
    found: dict[tuple[str, str], Branch] = {}
    known = _is_commit(repo, served)
    for line in listing.decode("utf-8", "replace").splitlines():
        ref, symbolic, sha, seconds, author, subject = (*line.split("\0"), "", "", "", "", "")[:6]
        if symbolic or not seconds.isdigit() or len(found) == most:
            continue
        name = _name_of(ref)
        if (name, sha) in found:
            continue
        ahead, behind = _distance(repo, served, sha) if known else (None, None)
        found[name, sha] = Branch(
            name=one_line(name, LONGEST_REF),
            ref=ref,
            commit=sha,
            changed_at=datetime.fromtimestamp(int(seconds), UTC),
            author=one_line(author, 80),
            subject=one_line(subject, 120),
            ahead=ahead,
            behind=behind,
        )
    return tuple(found.values())


def _name_of(ref: str) -> str:
    """`refs/heads/nowy/cennik` and `refs/remotes/origin/nowy/cennik` are both `nowy/cennik`."""
    local = ref.removeprefix("refs/heads/")
    return local if local != ref else ref.removeprefix("refs/remotes/").partition("/")[2]


def _is_commit(repo: Path, sha: str) -> bool:
    if not re.fullmatch(r"[0-9a-f]{40,64}", sha):
        return False
    # Git complains of an object that is not there with 128.
    said = run_git(repo, "cat-file", "-t", sha, ok=(0, 1, 128))
    return said.strip() == b"commit"


def _distance(repo: Path, served: str, sha: str) -> tuple[int, int]:
    counts = run_git(repo, "rev-list", "--left-right", "--count", f"{served}...{sha}").split()
    return int(counts[1]), int(counts[0])
