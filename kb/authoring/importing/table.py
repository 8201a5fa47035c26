"""A table of HTML → rows of cells, each row complete, or nothing where it only lays out a page."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from kb.authoring.importing.html_tree import Element

_MAX_SPAN = 50
_MAX_CELLS = 20_000
_ALIGN = re.compile(r"text-align\s*:\s*(left|center|right)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose rows are equally long.

    headed: the first row is one of headings. spanned: cells that reach over several rows or
    columns were taken apart. aligns: "left", "center", "right" or "" for each column.
    """

    rows: tuple[tuple[Element, ...], ...]
    headed: bool
    spanned: bool
    aligns: tuple[str, ...]


def read_table(table: Element) -> Grid | None:
    """Read a table; None where it has one column or none, or more cells than a page can hold."""
    rows = _rows(table)
    headed = bool(rows) and all(cell.tag == "th" for cell in _cells(rows[0]))
    if any(row in section.children for section in _sections(table, "thead") for row in rows[:1]):
        headed = True
    grid: list[list[Element]] = []
    reaching: dict[int, tuple[int, Element]] = {}
    spanned, total = False, 0
    for row in rows:
        line: list[Element] = []
        cells = deque(_cells(row))
        while cells or len(line) in reaching:
            column = len(line)
            if column in reaching:
                left, cell = reaching.pop(column)
                if left > 1:
                    reaching[column] = (left - 1, cell)
                line.append(cell)
                continue
            cell = cells.popleft()
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            spanned = spanned or wide > 1 or high > 1
            for offset in range(wide):
                shown = cell if not offset else Element("td")
                line.append(shown)
                if high > 1:
                    reaching[column + offset] = (high - 1, shown)
            if total + len(line) > _MAX_CELLS:
                return None
        total += len(line)
        grid.append(line)
    width = max(map(len, grid), default=0)
    if width < 2 or width * len(grid) > _MAX_CELLS:
        return None
    for line in grid:
        line += [Element("td") for _ in range(width - len(line))]
    aligns = tuple(
        _align(head) or _align(cell) for head, cell in zip(grid[0], grid[-1], strict=True)
    )
    return Grid(tuple(map(tuple, grid)), headed, spanned, aligns)


def caption_of(table: Element) -> Element | None:
    """The caption, which stands before the rows."""
    return next(iter(_sections(table, "caption")), None)


def cells_of(table: Element) -> list[Element]:
    """Every cell of a table, row by row, for one that only lays out a page."""
    return [cell for row in _rows(table) for cell in _cells(row)]


def _sections(table: Element, tag: str) -> list[Element]:
    return [c for c in table.children if isinstance(c, Element) and c.tag == tag]


def _rows(table: Element) -> list[Element]:
    rows: list[Element] = []
    for tag in ("thead", "tbody", "tfoot"):
        for section in _sections(table, tag):
            rows += _sections(section, "tr")
    return [row for row in rows if _cells(row)]


def _cells(row: Element) -> list[Element]:
    return [c for c in row.children if isinstance(c, Element) and c.tag in ("td", "th")]


def _span(cell: Element, name: str) -> int:
    value = cell.attributes.get(name, "")
    return min(max(int(value), 1), _MAX_SPAN) if value.isascii() and value.isdigit() else 1


def _align(cell: Element) -> str:
    found = _ALIGN.search(cell.attributes.get("style", ""))
    word = found[1].lower() if found else cell.attributes.get("align", "").lower()
    return word if word in ("left", "center", "right") else ""
