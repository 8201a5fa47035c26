"""Two versions of a file → its changed lines with some lines around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kb.preview.words import Change, Run, Word, compare, likeness, pairs, whole, words_of

_AROUND = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line. old, new: its number in each version, from 1; 0 where it does not stand. skipped:
    how many lines that did not change are left out here, in place of a line."""

    change: Change
    old: int = 0
    new: int = 0
    runs: tuple[Run, ...] = ()
    skipped: int = 0


def compare_sources(old: str, new: str) -> tuple[Line, ...]:
    """Nothing where the versions are the same; "" for a version that there is not."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    read = 0
    for group in SequenceMatcher(None, before, after).get_grouped_opcodes(_AROUND):
        if group[0][1] > read:
            lines.append(Line(Change.SAME, skipped=group[0][1] - read))
        for kind, i1, i2, j1, j2 in group:
            if kind == "equal":
                lines += (_same(before, i, i - i1 + j1) for i in range(i1, i2))
            else:
                lines += _changed(before, after, range(i1, i2), range(j1, j2))
        read = group[-1][2]
    if lines and read < len(before):
        lines.append(Line(Change.SAME, skipped=len(before) - read))
    return tuple(lines)


def _same(before: Sequence[str], i: int, j: int) -> Line:
    return Line(Change.SAME, i + 1, j + 1, whole(words_of(before[i]), Change.SAME))


def _changed(before: Sequence[str], after: Sequence[str], old: range, new: range) -> Iterator[Line]:
    """Lines that went, then those that came; those that are alike are compared word by word."""
    gone, come = [words_of(before[i]) for i in old], [words_of(after[j]) for j in new]
    known = pairs(len(gone), len(come), lambda i, j: likeness(gone[i], come[j]))
    marked = {j: compare(gone[i], come[j]) for j, i in known.items()}
    by_old = {i: marked[j] for j, i in known.items()}
    for at, i in enumerate(old):
        yield Line(Change.REMOVED, old=i + 1, runs=_without(Change.ADDED, by_old.get(at), gone[at]))
    for at, j in enumerate(new):
        runs = _without(Change.REMOVED, marked.get(at), come[at])
        yield Line(Change.ADDED, new=j + 1, runs=runs)


def _without(change: Change, runs: tuple[Run, ...] | None, words: list[Word]) -> tuple[Run, ...]:
    """One side of a comparison; of a line that has no other side, its words."""
    if runs is None:
        return whole(words, Change.SAME)
    return tuple(run for run in runs if run.change is not change)
