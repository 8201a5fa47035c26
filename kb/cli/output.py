"""What commands print: documents, marked words, progress, warnings of the library."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Iterable
from html import unescape
from typing import Any, TypeVar

import click

from kb.model import Level, Problem

_Command = TypeVar("_Command", bound=Callable[..., Any])

#: Text of articles must not move the cursor or retitle the terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_STEPS = {
    "articles": "Reading and checking articles",
    "embedding": "Embedding passages",
    "index public": "Indexing public articles",
    "index internal": "Indexing internal articles",
}
_MARK = re.compile(r"</?mark>")


def json_option(command: _Command) -> _Command:
    """Add `--json` as the parameter `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def print_json(document: Any) -> None:
    """Print a document with its Polish letters as they are."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def printable(text: str) -> str:
    """The text without characters that a terminal would obey; tabs and line ends stay."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def emphasised(html: str) -> str:
    """A passage's HTML for a terminal: <mark> becomes bold, <br> a line end."""
    parts = [unescape(part) for part in _MARK.split(printable(html.replace("<br>", "\n")))]
    parts[1::2] = [click.style(part, bold=True) for part in parts[1::2]]
    return "".join(parts)


def counted(number: int, noun: str) -> str:
    """ "1 article", "2 articles"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def counts_of(problems: Iterable[Problem]) -> dict[str, int]:
    """Number of problems of each level, worst first."""
    levels = [problem.level for problem in problems]
    return {level.value: levels.count(level) for level in Level}


def summary_of(problems: Iterable[Problem]) -> str:
    """ "0 errors, 1 warning, 5 hints"."""
    return ", ".join(counted(number, level) for level, number in counts_of(problems).items())


def problem_document(problem: Problem) -> dict[str, Any]:
    """A problem as JSON."""
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "level": problem.level.value,
        "rule": problem.rule,
        "message": problem.message,
    }


class ProgressLines:
    """Progress on stderr: one line that changes on a terminal, elsewhere a line per step and per
    tenth of it. Call it as `kb.ingest.publish.Progress`, then `end()`."""

    def __init__(self, terminal: bool | None = None) -> None:
        self._terminal = sys.stderr.isatty() if terminal is None else terminal
        self._shown: tuple[str, int] | None = None
        self._index = ""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show a step; `total` 1 or less has no percentage worth showing."""
        if step.startswith("index"):
            if done:
                return
            self._index = _STEPS.get(step, step)
        label = _STEPS.get(step, step)
        if total <= 1:
            self._show(label, 0, label)
            return
        percent = 100 * done // total
        self._show(label, percent // 10, f"{label}: {done} of {total} ({percent} %)")
        if step == "embedding" and done == total:
            # The engine writes now, which is a silent minute for a large base.
            self._show("writing", 0, self._index or "Writing the index")

    def _show(self, label: str, tenth: int, line: str) -> None:
        if self._terminal:
            click.echo(f"\r\x1b[2K{line}", err=True, nl=False, color=True)
        elif self._shown != (label, tenth):
            click.echo(line, err=True)
        self._shown = (label, tenth)

    def end(self) -> None:
        """Leave the terminal's line empty for what follows."""
        if self._terminal and self._shown:
            click.echo("\r\x1b[2K", err=True, nl=False, color=True)
        self._shown = None


class _OneLine(logging.Handler):
    """Warnings of the library, each on one line; a traceback helps nobody at a prompt."""

    def emit(self, record: logging.LogRecord) -> None:
        cause = record.exc_info[1] if record.exc_info else None
        click.echo(f"Warning: {record.getMessage()}" + (f" ({cause})" if cause else ""), err=True)


def log_to_stderr() -> None:
    """Send the library's warnings to stderr, once per process."""
    logger = logging.getLogger("kb")
    if not any(isinstance(handler, _OneLine) for handler in logger.handlers):
        logger.addHandler(_OneLine(logging.WARNING))
