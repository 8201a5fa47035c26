"""Everything that `kb check` looks at: each article, and what articles do to each other."""

from __future__ import annotations

from datetime import date

from kb.check.run import with_levels, without_switched_off
from kb.consistency.check import check_consistency
from kb.ingest.examine import examine, readable
from kb.ingest.load import LoadedBase
from kb.ingest.repository import Snapshot
from kb.model import Audience, Problem


def check_all(
    snapshot: Snapshot, default_audience: Audience, today: date | None = None
) -> tuple[LoadedBase, list[Problem]]:
    """Load a snapshot and check it by every rule, sorted by path and line.

    Publishing calls `examine` instead: comparing all articles is for their editors. today: for
    dates that are over.
    """
    base, problems = examine(snapshot, default_audience, thorough=True, today=today)
    sources = {file.path: readable(file.data) for file in snapshot.files}
    between = with_levels(check_consistency(base.articles), base.editorial.check)
    problems = [*problems, *without_switched_off(between, sources)]
    return base, sorted(problems, key=lambda p: (p.path, p.line, p.column, p.rule))
