"""The golden gate, asked about a preview; what it says is kept beside the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.errors import IndexUnavailable
from kb.gate.answers import Answer
from kb.gate.report import Report
from kb.gate_wiring import gate
from kb.ingest.publish import Progress, silent
from kb.ingest.repository import WORKTREE, read_commit, read_worktree, resolve
from kb.preview.golden import MOST_TOLD, GoldenChange, GoldenReport, Verdict, keep_report
from kb.search.generation import current_name, read_manifest

if TYPE_CHECKING:
    from kb.preview.model import Preview
    from kb.settings import Settings


def compare_golden(
    settings: Settings, preview: Preview, progress: Progress = silent
) -> GoldenReport | None:
    """What a preview does to the golden questions of what is served.

    None where no commit is served or neither side has questions. Raises what `gate` raises.
    """
    served = _served(settings)
    if served is None:
        return None
    name, commit = served
    if preview.commit == WORKTREE:
        snapshot = read_worktree(settings.content_repo / settings.articles)
    else:
        found = resolve(settings.content_repo, preview.commit)
        snapshot = read_commit(settings.content_repo, found, settings.articles)
    report = _report(name, gate(settings, commit, snapshot, progress))
    if not report.asked:
        return None
    keep_report(settings.data_dir, preview.id, report)
    return report


def _served(settings: Settings) -> tuple[str, str] | None:
    """Name and commit of the generation that customers see."""
    try:
        name = current_name(settings.data_dir)
        commit = read_manifest(settings.data_dir, name).commit if name else WORKTREE
    except IndexUnavailable:
        return None
    return None if name is None or commit == WORKTREE else (name, commit)


def _report(served: str, found: Report) -> GoldenReport:
    comparison = found.comparison
    changes = [
        GoldenChange(
            row.question,
            Verdict(row.change.value),
            row.expected,
            _shown(row.before),
            _shown(row.after),
        )
        for row in comparison.rows
    ]
    return GoldenReport(
        served=served,
        asked=comparison.asked,
        right_before=comparison.right_before,
        right_after=comparison.right_after,
        changes=tuple(changes[:MOST_TOLD]),
        hidden=max(0, len(changes) - MOST_TOLD),
        hijacks=tuple((one.slug, len(one.questions)) for one in comparison.hijacks),
        reasons=tuple(one.reason for one in found.reasons.given),
    )


def _shown(answer: Answer | None) -> str:
    return (answer.first or "") if answer is not None and answer.answered else ""
