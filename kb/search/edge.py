"""Qdrant Edge: the engine inside this process; the only module that imports qdrant_edge.

Edge locks a folder for one process, so every worker works on a private copy of the published
shard (tens of megabytes). `optimize()` holds the interpreter lock for seconds; only the publisher's
own process calls it.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import Any

import qdrant_edge as qe

from kb.errors import IndexCorrupt, IndexMissing, IndexUnavailable, KbError, PublishError
from kb.search.engine import DENSE, EngineInfo, Filter, Point, Probe, Ranking
from kb.search.lexical import SparseVector
from kb.search.private import PrivateFolder
from kb.search.quick_folder import quick_folder, remove_quick_folder
from kb.search.sparse import copy_tree

_BATCH = 500
#: Fewer points than these are built in memory: about 20 MB.
_SMALL = 5_000
_PAYLOAD_FIELDS = ("category", "language")
#: Below this number of kilobytes of vectors a full scan is exact and fast enough.
_HNSW_FROM_KB = 4_000
#: Free bytes that an empty shard needs with room to spare, and how many bytes a byte of vectors
#: takes at most while segments are rewritten (measured: 5 MB, and 7 in all for 5,000 points).
_RESERVE = 64 << 20
_GROWTH = 7


class EdgeBuilder:
    """Builds shards under a folder and opens private copies of them."""

    def __init__(self, run_dir: Path) -> None:
        self._run_dir = run_dir

    def build(
        self, location: str, points: Iterable[Point], dimension: int, sparse: Sequence[str]
    ) -> None:
        """Store all points. Raises OSError (disk full), PublishError (the engine failed)."""
        path = Path(location)
        path.mkdir(parents=True)
        _require_space(path, 0)
        remaining = iter(points)
        first = list(islice(remaining, _SMALL))
        scratch = quick_folder(path) if len(first) < _SMALL else None
        try:
            _fill(scratch or path, chain(first, remaining), _config(dimension, sparse))
            if scratch:
                path.rmdir()
                copy_tree(scratch, path)
        except (OSError, KbError):
            raise
        except Exception as exc:
            raise PublishError(
                f"The vector engine could not build {path} ({exc}). "
                "The previous generation keeps serving. Publish again; if it stays, report it."
            ) from exc
        finally:
            if scratch:
                remove_quick_folder(path)

    def open(self, location: str) -> EdgeEngine:
        """Open a private copy. Raises IndexMissing, IndexCorrupt, IndexUnavailable (disk full)."""
        path = Path(location)
        if not path.is_dir():
            raise IndexMissing(f"The index folder {path} is gone. Run `kb publish`.")
        try:
            private = PrivateFolder.create(self._run_dir)
        except OSError as exc:
            raise _no_copy(path, self._run_dir, exc) from exc
        try:
            _require_space(private.path, _allocated(path))
            copy_tree(path, private.path / "shard")
            shard = qe.EdgeShard.load(str(private.path / "shard"))
        except OSError as exc:
            private.remove()
            raise _no_copy(path, self._run_dir, exc) from exc
        except Exception as exc:
            private.remove()
            raise IndexCorrupt(
                f"The index {path} cannot be opened ({exc}). Run `kb publish --rebuild`."
            ) from exc
        return EdgeEngine(shard, private)

    def drop(self, location: str) -> None:
        remove_quick_folder(Path(location))
        shutil.rmtree(location, ignore_errors=True)


class EdgeEngine:
    """A private, read-only copy of a shard; the copy is removed on close."""

    def __init__(self, shard: Any, private: PrivateFolder) -> None:
        self._shard = shard
        self._private = private

    def search(self, probes: Sequence[Probe], only: Filter) -> list[Ranking]:
        where = _filter(only)
        rankings: list[Ranking] = []
        for probe in probes:
            request = qe.QueryRequest(
                limit=probe.limit,
                query=qe.Query.Nearest(_vector(probe.vector), using=probe.name),
                filter=where,
            )
            try:
                found = self._shard.query(request)
            except Exception as exc:
                raise IndexUnavailable(
                    f"The vector engine cannot search ({exc}). Run `kb publish --rebuild`."
                ) from exc
            rankings.append([(int(hit.id), float(hit.score)) for hit in found])
        return rankings

    def info(self) -> EngineInfo:
        return EngineInfo(
            f"qdrant-edge {version('qdrant-edge-py')}", int(self._shard.info().points_count)
        )

    def close(self) -> None:
        self._shard.close()
        self._private.remove()


def _fill(path: Path, points: Iterable[Point], config: Any) -> None:
    shard = qe.EdgeShard.create(str(path), config)
    size = 0
    try:
        for name in _PAYLOAD_FIELDS:
            shard.update(qe.UpdateOperation.create_field_index(name, qe.PayloadSchemaType.Keyword))
        remaining = iter(points)
        while batch := list(islice(remaining, _BATCH)):
            added = sum(map(_bytes_of, batch))
            _require_space(path, _GROWTH * added)
            size += added
            shard.update(qe.UpdateOperation.upsert_points([_point(point) for point in batch]))
        shard.flush()
        _require_space(path, _GROWTH * size)
        shard.optimize()
        shard.flush()
    finally:
        shard.close()


def _require_space(folder: Path, size: int) -> None:
    """Raise OSError before the engine meets a full disk: it maps its files into memory, so the
    system would kill the process (SIGBUS) instead of reporting an error."""
    needed = _RESERVE + size
    if shutil.disk_usage(folder).free < needed:
        raise OSError(errno.ENOSPC, f"less than {needed >> 20} MiB are free", str(folder))


def _bytes_of(point: Point) -> int:
    return point.dense.nbytes + sum(8 * len(vector.indices) for vector in point.sparse.values())


def _allocated(folder: Path) -> int:
    """Bytes that the files of a folder take on the disk, holes left out."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def _no_copy(path: Path, run_dir: Path, exc: OSError) -> IndexUnavailable:
    return IndexUnavailable(
        f"The index {path} cannot be copied to {run_dir} ({exc}). Free some space there or mend "
        "the permissions; the index itself may be whole."
    )


def _config(dimension: int, sparse: Sequence[str]) -> Any:
    return qe.EdgeConfig(
        vectors={
            DENSE: qe.EdgeVectorParams(
                size=dimension, distance=qe.Distance.Dot, memory=qe.Memory.Cold
            )
        },
        sparse_vectors={name: qe.EdgeSparseVectorParams() for name in sparse},
        optimizers=qe.EdgeOptimizersConfig(
            default_segment_number=1, indexing_threshold=_HNSW_FROM_KB
        ),
        max_search_threads=1,
        # Built once and flushed: a write-ahead log would only cost each copy tens of megabytes.
        wal_enabled=False,
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
