"""The README's table of settings, made from the fields of kb.settings.

`python -m tests.project.settings_table` prints it, `… --write` puts it into README.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kb.settings import Settings
from tests.project.imports import ROOT

BEGIN = "<!-- settings: made by `python -m tests.project.settings_table --write` -->"
END = "<!-- end of settings -->"
README = ROOT / "README.md"


def table() -> str:
    """The settings as a Markdown table, in the order of the class."""
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "none" if field.default in {None, ""} else f"`{field.default}`"
        rows.append(f"| `KB_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)


def with_table(document: str) -> str:
    """A document with the text between the two marks replaced by today's table.

    Raises ValueError when a mark is missing.
    """
    head, begin, rest = document.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(
            f"The document must contain the lines {BEGIN!r} and {END!r}, in this order."
        )
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


def main(readme: Path = README) -> None:
    """Print the table, or write it into the README."""
    if "--write" in sys.argv[1:]:
        readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(table())


if __name__ == "__main__":
    main()
