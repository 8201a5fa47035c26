"""The golden gate with the concrete classes that the settings choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from kb.answer.closeness import Closeness
from kb.evaluate.golden import GoldenQuestion, read_golden
from kb.gate.accept import merge_base, reasons
from kb.gate.cases import CaseComparison
from kb.gate.compare import compare
from kb.gate.report import Report
from kb.gate.sentences import (
    GROUNDING,
    compare_sentences,
    passages_of,
    read_cases,
    shipped_cases,
)
from kb.gate.side import Bench, ask_all
from kb.gate.touched import Earlier, differing
from kb.ingest.editorial import read_editorial
from kb.ingest.load import load_articles
from kb.ingest.publish import Progress, silent
from kb.ingest.repository import WORKTREE, Snapshot, read_commit, resolve
from kb.model import Article
from kb.preview.refs import find_commit
from kb.wiring import passage_embedding, query_encoder

if TYPE_CHECKING:
    from kb.settings import Settings


def gate(
    settings: Settings,
    ref: str,
    snapshot: Snapshot,
    progress: Progress = silent,
) -> Report:
    """Ask the golden questions of a snapshot and of what it came from.

    Touches nothing that is served: the indexes are in memory, the answers in a folder of their own.
    Raises RepositoryError (no such ref), ConfigError (golden.yaml cannot be read), PublishError,
    IndexUnavailable.
    """
    other = find_commit(settings.content_repo, ref, settings.content_remote)
    worktree = snapshot.commit.sha == WORKTREE
    # The folder on disk stands on the commit that is checked out.
    head = resolve(settings.content_repo, "HEAD") if worktree else snapshot.commit
    base = resolve(settings.content_repo, merge_base(settings.content_repo, other.sha, head.sha))
    before = read_commit(settings.content_repo, base, settings.articles)
    golden_after = _golden(snapshot, "")
    same = before.golden == snapshot.golden
    golden_before = golden_after if same else _golden(before, base.sha[:12])
    bench = Bench(
        data_dir=settings.data_dir,
        default_audience=settings.default_audience,
        embedding=passage_embedding(settings),
        encoder=lambda: query_encoder(settings),
        progress=progress,
    )
    now = datetime.now(UTC)
    paths = differing(before, snapshot)
    questions = [one.text for one in (*golden_before, *golden_after)]

    def load(wanted: Snapshot) -> Sequence[Article]:
        editorial, _ = read_editorial(wanted.config)
        return load_articles(wanted, editorial, settings.default_audience).articles

    def load_some(side: Snapshot, wanted: frozenset[str]) -> Sequence[Article]:
        return load(replace(side, files=tuple(f for f in side.files if f.path in wanted)))

    old = ask_all(bench, before, lambda: load(before), questions, now)
    earlier = Earlier(before, old, lambda wanted: load_some(before, wanted))
    new = ask_all(bench, snapshot, lambda: load(snapshot), questions, now, earlier)
    return Report(
        base=base.sha,
        head=snapshot.commit.sha,
        comparison=compare(golden_before, golden_after, old, new),
        reasons=reasons(settings.content_repo, base.sha, head.sha),
        paths={**old.paths, **new.paths},
        golden=snapshot.golden or b"",
        cases=(
            _sentences(
                settings, snapshot, load_some(before, paths), load_some(snapshot, paths), now
            ),
        ),
    )


def _sentences(
    settings: Settings,
    snapshot: Snapshot,
    old: Sequence[Article],
    new: Sequence[Article],
    now: datetime,
) -> CaseComparison:
    """What drafts may say of the articles that differ."""
    before, after = passages_of(old, now), passages_of(new, now)
    own = snapshot.cases.get(GROUNDING)
    cases = [*(read_cases(own) if own else ()), *(shipped_cases(before) if before else ())]

    @cache
    def closeness() -> Closeness:
        return Closeness(query_encoder(settings))

    return compare_sentences(
        cases, before, after, {one.slug: one.source_path for one in (*old, *new)},
        lambda one, other: closeness().between(one, other),
    )  # fmt: skip


def _golden(snapshot: Snapshot, where: str) -> tuple[GoldenQuestion, ...]:
    if snapshot.golden is None:
        return ()
    found = read_golden(snapshot.golden, f"golden.yaml of {where}" if where else "golden.yaml")
    # Of a question that stands there twice the last one counts.
    return tuple({one.text: one for one in found}.values())
