"""Prepare the questions that no base answers, and their vectors, for shipping.

    python -m kb.evaluate.foreign [--add FILE ...]

Lines of the added files are spelled as the published sample base would search them, joined with the
shipped ones without repeats, and embedded with the bundled model. Lines that say nearly the same as
a golden or held-out question are dropped, so that those go on testing something.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from kb.embedding.cache import VectorCache
from kb.embedding.encoder import Encoded
from kb.evaluate.golden import read_golden
from kb.model import Audience
from kb.polish.text import fold
from kb.search.foreign import foreign_questions, write_vectors
from kb.search.lexicon import Lexicon
from kb.search.question import as_searched
from kb.settings import load_settings
from kb.wiring import open_library, passage_embedding

FOLDER = Path(__file__).parents[1] / "search"
TESTS = (
    Path(__file__).parents[1] / "articles" / "golden.yaml",
    Path(__file__).with_name("heldout.yaml"),
)
#: From this cosine on two questions say the same ("praca" and "Praca?", "asdfgh" and "asdfghjkl").
_SAME = 0.95


def spelled(lexicon: Lexicon, lines: Iterable[str]) -> list[str]:
    """Lines as they are searched, each once; lines that fold to the same text count as one."""
    found: dict[str, str] = {}
    for line in lines:
        if text := " ".join(line.split()):
            searched = as_searched(lexicon, text).searched
            found.setdefault(fold(searched), searched)
    return list(found.values())


def apart_from(tests: Sequence[Encoded], encoded: Sequence[Encoded]) -> list[int]:
    """Numbers of the questions that say something else than every test."""
    nearest = (
        np.array([item.vector for item in encoded]) @ np.array([item.vector for item in tests]).T
    ).max(axis=1)
    return np.flatnonzero(nearest < _SAME).tolist()


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--add", type=Path, nargs="*", default=[], help="files of further lines")
    options = parser.parse_args(arguments)
    settings = load_settings()
    library = open_library(settings)
    lexicon = library.reader(Audience.PUBLIC).index.tables.lexicon
    added = [line for path in options.add for line in path.read_text("utf-8").splitlines()]
    questions = spelled(lexicon, [*foreign_questions(), *added])
    library.close()
    embedding = passage_embedding(settings)
    with closing(VectorCache(settings.data_dir / "cache" / "vectors.db")) as cache:
        tested = [question.text for path in TESTS for question in read_golden(path.read_bytes())]
        tests, _ = cache.encode(tested, embedding.fingerprint, embedding.embed)
        encoded, fresh = cache.encode(questions, embedding.fingerprint, embedding.embed)
    kept = apart_from(tests, encoded)
    dropped = len(questions) - len(kept)
    questions, encoded = [questions[n] for n in kept], [encoded[n] for n in kept]
    (FOLDER / "foreign_questions.txt").write_text("".join(q + "\n" for q in questions), "utf-8")
    write_vectors(FOLDER, questions, encoded, embedding.fingerprint)
    print(f"{len(questions)} questions, {fresh} embedded anew, {dropped} too near a test")  # noqa: T201


if __name__ == "__main__":
    main()
