"""A Qdrant server or cluster; the only module that imports qdrant_client.

Every generation is a collection of its own under a fresh name; which one is current is decided by
the generation's pointer file, the same as with the embedded engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException

from kb.errors import IndexMissing, IndexUnavailable
from kb.search.engine import DENSE, EngineInfo, Filter, Point, Probe, Ranking
from kb.search.lexical import SparseVector

_BATCH = 200
_TIMEOUT_S = 10


class ServerBuilder:
    """Builds collections on a server. `location` is a path whose last two parts name it."""

    def __init__(self, connect: Callable[[], QdrantClient]) -> None:
        self._client = connect()

    @classmethod
    def at(cls, url: str, api_key: str | None) -> ServerBuilder:
        """Connect to an address; nothing is sent before the first use."""
        # The client's own check of versions would ask the server at once, in a thread.
        return cls(
            lambda: QdrantClient(
                url=url, api_key=api_key, timeout=_TIMEOUT_S, check_compatibility=False
            )
        )

    def build(
        self, location: str, points: Iterable[Point], dimension: int, sparse: Sequence[str]
    ) -> None:
        name = _collection(location)
        with _mapped(name):
            self._client.delete_collection(name)
            self._client.create_collection(
                name,
                vectors_config={
                    DENSE: models.VectorParams(size=dimension, distance=models.Distance.DOT)
                },
                sparse_vectors_config={part: models.SparseVectorParams() for part in sparse},
            )
            for field in ("category", "language"):
                self._client.create_payload_index(name, field, models.PayloadSchemaType.KEYWORD)
            remaining = iter(points)
            while batch := list(islice(remaining, _BATCH)):
                self._client.upsert(name, [_point(point) for point in batch], wait=True)

    def open(self, location: str) -> ServerEngine:
        name = _collection(location)
        with _mapped(name):
            if not self._client.collection_exists(name):
                raise IndexMissing(
                    f"The Qdrant server has no collection {name}. Run `kb publish --rebuild`."
                )
        return ServerEngine(self._client, name)

    def drop(self, location: str) -> None:
        with _mapped(_collection(location)):
            self._client.delete_collection(_collection(location))


class ServerEngine:
    """One collection of the server."""

    def __init__(self, client: QdrantClient, name: str) -> None:
        self._client = client
        self._name = name

    def search(self, probes: Sequence[Probe], only: Filter) -> list[Ranking]:
        where = _filter(only)
        requests = [
            models.QueryRequest(
                query=_vector(probe.vector), using=probe.name, limit=probe.limit, filter=where
            )
            for probe in probes
        ]
        with _mapped(self._name):
            responses = self._client.query_batch_points(self._name, requests)
        return [[(int(hit.id), hit.score) for hit in response.points] for response in responses]

    def info(self) -> EngineInfo:
        with _mapped(self._name):
            return EngineInfo("qdrant server", self._client.count(self._name).count)

    def close(self) -> None:
        """The connection is shared by generations and stays open."""


@contextmanager
def _mapped(name: str) -> Iterator[None]:
    try:
        yield
    except (ApiException, QdrantException, ConnectionError) as exc:
        raise IndexUnavailable(
            f"The Qdrant server does not answer for collection {name} ({exc}). "
            "Check KB_QDRANT_URL, KB_QDRANT_API_KEY and that the server runs."
        ) from exc


def _collection(location: str) -> str:
    path = Path(location)
    return f"podpowiedz-{path.parent.parent.name}-{path.parent.name}"


def _point(point: Point) -> models.PointStruct:
    vectors: dict[str, Any] = {DENSE: point.dense.tolist()}
    for name, vector in point.sparse.items():
        vectors[name] = _vector(vector)
    payload = {"category": point.category, "language": point.language}
    return models.PointStruct(id=point.id, vector=vectors, payload=payload)


def _vector(vector: Any) -> Any:
    if isinstance(vector, SparseVector):
        return models.SparseVector(indices=list(vector.indices), values=list(vector.values))
    return vector.tolist()


def _filter(only: Filter) -> models.Filter | None:
    if not only.conditions:
        return None
    return models.Filter(
        must=[
            models.FieldCondition(key=key, match=models.MatchValue(value=value))
            for key, value in only.conditions.items()
        ]
    )
