"""A folder of a commit → its files, read with plain `git` and never from the work tree."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import RepositoryError
from kb.ingest.entries import (
    CASES,
    CONFIG,
    GOLDEN,
    MAX_BYTES,
    SETTINGS_FILES,
    SYMLINK,
    WORDS,
    Entry,
    is_article,
    is_hidden,
    is_picture,
    refused_contents,
    select,
)
from kb.ingest.git import moment_of, require_repository, run_git
from kb.ingest.history import read_history
from kb.ingest.moves import Former, read_formers, read_moves
from kb.model import Commit, Problem, SourceFile

__all__ = [
    "MAX_BYTES",
    "SETTINGS_FILES",
    "WORKTREE",
    "Snapshot",
    "read_commit",
    "read_worktree",
    "resolve",
]

WORKTREE = "worktree"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a folder held at one commit. Paths are relative to `folder`.

    files: the Markdown articles, sorted by path.
    config, golden, words: the bytes of kb.toml, golden.yaml and slownik.txt, None where absent.
    other_paths: every other regular file, such as images.
    pictures: the SVG and PNG files of the folder itself by name, among which the logo is.
    settings_files: those of SETTINGS_FILES that are there, by name; cases: those of CASES.
    problems: what was refused: symlinks, submodules, files over the limit, unreadable names.
    removed_in: the commits that changed articles which are no longer there (Revision.commit).
    formers: articles as they were before they were renamed, removed or given another address.
    """

    commit: Commit
    folder: str
    files: tuple[SourceFile, ...]
    config: bytes | None = None
    golden: bytes | None = None
    words: bytes | None = None
    other_paths: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    removed_in: frozenset[str] = frozenset()
    formers: tuple[Former, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    settings_files: Mapping[str, bytes] = field(default_factory=dict)
    cases: Mapping[str, bytes] = field(default_factory=dict)


def resolve(repo: Path, ref: str) -> Commit:
    """Return the commit that a branch, tag or (short) SHA names, with its full SHA.

    Raises RepositoryError: no git, no repository, no commits yet, no such ref.
    """
    if not ref or ref.startswith("-") or any(ord(c) < 32 for c in ref):
        raise RepositoryError(f"{ref!r} is not a valid ref. Give a branch, a tag or a commit.")
    require_repository(repo)
    found = run_git(
        repo,
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        f"{ref}^{{commit}}",
        ok=(0, 1, 128),
    )
    sha = found.decode("ascii", "replace").strip()
    if not sha:
        raise RepositoryError(_unknown_ref(repo, ref))
    seconds = run_git(repo, "log", "-1", "--no-show-signature", "--format=%ct", sha)
    return Commit(sha=sha, committed_at=moment_of(seconds))


def read_commit(repo: Path, commit: Commit, folder: str) -> Snapshot:
    """Read every article below `folder` of a commit; "" or "." is the whole repository.

    Raises RepositoryError: the folder is not in the commit, git fails or takes over a minute.
    """
    root = _clean_folder(folder)
    require_repository(repo)
    _require_folder(repo, commit, root)
    prefix = f"{root}/" if root else ""
    problems: list[Problem] = []
    kept, others = select(_list_entries(repo, commit, prefix), problems)
    blobs = _read_blobs(repo, [entry.blob for entry in kept])
    data = _sound({entry.path: blobs[entry.blob] for entry in kept}, problems)
    moves = [
        move
        for move in read_moves(repo, commit.sha, root)
        if is_article(move.old[len(prefix) :]) and not is_hidden(move.old)
    ]
    history = read_history(repo, commit.sha, root, moves)
    files = []
    for path in sorted(data):
        if not is_article(path):
            continue
        changes = history.of(f"{prefix}{path}")
        when = changes[0].changed_at if changes else commit.committed_at
        files.append(SourceFile(path, data[path], when, changes))
    present = {f"{prefix}{file.path}" for file in files}
    removed = {path for path in history.by_path if is_article(path[len(prefix) :])} - present
    return Snapshot(
        commit=commit,
        folder=root,
        files=tuple(files),
        config=data.get(CONFIG),
        golden=data.get(GOLDEN),
        words=data.get(WORDS),
        other_paths=frozenset(others),
        pictures={path: blob for path, blob in data.items() if is_picture(path)},
        settings_files={path: blob for path, blob in data.items() if path in SETTINGS_FILES},
        cases={path: blob for path, blob in data.items() if path in CASES},
        problems=tuple(problems),
        removed_in=history.commits_of(removed),
        formers=read_formers(repo, moves, root, present),
    )


def read_worktree(folder: Path) -> Snapshot:
    """Read a folder as it is on disk: drafts, and folders without git.

    The commit is "worktree", its time that of the newest file. Hidden folders are skipped.
    Raises RepositoryError where the folder is missing or cannot be read.
    """
    if not folder.is_dir():
        raise RepositoryError(
            f"There is no folder {folder}. Give the folder of the articles: KB_ARTICLES, inside "
            "KB_CONTENT_REPO; `.` where they lie at its top."
        )
    problems: list[Problem] = []
    paths: dict[str, Path] = {}
    try:
        entries = list(_walk(folder, paths))
        kept, others = select(entries, problems)
        data = _sound({one.path: paths[one.path].read_bytes() for one in kept}, problems)
        times = {entry.path: _modified(paths[entry.path]) for entry in kept}
    except OSError as exc:
        raise RepositoryError(f"{folder} cannot be read: {exc}.") from exc
    files = tuple(
        SourceFile(path, data[path], times[path]) for path in sorted(data) if is_article(path)
    )
    newest = max(times.values(), default=_modified(folder))
    return Snapshot(
        commit=Commit(WORKTREE, newest),
        folder="",
        files=files,
        config=data.get(CONFIG),
        golden=data.get(GOLDEN),
        words=data.get(WORDS),
        other_paths=frozenset(others),
        pictures={path: blob for path, blob in data.items() if is_picture(path)},
        settings_files={path: blob for path, blob in data.items() if path in SETTINGS_FILES},
        cases={path: blob for path, blob in data.items() if path in CASES},
        problems=tuple(problems),
    )


def _sound(files: Mapping[str, bytes], problems: list[Problem]) -> dict[str, bytes]:
    """The files without those whose contents are refused."""
    found = {path: refused_contents(path, data) for path, data in files.items()}
    problems += [problem for problem in found.values() if problem]
    return {path: data for path, data in files.items() if found[path] is None}


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _walk(folder: Path, paths: dict[str, Path]) -> Iterator[Entry]:
    """List files like `git ls-tree` does; a symlink is an entry and is not followed."""
    for base, folders, names in os.walk(folder):
        here = Path(base)
        linked = [name for name in folders if (here / name).is_symlink()]
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in linked
        )
        for name in sorted([*names, *linked]):
            full = here / name
            path = full.relative_to(folder).as_posix()
            mode = SYMLINK if full.is_symlink() else "100644"
            paths[path] = full
            if mode == SYMLINK or full.is_file():
                yield Entry(path, mode, "", full.lstat().st_size)


