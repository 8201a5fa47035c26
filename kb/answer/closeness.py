"""How near texts are in meaning, by the embedding model; texts of late are remembered."""

from __future__ import annotations

from functools import lru_cache

from kb.embedding.encoder import Encoder, Vector

#: The sentences of a small base, or those of a few hundred drafts; each takes about 2 kB.
_REMEMBERED = 4_000


class Closeness:
    """Cosines of texts, each embedded as a passage once for as long as it is asked for."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

        @lru_cache(maxsize=_REMEMBERED)
        def vector(text: str) -> Vector:
            return encoder.encode_passages([text])[0].vector

        self._vector = vector

    def to(self, query: Vector, text: str) -> float:
        """Cosine of a text to a question that is embedded already."""
        return float(self._vector(text) @ query)

    def between(self, one: str, other: str) -> float:
        """Cosine of two texts."""
        return float(self._vector(one) @ self._vector(other))
