"""Rows of a table as sentences: a letter has no columns."""

from __future__ import annotations

from collections.abc import Sequence

#: How cells stand in the plain text of a passage (kb.model.Block).
_BAR = " | "


def is_table_row(line: str) -> bool:
    """Whether a line of a passage is a row of a table."""
    return _BAR in line


def row_sentences(rows: Sequence[str]) -> list[str]:
    """Each row below the header as "Kurier DPD: koszt 15,99 zł, czas 1–2 dni robocze."

    rows: the header first. A header that does not fit its rows is left out.
    """
    header, *body = ([cell.strip() for cell in row.split(_BAR)] for row in rows)
    return [_sentence(header, cells) for cells in body if any(cells)]


def _sentence(header: Sequence[str], cells: Sequence[str]) -> str:
    first, *others = cells
    names = header[1:] if len(header) == len(cells) else [""] * len(others)
    told = [
        cell if len(others) == 1 else f"{_small(name)} {cell}".strip()
        for name, cell in zip(names, others, strict=True)
        if cell
    ]
    return f"{first}: {', '.join(told)}." if told else f"{first}."


def _small(name: str) -> str:
    """A heading inside a sentence; abbreviations keep their capitals."""
    return name if name.isupper() else name[:1].lower() + name[1:]
