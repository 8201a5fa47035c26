"""Tables as CSV that a spreadsheet program opens as it is, and that commands nothing in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

#: How a formula may begin; also in the wide forms of East Asian keyboards. See OWASP, CSV
#: Injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | float | None


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table in the form that Excel and LibreOffice read in a Polish environment.

    UTF-8 with a byte order mark, semicolons, decimal commas. A text that would be a formula is
    preceded by an apostrophe; numbers are numbers, also negative ones. None is an empty cell.
    """
    out = StringIO(newline="")
    out.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow([_cell(one) for one in header])
    writer.writerows([_cell(one) for one in row] for row in rows)
    return out.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # Zero added: what rounds to nothing has no sign.
        return f"{round(value, 4) + 0.0:.4f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(value, int):
        return str(value)
    # A null character would end the text in some programs, and let what follows begin anew.
    text = value.replace("\0", "")
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text
