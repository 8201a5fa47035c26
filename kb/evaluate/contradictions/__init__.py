"""Seeded pairs of sentences that contradict each other or not, and how well they are told apart.

`python -m kb.evaluate.contradictions` prints the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from kb.consistency.contradictions import contradictions
from kb.consistency.statements import statements
from kb.model import Article, Audience, Block, Section

P = TypeVar("P")
_FOLDER = Path(__file__).parent


class Half(StrEnum):
    """What a pair is for: the weights were chosen on TUNED and, later, on HELD_OUT too; FRESH ones
    were written after that and have only been measured."""

    TUNED = "tuned"
    HELD_OUT = "held_out"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class SeededPair:
    """Two articles of one sentence each: (title, text). kind: what differs, or why it may."""

    kind: str
    half: Half
    contradicts: bool
    first: tuple[str, str]
    second: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Figures(Generic[P]):
    """missed: pairs that contradict each other and were not found. false: harmless ones that
    were."""

    found: int
    missed: tuple[P, ...]
    false: tuple[P, ...]

    @property
    def recall(self) -> float:
        """Share of the contradictions that were found."""
        return self.found / max(1, self.found + len(self.missed))

    @property
    def precision(self) -> float:
        """Share of what was found that is one."""
        return self.found / max(1, self.found + len(self.false))


def seeded_pairs() -> tuple[SeededPair, ...]:
    """All pairs, in the order of their files."""
    return tuple(
        pair
        for contradicts, name in ((True, "contradicting.txt"), (False, "harmless.txt"))
        for fresh in (False, True)
        for pair in _read(f"fresh_{name}" if fresh else name, contradicts, fresh)
    )


def measure(pairs: Sequence[SeededPair]) -> Figures[SeededPair]:
    """Compare the two articles of each pair."""
    told = [bool(contradictions(list(statements(_articles(pair))))) for pair in pairs]
    judged = list(zip(pairs, told, strict=True))
    return Figures(
        found=sum(pair.contradicts and found for pair, found in judged),
        missed=tuple(pair for pair, found in judged if pair.contradicts and not found),
        false=tuple(pair for pair, found in judged if found and not pair.contradicts),
    )


def _read(name: str, contradicts: bool, fresh: bool) -> list[SeededPair]:
    lines = (_FOLDER / name).read_text("utf-8").splitlines()
    pairs = []
    for number, line in enumerate(line for line in lines if line and not line.startswith("#")):
        kind, title, text, other_title, other_text = (part.strip() for part in line.split("|"))
        half = Half.FRESH if fresh else Half.HELD_OUT if number % 2 else Half.TUNED
        first, second = (title, text), (other_title, other_text)
        pairs.append(SeededPair(kind, half, contradicts, first, second))
    return pairs


def _articles(pair: SeededPair) -> list[Article]:
    named = (("first", pair.first), ("second", pair.second))
    return [one_sentence(name, title, text) for name, (title, text) in named]


def one_sentence(name: str, title: str, text: str, category: str = "") -> Article:
    """A public article of a title and one sentence."""
    return Article(
        id=name,
        slug=name,
        category=category,
        title=title,
        audience=Audience.PUBLIC,
        language="pl",
        sections=(Section("", "", 0, (1, 1), (Block(text, (1, 1), "paragraph"),)),),
        html="",
        markdown=text,
        source_path=f"{name}.md",
        commit="",
        updated_at=datetime(2026, 11, 29, tzinfo=UTC),
    )
