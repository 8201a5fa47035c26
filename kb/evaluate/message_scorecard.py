"""Message cases against a drafting engine: figures for each half, thresholds, what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from kb.answer.model import Channel, Draft
from kb.answer.request import Request
from kb.errors import KbError
from kb.evaluate.limits import missed, read_limits
from kb.evaluate.message_outcome import Outcome, Stands, Verdict, judge, without_draft
from kb.evaluate.messages import TUNED, Half, MessageCase, MessageCases
from kb.evaluate.metrics import percentile
from kb.evaluate.verbatim import stands_in

LIMITS = Path(__file__).with_name("message_thresholds.toml")

#: Cases that may be tuned on, and so be told what went wrong with.
_OF_FLAGS = frozenset({"flags_recall", "flags_precision"})

Suggest = Callable[[Request], Draft]


@dataclass(frozen=True, slots=True)
class MessageScorecard:
    """Figures of each half, missed thresholds and the outcome of every case."""

    figures: Mapping[Half, Mapping[str, float]]
    failures: tuple[str, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def passed(self) -> bool:
        """Whether both halves keep every limit."""
        return not self.failures

    @property
    def document(self) -> dict[str, Any]:
        """The same as JSON. What went wrong is told of cases that may be tuned on only."""
        return {
            "passed": self.passed,
            "failures": list(self.failures),
            "figures": {half.value: dict(row) for half, row in self.figures.items()},
            "problems": {o.case.id: list(o.problems) for o in self._faulty},
        }

    @property
    def text(self) -> str:
        """The same as a table for people."""
        halves = list(self.figures)
        lines = [f"{'figure':<28}" + "".join(f"{half.value:>10}" for half in halves)]
        for name in figures_of(()):
            cells = (_cell(name, self.figures[half].get(name)) for half in halves)
            lines.append(f"{name:<28}" + "".join(f"{cell:>10}" for cell in cells))
        for outcome in self._faulty:
            lines += ["", outcome.case.id, *(f"  {problem}" for problem in outcome.problems)]
        lines += ["", *(f"MISSED {failure}" for failure in self.failures)]
        return "\n".join(lines).rstrip()

    @property
    def _faulty(self) -> list[Outcome]:
        return [o for o in self.outcomes if o.case.half in TUNED and o.problems]


def run(
    suggest: Suggest,
    cases: MessageCases,
    limits: Path | None = None,
    stands: Stands = stands_in,
) -> MessageScorecard:
    """Have every case drafted and compare. Raises ConfigError for wrong limits."""
    bounds = read_limits(limits or LIMITS, figures_of(()))
    outcomes = tuple(_draft(suggest, case, cases.forbidden, stands) for case in cases.cases)
    return score(outcomes, bounds)


def score(outcomes: Sequence[Outcome], limits: Mapping[str, float]) -> MessageScorecard:
    """Compute the figures of each half that has cases and compare them with the limits.

    Those of flags are left out where no case says which flags it should have.
    """
    figures = {
        half: _told(group)
        for half in Half
        if (group := [o for o in outcomes if o.case.half is half])
    }
    failures = tuple(
        f"{half}: {failure}" for half, row in figures.items() for failure in missed(row, limits)
    )
    return MessageScorecard(figures, failures, tuple(outcomes))


def _told(group: Sequence[Outcome]) -> dict[str, float]:
    judged = any(one.case.flags for one in group)
    return {
        name: value for name, value in figures_of(group).items() if judged or name not in _OF_FLAGS
    }


def figures_of(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The figures of some cases; shares of nothing are 1 where more is better and 0 elsewhere."""
    judged = [q for o in outcomes for q in o.questions]
    answerable = [q for q in judged if q.expected.answerable]
    open_questions = [q for q in judged if not q.expected.answerable]
    facts = sum(len(q.expected.facts) for q in judged)
    factual = sum(o.factual for o in outcomes)
    required = sum(len(o.case.flags) for o in outcomes)
    found = sum(len(o.case.flags & o.flags) for o in outcomes)
    wrong = sum(len(o.flags_wrong) for o in outcomes)
    sentences = sum(o.sentences for o in outcomes)
    took = [o.took_ms for o in outcomes]
    told = [o.told / o.answered for o in outcomes if o.answered and _is_letter(o)]
    return {
        "cases": float(len(outcomes)),
        "questions": float(len(judged)),
        "questions_handled": _share(q.handled for q in judged),
        "questions_answered": _share(q.verdict is Verdict.ANSWERED for q in answerable),
        "unanswerable_reported": _share(q.handled for q in open_questions),
        "unanswered_count_right": _share(o.unanswered in o.case.unanswered for o in outcomes),
        "answers_beside": _ratio(
            sum(len(o.beside) for o in outcomes), sum(o.answered for o in outcomes), empty=0.0
        ),
        "required_facts": _ratio(facts - sum(len(o.facts_missing) for o in outcomes), facts),
        "forbidden_texts": float(sum(len(o.forbidden) for o in outcomes)),
        "flags_recall": _ratio(found, required),
        "flags_precision": _ratio(found, found + wrong),
        "citation_precision": _ratio(factual - sum(len(o.loose) for o in outcomes), factual),
        "needless_sentences": _ratio(sum(o.needless for o in outcomes), factual, empty=0.0),
        "sentences_per_question_p50": percentile(told, 50),
        "sentences_per_question_p95": percentile(told, 95),
        "phrase_share": _ratio(sentences - factual, sentences, empty=0.0),
        "language_right": _share(o.language == o.case.language for o in outcomes),
        "without_draft": float(sum(bool(o.error) for o in outcomes)),
        "p50_ms": percentile(took, 50),
        "p95_ms": percentile(took, 95),
    }


def _is_letter(outcome: Outcome) -> bool:
    return outcome.case.channel is Channel.EMAIL


def _draft(
    suggest: Suggest, case: MessageCase, forbidden: Sequence[str], stands: Stands
) -> Outcome:
    request = Request(case.messages, case.channel, case.customer_name)
    start = perf_counter()
    try:
        draft = suggest(request)
    except KbError as exc:
        return without_draft(case, str(exc), _since(start))
    return judge(case, draft, forbidden=forbidden, stands=stands, took_ms=_since(start))


def _since(start: float) -> float:
    return (perf_counter() - start) * 1000


def _share(flags: Iterable[bool]) -> float:
    values = list(flags)
    return _ratio(sum(values), len(values))


def _ratio(part: int, whole: int, empty: float = 1.0) -> float:
    return part / whole if whole else empty


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    whole = name in {"cases", "questions", "forbidden_texts", "without_draft"}
    return f"{value:.0f}" if whole or name.endswith("_ms") else f"{value:.3f}"
