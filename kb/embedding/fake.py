"""A test double of an embedding model: no weights, no start-up time, the same vectors everywhere.

`KB_EMBEDDER=fake` selects it. Texts that share letters are near each other, which is all that tests
need; it knows nothing of meaning and is not for serving customers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import Encoded, Vector, unit
from kb.embedding.projection import DIMENSIONS

FINGERPRINT = "fake-64"
DIMENSION = 64
#: Like E5's, all vectors share a direction, so that cosines lie between about 0.7 and 1 and the
#: weights of the confidence, which were fitted to E5, still mean something.
_SHARED = 1.5
_WORD = re.compile(r"\w+")


class FakeEncoder:
    """Hashed character trigrams of the folded text as a vector of length 1."""

    fingerprint = FINGERPRINT
    dimension = DIMENSION

    def encode_query(self, text: str) -> Encoded:
        """Encode a question: as a passage, with the word of each token vector."""
        words = tuple(_WORD.findall(text))
        return Encoded(_vector(text), _tokens(words), words)

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        """Encode passages, in order."""
        return [Encoded(_vector(text), _tokens(_WORD.findall(text))) for text in texts]


def _vector(text: str) -> Vector:
    own = unit(_hashed(text, DIMENSION))
    own[0] += _SHARED
    return unit(own)


def _tokens(words: Sequence[str]) -> NDArray[np.int8]:
    """One vector of length 127 for each word."""
    vectors = np.array([_hashed(word, DIMENSIONS) for word in words], dtype=np.float32)
    return np.asarray(np.rint(unit(vectors.reshape(-1, DIMENSIONS)) * 127.0), dtype=np.int8)


def _hashed(text: str, dimension: int) -> Vector:
    """Count the trigrams, each in the dimension and with the sign that its checksum gives."""
    vector = np.zeros(dimension, dtype=np.float32)
    for word in _WORD.findall(_fold(text)):
        padded = f" {word} "
        for at in range(len(padded) - 2):
            number = crc32(padded[at : at + 3].encode("utf-8", "replace"))
            vector[(number >> 1) % dimension] += 1.0 if number & 1 else -1.0
    return vector


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
