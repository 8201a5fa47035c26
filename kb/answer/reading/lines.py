"""The lines of a text, with where they stand in it."""

from __future__ import annotations

from dataclasses import dataclass

from kb.polish.text import fold

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as written, the place of its first sign, and how patterns read it: folded."""

    text: str
    start: int
    key: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def fold_same(text: str) -> str:
    """Folded text of the same length, so that places found in it are places of the text."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    signs = ((sign, fold(sign)) for sign in text)
    return "".join(one if len(one) == 1 else sign for sign, one in signs)


def lines_of(text: str) -> list[Line]:
    """All lines, empty ones too, in order."""
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append(Line(line, start, fold(line).strip()))
        start += len(line) + 1
    return lines
