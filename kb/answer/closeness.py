"""How near two texts are in meaning, by the embedding model; texts of late are remembered."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from kb.embedding.encoder import Encoder, Vector

#: Sentences and passages of a few drafts; a vector takes about 2 kB.
_REMEMBERED = 2_000


def closeness(encoder: Encoder) -> Callable[[str, str], float]:
    """A function that gives the cosine of two texts, both embedded as passages."""

    @lru_cache(maxsize=_REMEMBERED)
    def vector(text: str) -> Vector:
        return encoder.encode_passages([text])[0].vector

    return lambda one, other: float(vector(one) @ vector(other))
