"""What the dictionary said of words, kept in a file from one publish to the next.

Asking it took most of the time of publishing a small change. Answers depend on the word alone and
on the version of the dictionary, which is part of the file's name. A file that is damaged or gone
costs that time and nothing else.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

#: Raised when what is kept of a word changes.
_FORM = 1
#: Words beyond are asked for each time; no base of articles has so many.
_MOST = 1_000_000
_NAMES = ("lemmas", "inflections", "folded", "known", "lists")


@dataclass
class Remembered:
    """lemmas: form → its lemmas. inflections: lemma → its forms, ascending; folded: the same
    without diacritics, in that order. known: form → whether it exists. lists: name of texts that
    ship with the program → what was made of all their words.

    Several words are one text with spaces between them: as lists they would load many times slower.
    """

    lemmas: dict[str, str] = field(default_factory=dict)
    inflections: dict[str, str] = field(default_factory=dict)
    folded: dict[str, str] = field(default_factory=dict)
    known: dict[str, bool] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lemmas) + len(self.inflections) + len(self.known) + len(self.lists)


_memory: Remembered | None = None


def memory() -> Remembered | None:
    """What is remembered now; None outside of `remembering`, or when no more fits."""
    return _memory if _memory is not None and len(_memory) < _MOST else None


@contextmanager
def remembering(folder: Path) -> Iterator[None]:
    """Know the words that the file in a folder holds, and add new ones to it at the end.

    For one process at a time, such as a publisher. Its threads may all add words; they must have
    ended before the block does.
    """
    global _memory  # noqa: PLW0603 - what a pure function said, hence the same for all callers
    path = folder / f"words-{_FORM}-{version('morfeusz2')}.json"
    _memory = found = _read(path)
    before = len(found)
    try:
        yield
    finally:
        _memory = None
        if len(found) > before:
            _write(path, found)


def _read(path: Path) -> Remembered:
    try:
        raw = json.loads(path.read_bytes())
        found = Remembered(**{name: dict(raw[name]) for name in _NAMES})
    except (OSError, ValueError, TypeError, KeyError):
        return Remembered()
    texts = (found.lemmas, found.inflections, found.folded, found.lists)
    sound = all(type(one) is str for kept in texts for one in kept.values())
    return found if sound and set(map(type, found.known.values())) <= {bool} else Remembered()


def _write(path: Path, found: Remembered) -> None:
    """Replace the file at once; where that fails, nothing is remembered and nothing is lost."""
    scratch = ""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(vars(found), file, ensure_ascii=False, separators=(",", ":"))
        Path(scratch).replace(path)
        return
    if scratch:
        Path(scratch).unlink(missing_ok=True)
