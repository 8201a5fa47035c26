"""The golden gate with the concrete classes that the settings choose."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kb.evaluate.golden import GoldenQuestion, read_golden
from kb.evaluate.messages import MessageCases
from kb.gate.accept import merge_base, reasons
from kb.gate.cases import CaseComparison, CaseKind
from kb.gate.compare import compare
from kb.gate.messages import (
    MESSAGE_CASES,
    asked_in,
    cases_for,
    compare_messages,
    touched_cases,
)
from kb.gate.report import Report
from kb.gate.sentences import (
    GROUNDING,
    compare_sentences,
    passages_of,
    read_cases,
    shipped_cases,
)
from kb.gate.side import Bench, ask_all, closeness
from kb.gate.touched import Earlier, differing
from kb.ingest.editorial import read_editorial
from kb.ingest.load import load_articles
from kb.ingest.publish import Progress, silent
from kb.ingest.repository import WORKTREE, Snapshot, read_commit, resolve
from kb.model import Article, Audience
from kb.preview.refs import find_commit
from kb.wiring import passage_embedding, query_encoder

if TYPE_CHECKING:
    from kb.settings import Settings


def gate(
    settings: Settings,
    ref: str,
    snapshot: Snapshot,
    progress: Progress = silent,
    drafts: bool = False,
) -> Report:
    """Ask the golden questions of a snapshot and of what it came from, and check what drafts may
    say of the articles that changed.

    drafts: have the message cases drafted, too, that the change can touch.
    Touches nothing that is served: the indexes are in memory, the answers in a folder of their own.
    Raises RepositoryError (no such ref), ConfigError (golden.yaml or a file of cases cannot be
    read), PublishError, IndexUnavailable.
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
    questions = [one.text for one in (*golden_before, *golden_after)]

    def load(side: Snapshot, only: frozenset[str] | None = None) -> Sequence[Article]:
        """The articles of a side; only: those of some paths."""
        editorial, _ = read_editorial(side.config)
        files = (file for file in side.files if only is None or file.path in only)
        some = replace(side, files=tuple(files))
        return load_articles(some, editorial, settings.default_audience).articles

    paths = differing(before, snapshot)
    changed = load(before, paths), load(snapshot, paths)
    messages: MessageCases | None = None
    if drafts:
        everything = before if paths else replace(before, files=())
        slugs = [one.slug for one in load(everything) if one.audience is Audience.PUBLIC]
        messages = cases_for(snapshot.cases.get(MESSAGE_CASES), slugs)
        questions += asked_in(messages)
    old = ask_all(bench, before, lambda: load(before), questions, now)
    earlier = Earlier(before, old, lambda wanted: load(before, wanted))
    new = ask_all(bench, snapshot, lambda: load(snapshot), questions, now, earlier)
    cases = [_sentences(bench, snapshot, changed, now)]
    if messages is not None:
        names = frozenset(one.slug for side in changed for one in side)
        touched = touched_cases(messages, names, (old, new))
        sides = [(side, load(side) if touched.cases else ()) for side in (before, snapshot)]
        cases.append(_messages(settings, bench, touched, sides, _paths(changed), now))
    return Report(
        base=base.sha,
        head=snapshot.commit.sha,
        comparison=compare(golden_before, golden_after, old, new),
        reasons=reasons(settings.content_repo, base.sha, head.sha),
        paths={**old.paths, **new.paths},
        golden=snapshot.golden or b"",
        cases=tuple(cases),
    )


def _paths(sides: Sequence[Sequence[Article]]) -> dict[str, str]:
    return {one.slug: one.source_path for side in sides for one in side}


def _sentences(
    bench: Bench,
    snapshot: Snapshot,
    changed: tuple[Sequence[Article], Sequence[Article]],
    now: datetime,
) -> CaseComparison:
    """What drafts may say of the articles that differ."""
    before, after = (passages_of(side, now) for side in changed)
    own = snapshot.cases.get(GROUNDING)
    cases = [*(read_cases(own) if own else ()), *(shipped_cases(before) if before else ())]

    return compare_sentences(cases, before, after, _paths(changed), closeness(bench))


def _messages(
    settings: Settings,
    bench: Bench,
    cases: MessageCases,
    sides: Sequence[tuple[Snapshot, Sequence[Article]]],
    paths: dict[str, str],
    now: datetime,
) -> CaseComparison:
    """What drafts of both sides make of messages."""
    if not cases.cases:
        return CaseComparison(CaseKind.MESSAGE, (), 0)
    from kb.gate.drafting import assistant

    encoder = query_encoder(settings)
    with ExitStack() as stack:
        before, after = (
            stack.enter_context(
                assistant(bench, side, articles, read_editorial(side.config)[0], encoder, now)
            )
            for side, articles in sides
        )
        return compare_messages(cases, before.suggest, after.suggest, paths)


def _golden(snapshot: Snapshot, where: str) -> tuple[GoldenQuestion, ...]:
    if snapshot.golden is None:
        return ()
    found = read_golden(snapshot.golden, f"golden.yaml of {where}" if where else "golden.yaml")
    # Of a question that stands there twice the last one counts.
    return tuple({one.text: one for one in found}.values())
