"""How near texts are in meaning, by the embedding model.

What a letter can say was embedded at publishing; other texts are embedded once and remembered.
"""

from __future__ import annotations

from functools import lru_cache

from kb.embedding.encoder import Encoder, Vector
from kb.search.sentence_vectors import SentenceVectors

#: The texts that the checks of a few hundred drafts compare; each takes about 2 kB.
_REMEMBERED = 4_000


class Closeness:
    """Cosines of texts. published: vectors that need not be computed; None where there are none."""

    def __init__(self, encoder: Encoder, published: SentenceVectors | None = None) -> None:
        self.encoder = encoder
        self.published = published

        @lru_cache(maxsize=_REMEMBERED)
        def vector(text: str) -> Vector:
            found = published.find(text) if published else None
            return encoder.encode_passages([text])[0].vector if found is None else found

        self._vector = vector

    def to(self, query: Vector, text: str) -> float:
        """Cosine of a text to a question that is embedded already."""
        return float(self._vector(text) @ query)

    def between(self, one: str, other: str) -> float:
        """Cosine of two texts."""
        return float(self._vector(one) @ self._vector(other))
