"""A grounding check against sentences whose verdict is known: what it caught, what it feared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from kb.answer.model import Sentence, Source, Status
from kb.evaluate.drafts.model import EXACT, Corrupted, Honest, Kind, Trial
from kb.evaluate.limits import missed, read_limits
from kb.evaluate.messages import Half

LIMITS = Path(__file__).with_name("thresholds.toml")

#: (sentence with its keys, what was retrieved) → the sentence with its status and reasons.
Check: TypeAlias = Callable[[Sentence, Sequence[Source]], Sentence]


@dataclass(frozen=True, slots=True)
class Judged:
    """A trial and what the check said of it."""

    trial: Trial
    accepted: bool
    reasons: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether an honest sentence was accepted or a corrupted one was not."""
        return self.accepted is self.trial.honest


@dataclass(frozen=True, slots=True)
class GroundingScorecard:
    """Figures of each half, the share judged right per kind, and every trial with its verdict.

    fresh: the same figures of sentences that nothing was tuned on; empty where there are none.
    """

    figures: Mapping[Half, Mapping[str, float]]
    kinds: Mapping[Kind, tuple[int, float]]
    judged: tuple[Judged, ...]
    failures: tuple[str, ...]
    fresh: Mapping[str, float] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether both halves keep every limit."""
        return not self.failures

    @property
    def missed(self) -> tuple[Judged, ...]:
        """Corrupted sentences of the half that may be tuned on which passed as supported."""
        return tuple(one for one in self._wrong if not one.trial.honest)

    @property
    def alarms(self) -> tuple[Judged, ...]:
        """Honest sentences of that half which were called unsupported."""
        return tuple(one for one in self._wrong if one.trial.honest)

    @property
    def document(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "passed": self.passed,
            "failures": list(self.failures),
            "figures": {half.value: dict(row) for half, row in self.figures.items()},
            "fresh": dict(self.fresh),
            "kinds": {
                kind.value: {"count": count, "right": right}
                for kind, (count, right) in self.kinds.items()
            },
            "missed": [_document(one) for one in self.missed],
            "alarms": [_document(one) for one in self.alarms],
        }

    @property
    def text(self) -> str:
        """The same as tables for people, with what was judged wrong in the half for tuning."""
        columns = {half.value: row for half, row in self.figures.items()}
        if self.fresh:
            columns["fresh"] = self.fresh
        lines = [f"{'figure':<28}" + "".join(f"{title:>10}" for title in columns)]
        for name in figures_of(()):
            cells = (_cell(name, row[name]) for row in columns.values())
            lines.append(f"{name:<28}" + "".join(f"{cell:>10}" for cell in cells))
        for title, kinds in (("corrupted", Corrupted), ("honest", Honest)):
            told = "caught" if kinds is Corrupted else "alarms"
            lines += ["", f"{title:<22}{'n':>5}{told:>9}"]
            for kind in (kind for kind in kinds if kind in self.kinds):
                count, right = self.kinds[kind]
                share = right if kinds is Corrupted else 1 - right
                lines.append(f"{kind.value:<22}{count:>5}{share:>9.3f}")
        for title, found in (("passed as supported", self.missed), ("feared", self.alarms)):
            lines += ["", *(line for one in found for line in _told(title, one))]
        lines += ["", *(f"MISSED {failure}" for failure in self.failures)]
        return "\n".join(lines).rstrip()

    @property
    def _wrong(self) -> list[Judged]:
        return [one for one in self.judged if not one.right and one.trial.half is Half.DEV]


def evaluate_grounding(
    check: Check,
    trials: Iterable[Trial],
    limits: Path | None = None,
    fresh: Sequence[Trial] = (),
) -> GroundingScorecard:
    """Have every trial checked and compare with the limits. Raises ConfigError for wrong limits.

    fresh: trials of which only the figures are told.
    """
    bounds = read_limits(limits or LIMITS, figures_of(()))
    judged = tuple(_judge(check, trial) for trial in trials)
    figures = {
        half: figures_of(group)
        for half in Half
        if (group := [one for one in judged if one.trial.half is half])
    }
    by_kind: defaultdict[Kind, list[bool]] = defaultdict(list)
    for one in judged:
        by_kind[one.trial.kind].append(one.right)
    failures = tuple(
        f"{half}: {failure}" for half, row in figures.items() for failure in missed(row, bounds)
    )
    kinds = {kind: (len(right), sum(right) / len(right)) for kind, right in by_kind.items()}
    told = figures_of([_judge(check, trial) for trial in fresh]) if fresh else {}
    return GroundingScorecard(figures, kinds, judged, failures, told)


def figures_of(judged: Sequence[Judged]) -> dict[str, float]:
    """Counts and shares; a share of nothing is 1 where more is better and 0 elsewhere.

    caught_exact: of numbers, dates, amounts, links and keys only. The same without those that
    rules made, because rules are easier to fit than people: caught_by_hand, false_alarms_by_hand;
    and without free paraphrases: false_alarms_but_paraphrase.
    """
    honest = [one for one in judged if one.trial.honest]
    corrupted = [one for one in judged if not one.trial.honest]
    return {
        "corrupted": float(len(corrupted)),
        "honest": float(len(honest)),
        "caught": _share(corrupted),
        "caught_exact": _share(one for one in corrupted if one.trial.kind in EXACT),
        "caught_by_hand": _share(one for one in corrupted if one.trial.by_hand),
        "false_alarms": 1 - _share(honest),
        "false_alarms_by_hand": 1 - _share(one for one in honest if one.trial.by_hand),
        "false_alarms_but_paraphrase": 1
        - _share(one for one in honest if one.trial.kind is not Honest.PARAPHRASE),
    }


def _judge(check: Check, trial: Trial) -> Judged:
    said = check(Sentence(trial.text, trial.citations), trial.sources)
    return Judged(trial, said.status is not Status.UNSUPPORTED, said.reasons)


def _share(judged: Iterable[Judged]) -> float:
    right = [one.right for one in judged]
    return sum(right) / len(right) if right else 1.0


def _document(one: Judged) -> dict[str, Any]:
    trial = one.trial
    return {
        "kind": trial.kind.value,
        "text": trial.text,
        "change": trial.change,
        "citations": list(trial.citations),
        "article": trial.sources[0].slug,
        "by_hand": trial.by_hand,
        "reasons": list(one.reasons),
    }


def _told(title: str, one: Judged) -> Iterator[str]:
    trial = one.trial
    yield f"{title}, {trial.kind.value}, {trial.sources[0].slug}: {trial.text}"
    if trial.change:
        yield f"    {trial.change}"
    yield from (f"    {reason}" for reason in one.reasons)


def _cell(name: str, value: float) -> str:
    return f"{value:.0f}" if name in {"corrupted", "honest"} else f"{value:.3f}"
