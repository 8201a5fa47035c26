"""A snapshot → its articles and everything that is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime

from kb.ingest.check import check_articles
from kb.ingest.editorial import read_editorial
from kb.ingest.editorial_check import check_editorial
from kb.ingest.flag_rules import check_flag_rules
from kb.ingest.load import LoadedBase, load_articles
from kb.ingest.phrases import check_phrases
from kb.ingest.repository import Snapshot
from kb.model import Audience, Problem


def examine(snapshot: Snapshot, default_audience: Audience) -> tuple[LoadedBase, list[Problem]]:
    """Load and check a snapshot; problems sorted by path and line."""
    editorial, problems = read_editorial(snapshot.config)
    base = load_articles(snapshot, editorial, default_audience)
    problems = [
        *problems,
        *base.problems,
        *check_articles(base.articles, snapshot),
        *check_editorial(editorial, base.articles, snapshot, datetime.now(UTC).year),
        *check_flag_rules(snapshot.settings_files, base.articles),
        *check_phrases(snapshot.settings_files, base.articles),
    ]
    return base, sorted(problems, key=lambda p: (p.path, p.line, p.column, p.rule))
