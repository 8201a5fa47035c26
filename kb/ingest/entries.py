"""The entries of a folder → those that are read, and what is refused before anything is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from kb.model import Level, Problem

#: Blobs over this many bytes are refused: no article is that long, and parsing time grows with it.
MAX_BYTES = 1_000_000
CONFIG, GOLDEN, WORDS = "kb.toml", "golden.yaml", "slownik.txt"
#: Settings of the draft engine that editors may put beside kb.toml.
SETTINGS_FILES = frozenset({"flags.yaml", "flag_examples.yaml", "phrases.yaml"})
SYMLINK, SUBMODULE = "120000", "160000"

#: What good drafts say, beside golden.yaml: asked by `kb check --against`.
CASES = frozenset({"grounding.yaml", "messages.yaml"})

_READ = SETTINGS_FILES | CASES | {CONFIG, GOLDEN, WORDS}
_NOT_ARTICLES = frozenset({"readme.md", "changelog.md", "contributing.md", "license.md"})
# Control characters, what turns the direction of a line, what cannot be seen; and lone surrogates,
# which stand in place of bytes that are not UTF-8.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_LONGEST_NAME, _LONGEST_PATH = 200, 1_000
#: How files begin that Git LFS has put elsewhere (https://git-lfs.com, specification of pointers).
_LFS = b"version https://git-lfs.github.com/spec/"
_CONFLICT = re.compile(rb"^<{7} .*?^={7}\r?$.*?^>{7} ", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a commit. mode: as git writes it. size: in bytes."""

    path: str
    mode: str
    blob: str
    size: int


def select(entries: Iterable[Entry], problems: list[Problem]) -> tuple[list[Entry], set[str]]:
    """Split entries into those to read and the names of the others; refuse what must not be."""
    kept: list[Entry] = []
    others: set[str] = set()
    folded: dict[str, str] = {}
    for entry in entries:
        path = entry.path
        if fault := _fault_of_name(path):
            shown = path[:_LONGEST_NAME].encode("unicode_escape").decode("ascii")
            problems.append(_refused(shown, "file-name", fault))
        elif is_hidden(path):
            continue
        elif entry.mode == SYMLINK:
            problems.append(
                _refused(
                    path, "symlink", "Symbolic links are not followed. Commit the file itself."
                )
            )
        elif entry.mode == SUBMODULE:
            problems.append(
                _refused(path, "submodule", "Submodules are not read. Commit the files themselves.")
            )
        elif not (is_article(path) or path in _READ):
            others.add(path)
            if is_picture(path) and entry.size <= MAX_BYTES:
                kept.append(entry)
        elif entry.size > MAX_BYTES:
            message = f"The file has {entry.size} bytes; the limit is {MAX_BYTES}. Split it."
            problems.append(_refused(path, "file-too-large", message))
        elif (first := folded.setdefault(_folded(path), path)) != path:
            message = f"On many systems this is the same name as {first}. Rename one of them."
            problems.append(_refused(path, "file-name", message))
        else:
            kept.append(entry)
    return kept, others


def refused_contents(path: str, data: bytes) -> Problem | None:
    """What is wrong with a file that is not what its author believes it to be."""
    if data.startswith(_LFS):
        message = "Only the pointer of Git LFS is here. Commit the file itself (git lfs untrack)."
        return _refused(path, "lfs-pointer", message)
    conflict = _CONFLICT.search(data)
    if conflict is not None:
        line = data.count(b"\n", 0, conflict.start()) + 1
        message = "Marks of a merge that was not finished. Choose one side and remove the marks."
        return Problem(path, line, 1, Level.ERROR, "merge-conflict", message)
    return None


def is_article(path: str) -> bool:
    """Whether a file is an article by its name."""
    lowered = path.lower()
    return lowered.endswith(".md") and lowered not in _NOT_ARTICLES


def is_hidden(path: str) -> bool:
    """Whether a file or a folder above it has a name that begins with a dot."""
    return any(part.startswith(".") for part in PurePosixPath(path).parts)


def is_picture(path: str) -> bool:
    """Whether a file may be the shop's logo by its name."""
    return "/" not in path and path.endswith((".svg", ".png"))


def _fault_of_name(path: str) -> str:
    parts = path.split("/")
    if _UNPRINTABLE.search(path):
        return "The name is not UTF-8 text, or holds signs that nobody sees. Rename it."
    if any(part in ("", ".", "..") for part in parts):
        return "The name leads out of its folder. Rename it."
    if any(part.casefold().rstrip(" .") == ".git" for part in parts):
        return "The name is git's own. Rename it."
    if any(part.startswith("-") for part in parts):
        return "The name begins with a dash, which commands take for an option. Rename it."
    if "\\" in path or re.match("[A-Za-z]:", path):
        return "On Windows the name is a path of another folder. Rename it."
    if len(path) > _LONGEST_PATH or any(len(part.encode()) > _LONGEST_NAME for part in parts):
        return f"The name is longer than {_LONGEST_NAME} bytes. Shorten it."
    return ""


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _refused(path: str, rule: str, message: str) -> Problem:
    return Problem(path, 1, 1, Level.ERROR, rule, message)
