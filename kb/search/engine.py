"""What a vector engine must do: hold the points of one audience and give the nearest ones.

Two adapters keep this contract: `edge` (embedded) and `server` (Qdrant server or cluster). One test
class runs against both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kb.embedding.encoder import Vector
from kb.search.lexical import SparseVector

DENSE = "dense"


@dataclass(frozen=True, slots=True)
class Point:
    """A chunk as the engine stores it; `id` is its row in the tables of the same generation."""

    id: int
    dense: Vector
    sparse: Mapping[str, SparseVector]
    category: str
    language: str


@dataclass(frozen=True, slots=True)
class Probe:
    """One search: by the dense vector or by one of the sparse ones, `limit` results."""

    name: str
    vector: Vector | SparseVector
    limit: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Restriction of a search; None means any."""

    category: str | None = None
    language: str | None = None

    @property
    def conditions(self) -> dict[str, str]:
        """Payload field → required value."""
        named = {"category": self.category, "language": self.language}
        return {name: value for name, value in named.items() if value is not None}


#: (point id, score) pairs, best first.
Ranking = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Name for people ("qdrant-edge 0.9.0") and the number of points."""

    name: str
    points: int = field(default=0)


class Engine(Protocol):
    """The points of one audience in one generation, read-only."""

    def search(self, probes: Sequence[Probe], only: Filter) -> list[Ranking]:
        """One ranking per probe, in order. Raises IndexUnavailable."""
        ...

    def info(self) -> EngineInfo:
        """What is running and how much it holds."""
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...


class EngineBuilder(Protocol):
    """Makes the points of one audience and opens them again."""

    def build(
        self, location: str, points: Iterable[Point], dimension: int, sparse: Sequence[str]
    ) -> None:
        """Store all points at a new location, durable when it returns."""
        ...

    def open(self, location: str) -> Engine:
        """Open what was built. Raises IndexMissing or IndexCorrupt."""
        ...

    def drop(self, location: str) -> None:
        """Remove what was built; nothing happens if it is gone."""
        ...