def _list_entries(repo: Path, commit: Commit, prefix: str) -> list[Entry]:
    spec = ["--", prefix] if prefix else []
    listing = run_git(repo, "ls-tree", "-r", "-z", "--long", "--full-tree", commit.sha, *spec)
    entries = []
    for record in listing.split(b"\0"):
        if not record:
            continue
        meta, _, name = record.partition(b"\t")
        mode, _kind, blob, size = meta.decode("ascii").split()
        path = os.fsdecode(name)[len(prefix) :]
        entries.append(Entry(path, mode, blob, 0 if size == "-" else int(size)))
    return entries


def _read_blobs(repo: Path, blobs: list[str]) -> dict[str, bytes]:
    """Read many blobs through one `git cat-file --batch`."""
    wanted = list(dict.fromkeys(blobs))
    if not wanted:
        return {}
    output = run_git(repo, "cat-file", "--batch", stdin="\n".join(wanted).encode() + b"\n")
    found: dict[str, bytes] = {}
    position = 0
    for blob in wanted:
        end = output.find(b"\n", position)
        header = output[position:end].split()
        if end < 0 or len(header) != 3:
            raise RepositoryError(
                f"Object {blob} is missing from {repo}: the repository is damaged or a partial "
                "clone. Run `git fsck` there or clone it again."
            )
        size = int(header[2])
        found[blob] = output[end + 1 : end + 1 + size]
        position = end + 1 + size + 1
    return found


def _clean_folder(folder: str) -> str:
    parts = [part for part in folder.replace("\\", "/").split("/") if part not in ("", ".")]
    if ".." in parts:
        raise RepositoryError(
            f"The folder {folder!r} leaves the repository. Give a path inside it."
        )
    return "/".join(parts)


def _require_folder(repo: Path, commit: Commit, root: str) -> None:
    if not root:
        return
    entry = run_git(repo, "ls-tree", "-z", "--full-tree", commit.sha, "--", root)
    if entry.split(b" ", 2)[1:2] == [b"tree"]:
        return
    listing = run_git(repo, "ls-tree", "-r", "-d", "-z", "--name-only", "--full-tree", commit.sha)
    folders = [os.fsdecode(name) for name in listing.split(b"\0") if name]
    shown = ", ".join(folders[:20]) or "none"
    more = f" and {len(folders) - 20} more" if len(folders) > 20 else ""
    raise RepositoryError(
        f"There is no folder {root} in commit {commit.sha[:12]} of {repo}. "
        f"Folders in it: {shown}{more}."
    )


def _unknown_ref(repo: Path, ref: str) -> str:
    if not run_git(repo, "rev-list", "-n", "1", "--all"):
        return f"{repo} has no commits yet. Commit the articles first."
    listing = run_git(
        repo, "for-each-ref", "--count=10", "--format=%(refname:short)", "refs/heads", "refs/tags"
    )
    names = ", ".join(listing.decode("utf-8", "replace").split()) or "none"
    return f"{repo} has no branch, tag or commit {ref!r}. Branches and tags: {names}."
