"""`kb check --against`: the golden questions before and after a change."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli.publish import SELDOM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.gate.report import Report
    from kb.ingest.repository import Snapshot
    from kb.model import Problem
    from kb.settings import Settings


@dataclass(frozen=True, slots=True)
class Against:
    """What `--against` found."""

    report: Report

    @property
    def problems(self) -> list[Problem]:
        """What got worse."""
        from kb.gate.report import problems

        return problems(self.report)

    @property
    def document(self) -> dict[str, Any]:
        """The same for JSON."""
        from kb.gate.report_document import document

        return document(self.report)

    def table(self, language: str) -> str:
        """The same for a terminal."""
        from kb.gate.report import table

        return table(self.report, language)

    def markdown(self, found: Sequence[Problem], language: str) -> str:
        """The same as a comment of a merge request, with the other problems of the check."""
        from kb.gate.report import markdown

        return markdown(self.report, found, language)


def prepare() -> None:
    """Settle how the process computes; only what is imported afterwards follows."""
    # One thread for each question: more of them wait for each other, several times as long.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    gc.set_threshold(*SELDOM)


def compare(settings: Settings, ref: str, snapshot: Snapshot, drafts: bool) -> Against:
    """Ask both sides. drafts: have messages drafted, too. Raises what `gate` raises."""
    from kb.cli.output import ProgressLines
    from kb.gate_wiring import gate

    progress = ProgressLines()
    try:
        return Against(gate(settings, ref, snapshot, progress, drafts))
    finally:
        progress.end()


def write_comment(path: Path, text: str) -> None:
    """Write the comment. Raises click.FileError."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise click.FileError(str(path), exc.strerror or str(exc)) from exc
