"""Qdrant Edge: the engine inside this process; the only module that imports qdrant_edge.

Edge locks a folder for one process, so every worker works on a private copy of the published
shard (tens of megabytes). `optimize()` holds the interpreter lock for seconds; only the publisher's
own process calls it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import qdrant_edge as qe

from kb.errors import IndexCorrupt, IndexMissing
from kb.search.engine import DENSE, EngineInfo, Filter, Point, Probe, Ranking
from kb.search.lexical import SparseVector
from kb.search.sparse import copy_tree

_BATCH = 500
_PAYLOAD_FIELDS = ("category", "language")
#: Below this number of kilobytes of vectors a full scan is exact and fast enough.
_HNSW_FROM_KB = 4_000


class EdgeBuilder:
    """Builds shards under a folder and opens private copies of them."""

    def __init__(self, run_dir: Path) -> None:
        self._run_dir = run_dir

    def build(
        self, location: str, points: Iterable[Point], dimension: int, sparse: Sequence[str]
    ) -> None:
        path = Path(location)
        path.mkdir(parents=True)
        shard = qe.EdgeShard.create(str(path), _config(dimension, sparse))
        try:
            for name in _PAYLOAD_FIELDS:
                shard.update(
                    qe.UpdateOperation.create_field_index(name, qe.PayloadSchemaType.Keyword)
                )
            remaining = iter(points)
            while batch := list(islice(remaining, _BATCH)):
                shard.update(qe.UpdateOperation.upsert_points([_point(point) for point in batch]))
            shard.flush()
            shard.optimize()
            shard.flush()
        finally:
            shard.close()

    def open(self, location: str) -> EdgeEngine:
        path = Path(location)
        if not path.is_dir():
            raise IndexMissing(f"The index folder {path} is gone. Run `kb publish`.")
        self._run_dir.mkdir(parents=True, exist_ok=True)
        _remove_copies_of_dead_processes(self._run_dir)
        private = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=self._run_dir))
        try:
            copy_tree(path, private / "shard")
            shard = qe.EdgeShard.load(str(private / "shard"))
        except Exception as exc:
            shutil.rmtree(private, ignore_errors=True)
            raise IndexCorrupt(
                f"The index {path} cannot be opened ({exc}). Run `kb publish --rebuild`."
            ) from exc
        return EdgeEngine(shard, private)

    def drop(self, location: str) -> None:
        shutil.rmtree(location, ignore_errors=True)


class EdgeEngine:
    """A private, read-only copy of a shard; the copy is removed on close."""

    def __init__(self, shard: Any, private: Path) -> None:
        self._shard = shard
        self._private = private

    def search(self, probes: Sequence[Probe], only: Filter) -> list[Ranking]:
        where = _filter(only)
        rankings: list[Ranking] = []
        for probe in probes:
            found = self._shard.query(
                qe.QueryRequest(
                    limit=probe.limit,
                    query=qe.Query.Nearest(_vector(probe.vector), using=probe.name),
                    filter=where,
                )
            )
            rankings.append([(str(hit.id), float(hit.score)) for hit in found])
        return rankings

    def info(self) -> EngineInfo:
        return EngineInfo(
            f"qdrant-edge {version('qdrant-edge-py')}", int(self._shard.info().points_count)
        )

    def close(self) -> None:
        self._shard.close()
        shutil.rmtree(self._private, ignore_errors=True)


def _config(dimension: int, sparse: Sequence[str]) -> Any:
    return qe.EdgeConfig(
        vectors={DENSE: qe.EdgeVectorParams(size=dimension, distance=qe.Distance.Dot)},
        sparse_vectors={name: qe.EdgeSparseVectorParams() for name in sparse},
        optimizers=qe.EdgeOptimizersConfig(
            default_segment_number=1, indexing_threshold=_HNSW_FROM_KB
        ),
        max_search_threads=1,
    )


def _point(point: Point) -> Any:
    vectors: dict[str, Any] = {DENSE: point.dense.tolist()}
    for name, vector in point.sparse.items():
        vectors[name] = _vector(vector)
    payload = {"category": point.category, "language": point.language}
    return qe.Point(id=point.id, vector=vectors, payload=payload)


def _vector(vector: Any) -> Any:
    if isinstance(vector, SparseVector):
        return qe.SparseVector(indices=list(vector.indices), values=list(vector.values))
    return vector.tolist()


def _filter(only: Filter) -> Any:
    if not only.conditions:
        return None
    return qe.Filter(
        must=[
            qe.FieldCondition(key=key, match=qe.MatchValue(value=value))
            for key, value in only.conditions.items()
        ]
    )


def _remove_copies_of_dead_processes(run_dir: Path) -> None:
    for folder in run_dir.iterdir():
        pid = folder.name.split("-", 1)[0]
        if pid.isdigit() and not _is_alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
