"""The engine in memory gives what the embedded one gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.errors import IndexMissing
from kb.gate.engine import MemoryBuilder
from kb.search.edge import EdgeBuilder
from kb.search.engine import DENSE, Filter, Point, Probe
from kb.search.lexical import SparseVector

FILTERS = (Filter(), Filter("zwroty"), Filter(None, "en"), Filter("dostawa", "pl"))


def points() -> list[Point]:
    draw = np.random.default_rng(7)
    made = []
    for number in range(60):
        vector = draw.normal(size=8).astype(np.float32)
        indices = tuple(sorted(draw.choice(20, size=4, replace=False).tolist()))
        sparse = {"lemmas": SparseVector(indices, tuple(draw.uniform(0.5, 3, 4).tolist()))}
        made.append(
            Point(
                number, vector / np.linalg.norm(vector), sparse if number % 3 else {},
                ("zwroty", "dostawa")[number % 2], ("pl", "en")[number % 5 == 0],
            )
        )  # fmt: skip
    return made


@pytest.mark.parametrize("only", FILTERS, ids=str)
def test_rankings_are_those_of_the_embedded_engine(tmp_path: Path, only: Filter) -> None:
    rankings = []
    for builder in (MemoryBuilder(), EdgeBuilder(tmp_path / "run")):
        location = str(tmp_path / "shard")
        builder.build(location, points(), 8, ("lemmas",))
        engine = builder.open(location)
        probes = [Probe(DENSE, points()[3].dense, 12)]
        probes.append(Probe("lemmas", SparseVector((1, 4, 9), (1.0, 1.0, 1.0)), 12))
        rankings.append(engine.search(probes, only))
        engine.close()

    for ours, theirs in zip(*rankings, strict=True):
        assert ours
        assert [row for row, _ in ours] == [row for row, _ in theirs]
        assert [score for _, score in ours] == pytest.approx(
            [score for _, score in theirs], abs=1e-5
        )


def test_what_was_dropped_is_gone() -> None:
    builder = MemoryBuilder()
    builder.build("a", points(), 8, ("lemmas",))
    assert builder.open("a").info().points == 60
    builder.drop("a")

    with pytest.raises(IndexMissing):
        builder.open("a")
