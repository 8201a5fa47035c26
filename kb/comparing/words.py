"""Two texts → runs of words that stayed, came and went."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

#: Comparing takes the square of it in the worst case; longer texts are told as replaced.
MOST_WORDS = 2_000
#: Two pieces of which less is the same are one that went and one that came.
_ALIKE = 0.4
#: Pieces in one place that are compared with each other.
_MOST_PAIRS = 400
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Change(StrEnum):
    """What became of a piece of text. CHANGED: of a whole, of which pieces came and went."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a mark or spaces. marks: names of elements around it, such as `strong`. target: where
    the link leads in which it stands."""

    text: str
    marks: tuple[str, ...] = ()
    target: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row of which the same is true."""

    text: str
    change: Change
    marks: tuple[str, ...] = ()
    target: str = ""


def words_of(text: str, marks: tuple[str, ...] = (), target: str = "") -> list[Word]:
    """The words of a text, and all that is between them."""
    return [Word(found, marks, target) for found in _WORD.findall(text)]


def whole(words: Iterable[Word], change: Change) -> tuple[Run, ...]:
    """All words as one change."""
    return _runs((word, change) for word in words)


def compare(old: Sequence[Word], new: Sequence[Word]) -> tuple[Run, ...]:
    """What went before what came, where both stood in the same place."""
    if max(len(old), len(new)) > MOST_WORDS:
        return whole(old, Change.REMOVED) + whole(new, Change.ADDED)
    return _runs(_marked(old, new))


def likeness(old: Sequence[Word], new: Sequence[Word]) -> float:
    """How many words two texts have in common, in whatever order, from 0 to 1."""
    before, after = (Counter(one.text for one in text if _is_word(one)) for text in (old, new))
    words = before.total() + after.total()
    return 2 * (before & after).total() / words if words else 0.0


def pairs(old: int, new: int, like: Callable[[int, int], float]) -> dict[int, int]:
    """Which pieces of two rows are versions of each other: new one → old one, in their order.

    old, new: how many there are. like: how much an old and a new one have in common.
    """
    found: dict[int, int] = {}
    if old * new > _MOST_PAIRS:
        return found
    since = 0
    for j in range(new):
        best = max(((like(i, j), -i) for i in range(since, old)), default=(0.0, 0))
        if best[0] >= _ALIKE:
            found[j] = -best[1]
            since = found[j] + 1
    return found


def _marked(old: Sequence[Word], new: Sequence[Word]) -> Iterator[tuple[Word, Change]]:
    gone: list[Word] = []
    come: list[Word] = []
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for at, (kind, i1, i2, j1, j2) in enumerate(steps):
        # A comma or a space between two changes belongs to them: it is read in one go.
        inside = kind == "equal" and 0 < at < len(steps) - 1 and not _has_letters(new[j1:j2])
        if kind != "equal" or inside:
            gone += old[i1:i2]
            come += new[j1:j2]
            continue
        yield from _both(gone, come)
        gone, come = [], []
        yield from ((word, Change.SAME) for word in new[j1:j2])
    yield from _both(gone, come)


def _both(gone: Iterable[Word], come: Iterable[Word]) -> Iterator[tuple[Word, Change]]:
    yield from ((word, Change.REMOVED) for word in gone)
    yield from ((word, Change.ADDED) for word in come)


def _has_letters(words: Iterable[Word]) -> bool:
    return any(_is_word(word) for word in words)


def _is_word(word: Word) -> bool:
    return word.text[0].isalnum()


def _runs(marked: Iterable[tuple[Word, Change]]) -> tuple[Run, ...]:
    alike = groupby(marked, key=lambda one: (one[1], one[0].marks, one[0].target))
    return tuple(
        Run("".join(word.text for word, _ in group), change, marks, target)
        for (change, marks, target), group in alike
    )
