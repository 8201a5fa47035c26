"""Questions that mean the same stand together, on every run."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.editing.clusters import features, groups
from kb.embedding.fake import DIMENSION, FakeEncoder

ENCODER = FakeEncoder()


def grouped(*texts: str) -> list[int]:
    vectors = np.array([ENCODER.encode_query(text).vector for text in texts], np.float32)
    foreign = ["Who won the cup?", "How do I bake a cake?", "Where is the hall?"]
    shared = np.array([ENCODER.encode_query(text).vector for text in foreign]).mean(axis=0)
    found: list[int] = groups(features(vectors.reshape(-1, DIMENSION), texts, shared)).tolist()
    return found


def test_spellings_of_one_question_are_one_group() -> None:
    assert grouped(
        "czy macie rolety", "praca w magazynie", "macie rolety?", "szukam pracy w magazynie",
        "czy macie rolety na okna",
    ) == [0, 1, 0, 1, 0]  # fmt: skip


def test_one_question_is_a_group_and_none_are_none() -> None:
    assert grouped("rolety") == [0]
    assert grouped() == []


@given(st.lists(st.text(max_size=12), max_size=30))
def test_groups_are_numbered_without_holes_and_do_not_depend_on_the_run(texts: list[str]) -> None:
    found = grouped(*texts)

    assert sorted(set(found)) == list(range(len(set(found))))
    assert found == grouped(*texts)


@pytest.mark.parametrize("count", [3, 700])
def test_equal_questions_are_together_across_blocks(count: int) -> None:
    chance = np.random.default_rng(1)
    centres = chance.normal(size=(count, DIMENSION)).astype(np.float32)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    rows = np.vstack([centres, centres])

    found = groups(rows, near=0.99).tolist()

    assert found[:count] == found[count:] == list(range(count))
