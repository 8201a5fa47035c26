"""Vectors of questions, kept in one file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import sleep

import numpy as np

from kb.embedding.fake import FakeEncoder
from kb.gate.question_vectors import QuestionVectors


def test_two_threads_that_ask_first_open_one_model(tmp_path: Path) -> None:
    opened = list[FakeEncoder]()

    def slowly() -> FakeEncoder:
        sleep(0.05)
        opened.append(FakeEncoder())
        return opened[-1]

    vectors = QuestionVectors(tmp_path / "kept.npz", "fake", FakeEncoder.dimension, slowly)
    together = Barrier(2)

    def ask(text: str) -> None:
        together.wait(20)
        vectors.encode_query(text)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(ask, ("zwrot", "kurier")))

    assert len(opened) == 1


def test_the_file_is_the_same_whichever_question_came_first(tmp_path: Path) -> None:
    questions = ["zwrot", "kurier", "blik"]
    for name, asked in (("one", questions), ("other", questions[::-1])):
        vectors = QuestionVectors(tmp_path / name, "fake", FakeEncoder.dimension, FakeEncoder)
        for question in asked:
            vectors.encode_query(question)
        vectors.save()

    again = QuestionVectors(tmp_path / "one", "fake", FakeEncoder.dimension, FakeEncoder)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
    assert np.allclose(
        again.encode_query("kurier").vector, FakeEncoder().encode_query("kurier").vector
    )
