"""What a change does to golden questions and drafts, for programs."""

from __future__ import annotations

from typing import Any

from kb.gate.compare import Row, Verdict
from kb.gate.report import Report
from kb.gate.report_cases import case_documents


def document(report: Report) -> dict[str, Any]:
    """The whole report as JSON."""
    comparison = report.comparison
    return {
        "base": report.base,
        "head": report.head,
        "passed": report.passed,
        "questions": comparison.asked,
        "right_before": comparison.right_before,
        "right_after": comparison.right_after,
        "accepted": [
            {"commit": one.commit, "author": one.author, "reason": one.reason}
            for one in report.reasons.given
        ],
        "accepted_without_reason": list(report.reasons.empty),
        "changes": [
            {
                "question": row.question,
                "change": row.change.value,
                "edited": row.edited.value,
                "regression": row.regressed,
                "expected": list(row.expected),
                "before": _side(row.verdict_before, row, before=True),
                "after": _side(row.verdict_after, row, before=False),
            }
            for row in comparison.rows
        ],
        "hijacks": [
            {
                "article": one.path,
                "share": round(one.share, 3),
                "questions": list(one.questions),
            }
            for one in comparison.hijacks
        ],
        "cases": case_documents(report.cases),
    }


def _side(verdict: Verdict | None, row: Row, *, before: bool) -> dict[str, Any] | None:
    answer = row.before if before else row.after
    if answer is None:
        return None
    return {
        "verdict": verdict.value if verdict else None,
        "answered": answer.answered,
        "article": answer.first,
        "confidence": answer.confidence,
        "top": list(answer.top),
    }
