"""Where files of a folder went: renamed, removed, or given another address, from git's history."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.errors import RepositoryError
from kb.ingest.git import run_git

#: Changes that are looked at, the newest first, and bytes of the texts before them.
MOST_MOVES, _MOST_BYTES = 1_000, 32 << 20
#: Files of one commit that are compared with each other; more were moved by a program.
_RENAME_LIMIT = 400
_LARGEST = 1_000_000
#: What a change of these lines does to an address.
_ADDRESS_LINES = "^(slug|audience):"
_KEPT_STATUS = frozenset("RDM")


@dataclass(frozen=True, slots=True)
class Move:
    """One change. commit: full SHA. old: the path before it; new: after it, None where it was
    removed. blob: of the file before it."""

    commit: str
    old: str
    new: str | None
    blob: str


@dataclass(frozen=True, slots=True)
class Former:
    """A file as it was before it moved, went or changed its address.

    path: of then; now: where the same file lies in the commit that was read, None if nowhere.
    config: kb.toml of then, None where there was none.
    """

    path: str
    data: bytes
    now: str | None
    config: bytes | None = None


def read_moves(repo: Path, commit: str, root: str) -> tuple[Move, ...]:
    """Every change below `root` ("" for everything) that may have taken an address away, newest
    first, at most 1,000 of each kind; none where git takes too long over them."""
    common = (
        "--no-show-signature", "--no-textconv", "--no-ext-diff", "--raw", "--no-abbrev", "-z",
        f"--max-count={MOST_MOVES}", "--format=%x1e%H",
    )  # fmt: skip
    place = ("--end-of-options", commit, "--", root or ".")
    try:
        gone = run_git(repo, "log", "-M", f"-l{_RENAME_LIMIT}", "--diff-filter=RD", *common, *place)
        changed = run_git(
            repo, "log", "-G", _ADDRESS_LINES, "--extended-regexp", "--no-renames",
            "--diff-filter=M", *common, *place,
        )  # fmt: skip
    except RepositoryError:
        return ()
    order = {sha: number for number, sha in enumerate(_commits(repo, commit, root))}
    found = [*_moves(gone), *_moves(changed)]
    return tuple(sorted(found, key=lambda move: order.get(move.commit, len(order))))


def read_formers(
    repo: Path, moves: Sequence[Move], root: str, present: Container[str]
) -> tuple[Former, ...]:
    """The files before each move, newest first; those that are too large are left out.

    present: paths of the commit that was read. Paths count from the repository's root, those of the
    result from `root`.
    """
    prefix = f"{root}/" if root else ""
    names = []
    for move in moves:
        names += [move.blob, f"{move.commit}^:{prefix}kb.toml"]
    texts = _read(repo, names)
    where: dict[str, str | None] = {}
    found = []
    for move, blob, config in zip(moves, names[::2], names[1::2], strict=True):
        if move.new is None:
            where[move.old] = None
        else:
            where[move.old] = where.get(move.new, move.new if move.new in present else None)
        now = where[move.old]
        if blob in texts:
            now = now[len(prefix) :] if now is not None else None
            found.append(Former(move.old[len(prefix) :], texts[blob], now, texts.get(config)))
    return tuple(found)


def _commits(repo: Path, commit: str, root: str) -> Iterator[str]:
    listed = run_git(repo, "rev-list", "--end-of-options", commit, "--", root or ".")
    return iter(listed.decode("ascii").split())


def _moves(output: bytes) -> Iterator[Move]:
    commit = ""
    tokens = iter(output.split(b"\0"))
    for raw in tokens:
        token = raw.lstrip(b"\n")
        if token.startswith(b"\x1e"):
            commit = token[1:].decode("ascii")
        elif token.startswith(b":"):
            mode, _, blob, _, status = token[1:].decode("ascii").split(" ")
            old = os.fsdecode(next(tokens))
            new = os.fsdecode(next(tokens)) if status[0] == "R" else old
            # Links and submodules were never articles.
            if status[0] in _KEPT_STATUS and mode.startswith("100"):
                yield Move(commit, old, None if status == "D" else new, blob)


def _read(repo: Path, names: Sequence[str]) -> Mapping[str, bytes]:
    """Objects by name, through two runs of git: which are small enough, and what they hold."""
    wanted = list(dict.fromkeys(name for name in names if "\n" not in name))
    if not wanted:
        return {}
    asked = "\n".join(wanted).encode("utf-8", "surrogateescape") + b"\n"
    told = run_git(repo, "cat-file", "--batch-check", stdin=asked).split(b"\n")
    kept, size = [], 0
    for name, line in zip(wanted, told, strict=False):
        kind = line.rsplit(b" ", 2)
        if len(kind) == 3 and kind[1] == b"blob" and int(kind[2]) <= _LARGEST:
            size += int(kind[2])
            if size > _MOST_BYTES:
                break
            kept.append((name, int(kind[2])))
    asked = "\n".join(name for name, _ in kept).encode("utf-8", "surrogateescape") + b"\n"
    output = run_git(repo, "cat-file", "--batch", stdin=asked) if kept else b""
    found, at = {}, 0
    for name, length in kept:
        start = output.index(b"\n", at) + 1
        found[name] = output[start : start + length]
        at = start + length + 1
    return found
