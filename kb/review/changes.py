"""What a person changed in a draft, word by word: stored as steps, shown as segments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

#: A placeholder is one word; so is every run of letters and digits, of spaces, and every sign.
_WORD = re.compile(r"\[[^\[\]\n]{1,30}\]|\w+|\s+|[^\w\s]")
#: Beyond so many words on either side frequent ones are no anchors: time stays linear.
_LONG = 2_000


class Kind(StrEnum):
    """What became of a segment; the names of the two HTML elements, and `same`."""

    SAME = "same"
    INSERTED = "ins"
    DELETED = "del"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a text before or after a change."""

    kind: Kind
    text: str


def changes(before: str, after: str) -> list[list[Any]]:
    """The steps that make one text of the other, as JSON keeps them.

    ["same", n] keeps n words, ["del", n] leaves n out, ["ins", text] puts text in. Equal texts have
    no steps.
    """
    if before == after:
        return []
    old, new = _words(before), _words(after)
    long = max(len(old), len(new)) > _LONG
    matcher = SequenceMatcher(None, old, new, autojunk=long)
    steps: list[list[Any]] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            steps.append([Kind.SAME.value, end - start])
            continue
        if end > start:
            steps.append([Kind.DELETED.value, end - start])
        if new_end > new_start:
            steps.append([Kind.INSERTED.value, "".join(new[new_start:new_end])])
    return steps


def segments(before: str, steps: Sequence[Sequence[Any]]) -> tuple[Segment, ...]:
    """The first text with what was put in and left out, in order."""
    if not steps:
        return (Segment(Kind.SAME, before),) if before else ()
    return tuple(_segments(_words(before), steps))


def share_changed(before: str, steps: Sequence[Sequence[Any]]) -> float:
    """How much of the text a person changed: words put in or left out, of all words of both.

    0 for a text as it was, 1 for one of which nothing is left. Spaces and signs do not count.
    """
    counted = dict.fromkeys(Kind, 0)
    for one in segments(before, steps):
        counted[one.kind] += sum(word[0].isalnum() or word[0] == "[" for word in _words(one.text))
    changed = counted[Kind.INSERTED] + counted[Kind.DELETED]
    return changed / (changed + 2 * counted[Kind.SAME]) if changed else 0.0


def _segments(words: Sequence[str], steps: Sequence[Sequence[Any]]) -> Iterator[Segment]:
    at = 0
    for kind, what in steps:
        if kind == Kind.INSERTED:
            yield Segment(Kind.INSERTED, what)
            continue
        yield Segment(Kind(kind), "".join(words[at : at + what]))
        at += what


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
