"""The contract of a vector engine; every adapter passes the same tests."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import QdrantClient

from kb.embedding.encoder import Vector, unit
from kb.errors import IndexCorrupt, IndexMissing, IndexUnavailable
from kb.search.edge import EdgeBuilder
from kb.search.engine import DENSE, EngineBuilder, Filter, Point, Probe, Ranking
from kb.search.lexical import SparseVector
from kb.search.server import ServerBuilder

DIMENSION = 8
SPARSE = ("trigrams", "lemmas")
CATEGORIES = ("zwroty", "dostawa", "platnosci")
LANGUAGES = ("pl", "pl", "pl", "en")

# The server's client without a server says that payload indexes have no effect there.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")


def direction(number: int) -> Vector:
    return unit(np.random.default_rng(number).normal(size=DIMENSION).astype(np.float32))


def point(number: int) -> Point:
    """Every third point has no words at all, every second no lemmas."""
    sparse = {}
    if number % 3:
        sparse["trigrams"] = SparseVector((number % 5, 10 + number), (1.0 + number, 0.5))
    if number % 2:
        sparse["lemmas"] = SparseVector((7,), (float(number),))
    return Point(number, direction(number), sparse, CATEGORIES[number % 3], LANGUAGES[number % 4])


POINTS = [point(number) for number in range(24)]


def dense(number: int, limit: int = 100) -> Probe:
    return Probe(DENSE, direction(number), limit)


def words(name: str, *indices: int, limit: int = 100) -> Probe:
    return Probe(name, SparseVector(indices, tuple(1.0 for _ in indices)), limit)


def exact(query: Vector, points: Sequence[Point]) -> Ranking:
    found = [(point.id, float(point.dense @ query)) for point in points]
    return sorted(found, key=lambda pair: -pair[1])


@pytest.fixture(params=["edge", "server"])
def builder(request: pytest.FixtureRequest, tmp_path: Path) -> EngineBuilder:
    if request.param == "edge":
        return EdgeBuilder(tmp_path / "run")
    return ServerBuilder(lambda: QdrantClient(":memory:"))


@pytest.fixture
def location(tmp_path: Path) -> str:
    return str(tmp_path / "generation-1" / "public" / "shard")


@pytest.fixture
def built(builder: EngineBuilder, location: str) -> EngineBuilder:
    builder.build(location, iter(POINTS), DIMENSION, SPARSE)
    return builder


class TestEngineContract:
    def test_the_nearest_vectors_come_first_with_their_products(
        self, built: EngineBuilder, location: str
    ) -> None:
        engine = built.open(location)

        (found,) = engine.search([dense(3)], Filter())
        engine.close()

        expected = exact(direction(3), POINTS)
        assert found[0][0] == 3
        assert [identity for identity, _ in found] == [identity for identity, _ in expected]
        assert [score for _, score in found] == pytest.approx(
            [score for _, score in expected], abs=1e-5
        )

    def test_the_limit_holds(self, built: EngineBuilder, location: str) -> None:
        engine = built.open(location)

        found = engine.search([dense(0, limit=5), words("lemmas", 7, limit=2)], Filter())
        engine.close()

        assert [len(ranking) for ranking in found] == [5, 2]

    def test_sparse_scores_are_products_of_shared_dimensions(
        self, built: EngineBuilder, location: str
    ) -> None:
        engine = built.open(location)

        (found,) = engine.search([words("trigrams", 1, 11)], Filter())
        engine.close()

        # Points whose number leaves 1 by 5 and is no multiple of 3; number 1 also has unit 11.
        assert [identity for identity, _ in found] == [16, 11, 1]
        assert [score for _, score in found] == pytest.approx([17.0, 12.0, 2.5])

    def test_points_without_words_are_found_by_their_vector_only(
        self, built: EngineBuilder, location: str
    ) -> None:
        engine = built.open(location)

        by_words, by_vector = engine.search([words("lemmas", 7), dense(0)], Filter())
        engine.close()

        assert {identity for identity, _ in by_words} == set(range(1, 24, 2))
        assert len(by_vector) == len(POINTS)

    def test_each_probe_has_its_own_ranking_in_order(
        self, built: EngineBuilder, location: str
    ) -> None:
        engine = built.open(location)
        probes = [dense(5), words("lemmas", 7), dense(6), words("trigrams", 999)]

        together = engine.search(probes, Filter())
        alone = [engine.search([probe], Filter())[0] for probe in probes]
        nothing = engine.search([], Filter())
        engine.close()

        assert together == alone
        assert together[3] == []
        assert nothing == []
        for ranking in together:
            scores = [score for _, score in ranking]
            assert scores == sorted(scores, reverse=True)

    @pytest.mark.parametrize(
        ("only", "numbers"),
        [
            (Filter(category="dostawa"), range(1, 24, 3)),
            (Filter(language="en"), range(3, 24, 4)),
            (Filter("dostawa", "en"), (7, 19)),
            (Filter(category="nie-ma"), ()),
            (Filter(category='{"must": []}'), ()),
        ],
    )
    def test_a_filter_restricts_every_probe(
        self, built: EngineBuilder, location: str, only: Filter, numbers: Sequence[int]
    ) -> None:
        engine = built.open(location)

        by_vector, by_words = engine.search([dense(0), words("lemmas", 7)], only)
        engine.close()

        assert {identity for identity, _ in by_vector} == set(numbers)
        assert {identity for identity, _ in by_words} == {n for n in numbers if n % 2}

    def test_it_says_what_runs_and_how_much_it_holds(
        self, built: EngineBuilder, location: str
    ) -> None:
        engine = built.open(location)

        info = engine.info()
        engine.close()

        assert info.name.startswith("qdrant")
        assert info.points == len(POINTS)

    def test_nothing_to_hold_is_held(self, builder: EngineBuilder, location: str) -> None:
        builder.build(location, iter(()), DIMENSION, SPARSE)
        engine = builder.open(location)

        found = engine.search([dense(0), words("lemmas", 7)], Filter())
        info = engine.info()
        engine.close()

        assert found == [[], []]
        assert info.points == 0

    def test_what_was_never_built_is_missing(self, builder: EngineBuilder, location: str) -> None:
        with pytest.raises(IndexMissing, match="kb publish"):
            builder.open(location)

    def test_dropping_is_final_and_may_be_repeated(
        self, built: EngineBuilder, location: str
    ) -> None:
        built.drop(location)
        built.drop(location)

        with pytest.raises(IndexMissing):
            built.open(location)

    def test_audiences_and_generations_are_apart(
        self, built: EngineBuilder, location: str, tmp_path: Path
    ) -> None:
        internal = str(tmp_path / "generation-1" / "internal" / "shard")
        newer = str(tmp_path / "generation-2" / "public" / "shard")
        built.build(internal, [point(100)], DIMENSION, SPARSE)
        built.build(newer, [point(200)], DIMENSION, SPARSE)

        engines = [built.open(place) for place in (location, internal, newer)]
        found = [engine.search([dense(0)], Filter())[0] for engine in engines]
        for engine in engines:
            engine.close()

        assert [len(ranking) for ranking in found] == [len(POINTS), 1, 1]
        assert found[1][0][0] == 100
        assert found[2][0][0] == 200

    def test_several_readers_open_the_same_generation(
        self, built: EngineBuilder, location: str
    ) -> None:
        first, second = built.open(location), built.open(location)
        expected = first.search([dense(2)], Filter())
        first.close()

        assert second.search([dense(2)], Filter()) == expected
        second.close()


def copies(run: Path) -> list[Path]:
    return [path for path in run.iterdir() if path.is_dir()]


def test_a_private_copy_is_removed_on_close_and_after_a_crash(tmp_path: Path) -> None:
    run = tmp_path / "run"
    builder = EdgeBuilder(run)
    location = str(tmp_path / "g" / "public" / "shard")
    builder.build(location, POINTS, DIMENSION, SPARSE)
    left = run / "999999999-left"  # no process has such a number
    left.mkdir(parents=True)

    engine = builder.open(location)
    assert not left.exists()
    assert len(copies(run)) == 1
    engine.close()

    assert copies(run) == []


@pytest.mark.parametrize("damage", ["garbage", "empty", "cut"])
def test_a_damaged_shard_is_corrupt_and_leaves_no_copy(tmp_path: Path, damage: str) -> None:
    builder = EdgeBuilder(tmp_path / "run")
    location = tmp_path / "g" / "public" / "shard"
    builder.build(str(location), POINTS, DIMENSION, SPARSE)
    config = location / "edge_config.json"
    assert config.is_file()
    old = config.read_bytes()
    config.write_bytes({"garbage": b"\0" * 80, "empty": b"", "cut": old[: len(old) // 2]}[damage])

    with pytest.raises(IndexCorrupt, match="--rebuild"):
        builder.open(str(location))

    assert copies(tmp_path / "run") == []


@pytest.mark.parametrize("action", ["open", "build", "drop"])
def test_a_server_that_does_not_answer_is_unavailable(tmp_path: Path, action: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    builder = ServerBuilder.at(f"http://127.0.0.1:{port}", None)
    location = str(tmp_path / "g" / "public" / "shard")
    actions: dict[str, Callable[[], object]] = {
        "open": lambda: builder.open(location),
        "build": lambda: builder.build(location, POINTS, DIMENSION, SPARSE),
        "drop": lambda: builder.drop(location),
    }

    with pytest.raises(IndexUnavailable, match="KB_QDRANT_URL"):
        actions[action]()
