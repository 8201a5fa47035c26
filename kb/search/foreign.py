"""Questions that help centres get and do not answer: jobs, other companies, general knowledge.

A question that is nearer to one of them than to anything in the base is probably not answered by
the base, whatever words it shares with an article. They are kept as they would be searched, with
spelling corrected. Their vectors ship for the bundled model, so that a first publish need not embed
thousands of texts; `python -m kb.evaluate.foreign` makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache as cached
from hashlib import blake2b
from importlib import resources
from pathlib import Path

import numpy as np

from kb.embedding.encoder import Encoded
from kb.search.links import link_file
from kb.search.made_once import made_once
from kb.search.tokens import write_tokens

EncodeTexts = Callable[[Sequence[str]], list[Encoded]]

_FILE = "foreign_questions.txt"
_VECTORS = "foreign_questions.npz"
_FILES = ("foreign.npy", "foreign_tokens.npy", "foreign_tokens_ends.npy")


@cached
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


def foreign_files(cache: Path, fingerprint: str, encode: EncodeTexts) -> Path:
    """A folder below `cache` with the files of the questions as every index has them.

    They are made once for a model and a list of questions; damaged ones are made again.
    """
    name = blake2b("\0".join((fingerprint, *foreign_questions())).encode(), digest_size=8)

    def make(folder: Path) -> None:
        encoded = foreign_vectors(fingerprint, encode)
        np.save(folder / "foreign.npy", np.array([one.vector for one in encoded], np.float16))
        write_tokens(folder, "foreign_tokens", encoded)

    return made_once(cache, f"foreign-{name.hexdigest()}", make)


def link_foreign(folder: Path, target: Path) -> None:
    """Put the files of `foreign_files` into an index."""
    for name in _FILES:
        link_file(folder / name, target / name)


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
