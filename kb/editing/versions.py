"""The text of an article at a commit, and how to go back to it."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from kb.editing.history import Change
from kb.errors import NotFound
from kb.ingest.git import run_git
from kb.ingest.repository import MAX_BYTES


@dataclass(frozen=True, slots=True)
class Commands:
    """What a person types in the folder of the repository. revert: takes a commit back with a new
    one. restore: brings the file's text of a commit back, to be committed."""

    revert: tuple[str, ...]
    restore: tuple[str, ...]


def text_at(repo: Path, change: Change) -> str:
    """The file as a change left it; bytes that are no UTF-8 are shown as �.

    Raises NotFound: the change deleted it, or it is too large to be an article. Raises
    RepositoryError.
    """
    listed = run_git(
        repo, "ls-tree", "-z", "--long", "--full-tree", change.commit, "--", change.path
    )
    fields = listed.partition(b"\t")[0].split()
    # A symbolic link is text to git, and the name of a foreign file to us.
    if len(fields) != 4 or fields[1] != b"blob" or fields[0] == b"120000":
        raise NotFound(f"There is no file {change.path} in the commit {change.commit[:12]}.")
    if int(fields[3]) > MAX_BYTES:
        raise NotFound(f"{change.path} of the commit {change.commit[:12]} is too large.")
    data = run_git(repo, "cat-file", "blob", fields[2].decode("ascii"))
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\0", "\ufffd")


def commands(newest: Change, change: Change) -> Commands:
    """How to go back: by taking a commit back, or to the text that it left.

    newest: the last change of the file. Names are quoted for a POSIX shell, and the paths begin
    at the top of the repository.
    """
    short = change.commit[:12]
    mainline = ["-m", "1"] if change.parents > 1 else []
    revert = shlex.join(["git", "revert", "--no-edit", *mainline, short])
    if change.gone:
        return Commands((revert,), ())
    if newest.gone or newest.path == change.path:
        path = change.path
        back = shlex.join(["git", "restore", f"--source={short}", "--", _pathspec(path)])
    else:
        # Under the name that the file has now.
        path = newest.path
        back = f"{shlex.join(['git', 'show', f'{short}:{change.path}'])} > {shlex.quote(path)}"
    add = shlex.join(["git", "add", "--", _pathspec(path)])
    commit = shlex.join(["git", "commit", "-m", f"Przywróć tekst z {short}"])
    return Commands((revert,), (back, add, commit))


def _pathspec(path: str) -> str:
    """A path as git takes it literally, whatever signs it has."""
    return f":(literal){path}" if re.search(r"[*?\[\]:\\]", path) else path
