"""The vector engine contract in plain numpy, in memory and exact, for indexes that are asked once.

Building a shard and opening a private copy of it takes longer than asking every golden question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import Vector
from kb.errors import IndexMissing
from kb.search.engine import EngineInfo, Filter, Point, Probe, Ranking
from kb.search.lexical import SparseVector

Floats = NDArray[np.float32]


class MemoryBuilder:
    """Keeps what it builds in this process until it is dropped."""

    def __init__(self) -> None:
        self._built: dict[str, MemoryEngine] = {}

    def build(
        self, location: str, points: Iterable[Point], dimension: int, sparse: Sequence[str]
    ) -> None:
        self._built[location] = MemoryEngine(list(points), dimension, sparse)

    def open(self, location: str) -> MemoryEngine:
        try:
            return self._built[location]
        except KeyError:
            raise IndexMissing(f"There is no index {location} in memory.") from None

    def drop(self, location: str) -> None:
        self._built.pop(location, None)


class MemoryEngine:
    """All points of an audience: a matrix of dense vectors, and postings for each sparse one."""

    def __init__(self, points: Sequence[Point], dimension: int, sparse: Sequence[str]) -> None:
        self._ids = np.array([point.id for point in points], dtype=np.int64)
        self._category = np.array([point.category for point in points], dtype=object)
        self._language = np.array([point.language for point in points], dtype=object)
        self._dense = np.zeros((len(points), dimension), dtype=np.float32)
        for row, point in enumerate(points):
            self._dense[row] = point.dense
        self._postings = {name: _Postings(points, name) for name in sparse}

    def search(self, probes: Sequence[Probe], only: Filter) -> list[Ranking]:
        allowed = self._allowed(only)
        return [self._ranking(probe, allowed) for probe in probes]

    def _ranking(self, probe: Probe, allowed: NDArray[np.bool_]) -> Ranking:
        if isinstance(probe.vector, SparseVector):
            scores = self._postings[probe.name].scores(probe.vector, len(self._ids))
            rows = np.flatnonzero(allowed & (scores > 0))
        else:
            scores = self._dense @ np.asarray(probe.vector, dtype=np.float32)
            rows = np.flatnonzero(allowed)
        if len(rows) > probe.limit:
            rows = rows[np.argpartition(-scores[rows], probe.limit)[: probe.limit]]
        rows = rows[np.argsort(-scores[rows], kind="stable")]
        return list(zip(self._ids[rows].tolist(), scores[rows].tolist(), strict=True))

    def _allowed(self, only: Filter) -> NDArray[np.bool_]:
        allowed = np.ones(len(self._ids), dtype=bool)
        if only.category is not None:
            allowed &= self._category == only.category
        if only.language is not None:
            allowed &= self._language == only.language
        return allowed

    def info(self) -> EngineInfo:
        return EngineInfo("memory", len(self._ids))

    def close(self) -> None:
        """Nothing is open."""


class _Postings:
    """dimension → the rows that have it and their weights."""

    def __init__(self, points: Sequence[Point], name: str) -> None:
        found: dict[int, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for row, point in enumerate(points):
            if (vector := point.sparse.get(name)) is None:
                continue
            for index, value in zip(vector.indices, vector.values, strict=True):
                rows, values = found[index]
                rows.append(row)
                values.append(value)
        self._found: dict[int, tuple[NDArray[np.int64], Floats]] = {
            index: (np.array(rows, np.int64), np.array(values, np.float32))
            for index, (rows, values) in found.items()
        }

    def scores(self, vector: SparseVector, count: int) -> Vector:
        """The dot product with each of `count` rows."""
        total = np.zeros(count, dtype=np.float32)
        for index, value in zip(vector.indices, vector.values, strict=True):
            if (posting := self._found.get(index)) is not None:
                total[posting[0]] += posting[1] * np.float32(value)
        return total
