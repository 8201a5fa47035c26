"""Questions that help centres get and do not answer: jobs, other companies, general knowledge.

A question that is nearer to one of them than to anything in the base is probably not answered by
the base, whatever words it shares with an article. They are kept as they would be searched, with
spelling corrected. Their vectors ship for the bundled model, so that a first publish need not embed
thousands of texts; `python -m kb.evaluate.foreign` makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import blake2b
from importlib import resources
from pathlib import Path

import numpy as np

from kb.embedding.encoder import Encoded

EncodeTexts = Callable[[Sequence[str]], list[Encoded]]

_FILE = "foreign_questions.txt"
_VECTORS = "foreign_questions.npz"


@cache
def foreign_questions() -> tuple[str, ...]:
    """The shipped questions, one per line of the file."""
    text = (resources.files("kb.search") / _FILE).read_text("utf-8")
    return tuple(line for line in text.splitlines() if line.strip())


def foreign_vectors(fingerprint: str, encode: EncodeTexts) -> list[Encoded]:
    """Vectors of the questions, in order: shipped ones where they are known, others encoded."""
    questions = foreign_questions()
    known = _shipped(fingerprint)
    missing = [question for question in questions if _key(question) not in known]
    fresh = dict(zip(missing, encode(missing), strict=True)) if missing else {}
    return [fresh.get(question) or known[_key(question)] for question in questions]


def _shipped(fingerprint: str) -> dict[int, Encoded]:
    """Vectors by key; none for another model than the one they are of."""
    source = resources.files("kb.search") / _VECTORS
    with source.open("rb") as file, np.load(file) as stored:
        if str(stored["fingerprint"]) != fingerprint:
            return {}
        tokens = np.split(stored["tokens"], stored["ends"][:-1])
        vectors = stored["vectors"].astype(np.float32)
        keys = stored["keys"].tolist()
    return {
        key: Encoded(vector, own) for key, vector, own in zip(keys, vectors, tokens, strict=True)
    }


def _key(question: str) -> int:
    return int.from_bytes(blake2b(question.encode(), digest_size=8).digest())


def write_vectors(
    folder: Path, questions: Sequence[str], encoded: Sequence[Encoded], fingerprint: str
) -> None:
    """Write the shipped file. All of `encoded` have token vectors."""
    tokens = [item.tokens for item in encoded if item.tokens is not None]
    np.savez_compressed(
        folder / _VECTORS,
        fingerprint=np.array(fingerprint),
        keys=np.array([_key(question) for question in questions], np.uint64),
        vectors=np.array([item.vector for item in encoded], np.float16),
        tokens=np.concatenate(tokens),
        ends=np.cumsum([len(part) for part in tokens]),
    )
