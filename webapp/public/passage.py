"""A quoted passage as it should be read: steps as steps, rows as rows.

The library gives the passage as one escaped text with <mark> and <br>; no mark crosses a <br>.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, takewhile

_STEP = re.compile(r"(\d{1,3})\. +(?=\S)")
_CELL = " | "
_LINE_END = re.compile(r"<br>|\n")


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring lines of one kind: `steps` (number, text), `table` (cells), `text` (text)."""

    kind: str
    lines: tuple[tuple[str, ...], ...]


def parts(html: str) -> tuple[Part, ...]:
    """The passage in order, each run of lines of the same kind as one part; HTML stays escaped."""
    lines = [_read(line.strip()) for line in _LINE_END.split(html) if line.strip()]
    return tuple(
        Part(kind, tuple(content for _, content in run))
        for kind, run in groupby(lines, key=lambda line: line[0])
    )


def on_one_line(text: str) -> str:
    """A passage as running words: what stands before its table, or else the table's cells with
    commas between them."""
    before = "\n".join(takewhile(lambda line: _CELL not in line, text.splitlines()))
    return before if before.strip() else text.replace(_CELL, ", ")


def excerpt(text: str, length: int = 140) -> str:
    """The beginning of a passage on one line, cut at a word when it has any."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    whole_words = line[:length].rpartition(" ")[0] or line[:length]
    return whole_words.rstrip(",;:–- ") + " …"


def _read(line: str) -> tuple[str, tuple[str, ...]]:
    step = _STEP.match(line)
    if step:
        return "steps", (step[1], line[step.end() :])
    if _CELL in line:
        return "table", tuple(cell.strip() for cell in line.split(_CELL))
    return "text", (line,)
