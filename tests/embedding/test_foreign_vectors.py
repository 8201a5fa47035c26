"""The shipped questions that no base answers, and their vectors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.embedding.e5 import E5Encoder, fingerprint
from kb.embedding.encoder import Encoded
from kb.embedding.fake import FakeEncoder
from kb.search.foreign import foreign_files, foreign_questions, foreign_vectors, link_foreign

SOME = (0, 700, 3_000, -1)


def test_the_shipped_vectors_are_those_of_the_questions(encoder: E5Encoder) -> None:
    questions = foreign_questions()
    vectors = foreign_vectors(fingerprint(), encode=lambda _: [])

    assert len(vectors) == len(questions) > 5_000
    for number, expected in zip(
        SOME, encoder.encode_passages([questions[n] for n in SOME]), strict=True
    ):
        found = vectors[number]
        assert found.vector @ expected.vector > 0.99
        assert found.tokens is not None
        assert expected.tokens is not None
        assert found.tokens.shape == expected.tokens.shape


def test_a_question_that_an_operator_adds_is_encoded_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shipped = foreign_questions()[:3]
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> list[Encoded]:
        asked.extend(texts)
        return [Encoded(np.ones(384, np.float32))] * len(texts)

    monkeypatch.setattr("kb.search.foreign.foreign_questions", lambda: (*shipped, "czy macie psy"))
    vectors = foreign_vectors(fingerprint(), encode)

    assert asked == ["czy macie psy"]
    assert len(vectors) == 4
    assert vectors[3].vector.sum() == 384


def test_another_model_encodes_the_questions_itself() -> None:
    own = [Encoded(np.ones(2, np.float32))]

    assert foreign_vectors("another/model", lambda texts: own * len(texts)) == own * len(
        foreign_questions()
    )


def test_no_question_is_kept_twice() -> None:
    assert len(set(foreign_questions())) == len(foreign_questions())


def test_the_files_of_an_index_are_made_once_and_again_when_damaged(tmp_path: Path) -> None:
    asked: list[int] = []

    def encode(texts: Sequence[str]) -> list[Encoded]:
        asked.append(len(texts))
        return FakeEncoder().encode_passages(texts)

    def written() -> dict[str, bytes]:
        folder = foreign_files(tmp_path / "cache", "another/model", encode)
        target = tmp_path / f"index-{len(list(tmp_path.iterdir()))}"
        target.mkdir()
        link_foreign(folder, target)
        return {path.name: path.read_bytes() for path in target.iterdir()}

    first = written()
    assert written() == first
    assert asked == [len(foreign_questions())]

    file = foreign_files(tmp_path / "cache", "another/model", encode) / "foreign.npy"
    damaged = file.read_bytes()[:-1] + b"x"
    file.unlink()
    file.write_bytes(damaged)
    assert written() == first
    assert len(asked) == 2
