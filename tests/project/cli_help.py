"""The exit codes and help texts in docs/cli.md, made from the command itself.

`python -m tests.project.cli_help` prints them, `… --write` puts them into docs/cli.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from kb.cli import main as kb
from kb.cli.exits import BROKEN_PIPE, EXIT_CODES, INTERRUPTED, NEGATIVE
from tests.project.imports import ROOT

BEGIN = "<!-- help: made by `python -m tests.project.cli_help --write` -->"
END = "<!-- end of help -->"
DOCUMENT = ROOT / "docs" / "cli.md"
_WIDTH = 90


def reference() -> str:
    """The table of exit codes and every command's help, as Markdown."""
    return "\n".join([*_exit_codes(), "", *_helps()]).rstrip()


def with_reference(document: str) -> str:
    """A document with the text between the two marks replaced by today's reference.

    Raises ValueError when a mark is missing.
    """
    head, begin, rest = document.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(
            f"The document must contain the lines {BEGIN!r} and {END!r}, in this order."
        )
    return f"{head}{BEGIN}\n{reference()}\n{END}{tail}"


def _exit_codes() -> list[str]:
    rows = {
        0: "Done; of `search` and `suggest`: answered.",
        NEGATIVE: "Done, and the result is negative: not found, not serving, problems, "
        "a threshold missed.",
    }
    for kind, code in EXIT_CODES.items():
        first_sentence = (kind.__doc__ or "").split(".")[0]
        meaning = f"`{kind.__name__}`: {first_sentence}."
        rows[code] = f"{rows[code]} {meaning}" if code in rows else meaning
    rows[2] = f"Wrong usage. {rows[2]}"
    rows[INTERRUPTED] = "Interrupted with Ctrl-C."
    rows[BROKEN_PIPE] = "Whoever read the output went away."
    table = [f"| {code} | {meaning} |" for code, meaning in sorted(rows.items())]
    return ["## Exit codes", "", "| Code | Meaning |", "|---|---|", *table]


def _helps() -> list[str]:
    options = kb.context_settings.get("help_option_names")
    root = click.Context(kb, info_name="kb", terminal_width=_WIDTH, help_option_names=options)
    return ["## Commands", "", *_fenced(root), *_helps_within(root)]


def _helps_within(group: click.Context) -> Iterator[str]:
    if not isinstance(group.command, click.Group):
        return
    for name, command in group.command.commands.items():
        context = click.Context(command, info_name=name, parent=group, terminal_width=_WIDTH)
        yield from ("", f"### {context.command_path}", "", *_fenced(context))
        yield from _helps_within(context)


def _fenced(context: click.Context) -> list[str]:
    return ["```", *(line.rstrip() for line in context.get_help().splitlines()), "```"]


def main(document: Path = DOCUMENT) -> None:
    """Print the reference, or write it into the document."""
    if "--write" in sys.argv[1:]:
        document.write_text(with_reference(document.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(reference())


if __name__ == "__main__":
    main()
