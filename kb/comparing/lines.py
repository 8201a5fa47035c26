"""Two versions of a text → its changed lines with some lines around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kb.comparing.words import Change, Run, Word, compare, likeness, pairs, whole, words_of

_AROUND = 3
#: Between the first and the last change. Aligning takes the square of it in the worst case; more
#: are told as replaced.
_MOST_LINES = 2_000

#: A step of SequenceMatcher: its kind, then from where to where in each version.
_Step = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line. old, new: its number in each version, from 1; 0 where it does not stand. skipped:
    how many lines that did not change are left out here, in place of a line."""

    change: Change
    old: int = 0
    new: int = 0
    runs: tuple[Run, ...] = ()
    skipped: int = 0


def compare_lines(old: str, new: str) -> tuple[Line, ...]:
    """Nothing where the versions are the same; "" for a version that there is not."""
    before, after = old.splitlines(), new.splitlines()
    return tuple(_lines(before, after)) if before != after else ()


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    steps = _steps(before, after)
    for at, (kind, i1, i2, j1, j2) in enumerate(steps):
        if kind != "equal":
            yield from _changed(before, after, range(i1, i2), range(j1, j2))
            continue
        first = min(i2, i1 + (_AROUND if at else 0))
        last = max(first, i2 - (_AROUND if at + 1 < len(steps) else 0))
        yield from (_same(before, i, i - i1 + j1) for i in range(i1, first))
        if last > first:
            yield Line(Change.SAME, skipped=last - first)
        yield from (_same(before, i, i - i1 + j1) for i in range(last, i2))


def _steps(before: Sequence[str], after: Sequence[str]) -> list[_Step]:
    """What is the same at both ends, and what became of the lines between."""
    head = _in_common(before, after)
    tail = _in_common(reversed(before[head:]), reversed(after[head:]))
    end, new_end = len(before) - tail, len(after) - tail
    steps: list[_Step] = [("equal", 0, head, 0, head)] if head else []
    if max(end, new_end) - head > _MOST_LINES:
        steps.append(("replace", head, end, head, new_end))
    else:
        matcher = SequenceMatcher(None, before[head:end], after[head:new_end])
        steps += (
            (kind, i1 + head, i2 + head, j1 + head, j2 + head)
            for kind, i1, i2, j1, j2 in matcher.get_opcodes()
        )
    if tail:
        steps.append(("equal", end, len(before), new_end, len(after)))
    return steps


def _in_common(before: Iterable[str], after: Iterable[str]) -> int:
    """How many lines both begin with."""
    count = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        count += 1
    return count


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
