"""The text of an article at a commit, what changed between two texts, and how to go back."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path

from kb.editing.history import Change
from kb.errors import NotFound
from kb.ingest.git import run_git
from kb.ingest.repository import MAX_BYTES

#: Lines around a change that are shown with it.
_AROUND = 3
#: Beyond so many lines frequent ones are no anchors: time stays linear.
_LONG = 2_000
#: Changed lines whose words are compared one by one; more are shown as wholes.
_MOST_COMPARED = 400
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


class Kind(StrEnum):
    """What became of a line or of a part of it; SKIPPED stands for lines that stayed."""

    SAME = "same"
    INSERTED = "ins"
    DELETED = "del"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line; SAME within a changed line is what both lines have."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison. old, new: its number in each text, from 1; None where it is not."""

    kind: Kind
    old: int | None
    new: int | None
    parts: tuple[Part, ...]


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


def compare(old: str, new: str) -> tuple[Line, ...]:
    """The lines of two texts side by side, changed ones word by word; none of equal texts."""
    before, after = old.splitlines(), new.splitlines()
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) + len(after) > _LONG)
    lines = tuple(_lines(matcher.get_opcodes(), before, after))
    changed = [at for at, line in enumerate(lines) if line.kind is not Kind.SAME]
    return tuple(_near(lines, changed)) if changed else ()


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


def _lines(
    steps: Sequence[tuple[str, int, int, int, int]], before: list[str], after: list[str]
) -> Iterator[Line]:
    compared = 0
    for tag, start, end, new_start, new_end in steps:
        if tag == "equal":
            for old, new in zip(range(start, end), range(new_start, new_end), strict=True):
                yield Line(Kind.SAME, old + 1, new + 1, (Part(Kind.SAME, before[old]),))
            continue
        pairs = min(end - start, new_end - new_start)
        compared += pairs
        words = [
            _words(before[start + at], after[new_start + at])
            if compared <= _MOST_COMPARED
            else ((Part(Kind.DELETED, before[start + at]),),
                  (Part(Kind.INSERTED, after[new_start + at]),))
            for at in range(pairs)
        ]  # fmt: skip
        for at in range(start, end):
            one = words[at - start][0] if at - start < pairs else (Part(Kind.DELETED, before[at]),)
            yield Line(Kind.DELETED, at + 1, None, one)
        for at in range(new_start, new_end):
            nth = at - new_start
            one = words[nth][1] if nth < pairs else (Part(Kind.INSERTED, after[at]),)
            yield Line(Kind.INSERTED, None, at + 1, one)


def _words(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both lines, with what each has alone; as wholes where they have little in common."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if len(before) + len(after) > _LONG or matcher.quick_ratio() < 0.3:
        return (Part(Kind.DELETED, old),), (Part(Kind.INSERTED, new),)
    left: list[Part] = []
    right: list[Part] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        same = tag == "equal"
        if end > start:
            left.append(Part(Kind.SAME if same else Kind.DELETED, "".join(before[start:end])))
        if new_end > new_start:
            words = "".join(after[new_start:new_end])
            right.append(Part(Kind.SAME if same else Kind.INSERTED, words))
    return tuple(left), tuple(right)


def _near(lines: Sequence[Line], changed: Sequence[int]) -> Iterator[Line]:
    """The changed lines and a few around each; what is left out between them is said once."""
    shown = sorted(
        {
            at
            for one in changed
            for at in range(max(0, one - _AROUND), min(len(lines), one + _AROUND + 1))
        }
    )
    last = -1
    for at in shown:
        if at > last + 1:
            yield Line(Kind.SKIPPED, None, None, ())
        yield lines[at]
        last = at
    if last < len(lines) - 1:
        yield Line(Kind.SKIPPED, None, None, ())
