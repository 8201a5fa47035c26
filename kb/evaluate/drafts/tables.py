"""Tables of a passage, as rows and as sentences."""

from __future__ import annotations

from collections.abc import Sequence

_CELLS = " | "


def rows_of(quote: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The header and the rows of the table in a passage; empty where there is none."""
    lines = [tuple(line.split(_CELLS)) for line in quote.split("\n") if _CELLS in line]
    if not lines:
        return (), []
    header, *rows = lines
    return header, [row for row in rows if len(row) == len(header)]


def as_sentence(header: Sequence[str], row: Sequence[str]) -> str:
    """A row in the words of the table: "Kurier DPD: koszt – 15,99 zł, czas – 1–2 dni robocze."."""
    told = (f"{name.lower()} – {cell}" for name, cell in zip(header[1:], row[1:], strict=True))
    return f"{row[0]}: {', '.join(told)}."
