"""Golden questions against a published base: figures, thresholds, what was missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kb.errors import QueryError
from kb.evaluate.golden import GoldenQuestion, read_golden
from kb.evaluate.limits import missed, read_limits
from kb.evaluate.metrics import (
    Bin,
    calibration_error,
    mean_reciprocal_rank,
    recall,
    reliability,
)
from kb.reader import Reader

THRESHOLDS = Path(__file__).with_name("thresholds.toml")
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question got. `rank` of the first right article, from 1, None beyond ten."""

    question: GoldenQuestion
    answered: bool
    confidence: float
    first: str | None
    rank: int | None

    @property
    def right(self) -> bool:
        """Whether the first article is a right answer; never for a question without one."""
        return self.rank == 1


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Figures over all questions, per kind, the reliability table and missed thresholds."""

    figures: Mapping[str, float]
    kinds: Mapping[str, Mapping[str, float]]
    reliability: tuple[Bin, ...]
    outcomes: tuple[Outcome, ...]
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether every threshold is reached."""
        return not self.failures

    @property
    def document(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "passed": self.passed,
            "failures": list(self.failures),
            "figures": dict(self.figures),
            "kinds": {kind: dict(row) for kind, row in self.kinds.items()},
            "reliability": [asdict(row) for row in self.reliability],
            "missed": [
                {
                    "question": o.question.text,
                    "kind": o.question.kind,
                    "expected": list(o.question.expected),
                    "first": o.first,
                    "answered": o.answered,
                    "confidence": round(o.confidence, 3),
                }
                for o in self.outcomes
                if _is_missed(o)
            ],
        }

    @property
    def text(self) -> str:
        """The same as a table for people."""
        lines = [f"{'figure':<28}{'value':>8}"]
        lines += [f"{name:<28}{value:>8.3f}" for name, value in self.figures.items()]
        lines += ["", f"{'kind':<22}{'n':>5}{'recall@1':>10}{'recall@3':>10}{'refused':>9}"]
        for kind, row in sorted(self.kinds.items()):
            lines.append(
                f"{kind:<22}{row['count']:>5.0f}{_cell(row, 'recall_at_1'):>10}"
                f"{_cell(row, 'recall_at_3'):>10}{row['refused']:>9.3f}"
            )
        lines += ["", f"{'confidence':<14}{'n':>5}{'mean':>8}{'observed':>10}"]
        for row_bin in self.reliability:
            label = f"{row_bin.low:.1f}–{row_bin.high:.1f}"
            lines.append(
                f"{label:<14}{row_bin.count:>5}{row_bin.confidence:>8.3f}{row_bin.observed:>10.3f}"
            )
        lines += ["", *(f"MISSED {failure}" for failure in self.failures)]
        return "\n".join(lines).rstrip()


def run(reader: Reader, golden: bytes, thresholds: Path | None = None) -> Scorecard:
    """Ask every golden question and compare. Raises ConfigError for a wrong file."""
    questions = read_golden(golden)
    outcomes = tuple(ask(reader, question) for question in questions)
    limits = read_limits(thresholds or THRESHOLDS, score((), {}).figures)
    return score(outcomes, limits)


def ask(reader: Reader, question: GoldenQuestion) -> Outcome:
    """Search for one question; what cannot be searched counts as refused."""
    try:
        result = reader.search(question.text, limit=_DEPTH)
    except QueryError:
        return Outcome(question, False, 0.0, None, None)
    slugs = [hit.slug for hit in result.hits]
    ranks = [slugs.index(slug) + 1 for slug in question.expected if slug in slugs]
    return Outcome(
        question,
        result.answered,
        result.confidence,
        slugs[0] if slugs else None,
        min(ranks, default=None),
    )


def score(outcomes: Sequence[Outcome], limits: Mapping[str, float]) -> Scorecard:
    """Compute the figures and compare them with `minimum_…` and `maximum_…` limits."""
    answerable = [o for o in outcomes if o.question.answerable]
    unanswerable = [o for o in outcomes if not o.question.answerable]
    bins = reliability([o.confidence for o in outcomes], [o.question.answerable for o in outcomes])
    ranks = [o.rank for o in answerable]
    figures = {
        "recall_at_1": recall(ranks, 1),
        "recall_at_3": recall(ranks, 3),
        "mrr_at_10": mean_reciprocal_rank(ranks),
        "unanswerable_refused": _share(not o.answered for o in unanswerable),
        "answerable_refused": _share(not o.answered for o in answerable),
        "answered_wrongly": _share(o.answered and not o.right for o in outcomes),
        "calibration_error": calibration_error(bins),
    }
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.question.kind].append(outcome)
    return Scorecard(
        figures,
        {kind: _kind_row(group) for kind, group in by_kind.items()},
        bins,
        tuple(outcomes),
        tuple(missed(figures, limits)),
    )


def _kind_row(outcomes: Sequence[Outcome]) -> dict[str, float]:
    row = {"count": float(len(outcomes)), "refused": _share(not o.answered for o in outcomes)}
    ranks = [o.rank for o in outcomes if o.question.answerable]
    if ranks:
        row |= {"recall_at_1": recall(ranks, 1), "recall_at_3": recall(ranks, 3)}
    return row


def _is_missed(outcome: Outcome) -> bool:
    if outcome.question.answerable:
        return not outcome.right or not outcome.answered
    return outcome.answered


def _share(flags: Iterable[bool]) -> float:
    values = list(flags)
    return sum(values) / len(values) if values else 0.0


def _cell(row: Mapping[str, float], name: str) -> str:
    return f"{row[name]:.3f}" if name in row else "–"
