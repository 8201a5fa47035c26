"""Which questions a change of a few articles can touch: only these are asked anew.

A question keeps its answer where none of the first five articles changed, no changed article comes
near them, and the confidence is not at the threshold. What is left out was measured, see
docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import Encoder, Vector
from kb.gate.answers import Answer, Answers
from kb.ingest.repository import Snapshot
from kb.model import Article
from kb.search.lexical import lemma_units

#: How far below the fifth article a changed one may be and still be taken for one that comes in:
#: one that came nearer to the question, and one that has words of it that it had not.
NEAR, NEAR_WITH_WORDS = 0.01, 0.04
#: An article that gained this share of a question's words is compared whatever the vectors say.
MOST_WORDS = 0.5
#: What an article must gain to have come nearer.
GAIN = 0.004
#: How near to the threshold an answer may turn because the words of the base count a little less.
UNSURE = 0.03
#: An answer is taken over so many times in a row, then asked again.
MOST_STATES = 5
#: Beyond so many changed files the statistics of the whole base move, and everything is asked.
MOST_FILES = 8


@dataclass(frozen=True, slots=True)
class Earlier:
    """A state with all its answers. load: gives its articles of some paths."""

    snapshot: Snapshot
    answers: Answers
    load: Callable[[frozenset[str]], Sequence[Article]]


@dataclass(frozen=True, slots=True)
class Version:
    """What is searched of an article at one time: (chunks, dimension) vectors, folded lemmas."""

    vectors: NDArray[np.float32]
    words: frozenset[str]


def differing(before: Snapshot, after: Snapshot) -> frozenset[str]:
    """Paths of the articles that differ."""
    old = {file.path: file.data for file in before.files}
    new = {file.path: file.data for file in after.files}
    return frozenset(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))


def changed_files(before: Snapshot, after: Snapshot) -> frozenset[str] | None:
    """Paths of the articles that differ; None where everything may differ."""
    changed = differing(before, after)
    if before.config != after.config or len(changed) > MOST_FILES:
        return None
    return changed


def untouched(
    questions: Iterable[str],
    earlier: Answers,
    changed: Mapping[str, tuple[Version | None, Version | None]],
    encoder: Encoder,
) -> dict[str, Answer]:
    """The answers that stay as they were.

    changed: the articles that differ by path, as they were and as they are, None where there is
    none.
    """
    kept = {}
    for question in questions:
        answer = earlier.by_question.get(question)
        if answer is None or not answer.searched or answer.margin < UNSURE:
            continue
        if answer.kept >= MOST_STATES or len(answer.searched.split()) == 1:
            continue  # a single word hangs on how many articles have it
        if any(earlier.paths.get(slug) in changed for slug in answer.top):
            continue
        vector = encoder.encode_query(answer.searched).vector
        asked = frozenset(lemma_units(answer.searched))
        if not any(_comes_near(answer, vector, asked, *both) for both in changed.values()):
            kept[question] = replace(answer, kept=answer.kept + 1)
    return kept


def _comes_near(
    answer: Answer,
    vector: Vector,
    asked: frozenset[str],
    before: Version | None,
    after: Version | None,
) -> bool:
    if after is None or not len(after.vectors):
        return False
    nearest = float((after.vectors @ vector).max())
    was = float((before.vectors @ vector).max()) if before and len(before.vectors) else 0.0
    if nearest > was + GAIN and nearest > answer.floor - NEAR:
        return True
    gained = asked & (after.words - (before.words if before else frozenset()))
    if len(gained) >= MOST_WORDS * len(asked):
        return True
    return bool(gained) and nearest > answer.floor - NEAR_WITH_WORDS
