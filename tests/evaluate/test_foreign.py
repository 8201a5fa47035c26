"""Preparing the questions that no base answers."""

from __future__ import annotations

import numpy as np

from kb.embedding.encoder import Encoded
from kb.evaluate.foreign import apart_from, spelled
from kb.search.lexicon import Lexicon, Words

LEXICON = Lexicon(Words.collect(["Praca w sklepie. Zwrot."]))


def test_lines_are_spelled_as_they_are_searched_and_kept_once() -> None:
    lines = ["jaki  zwort", "Jaki zwrót?", "JAKI ZWROT", "", "  ", "where is my parcel"]

    assert spelled(LEXICON, lines) == ["jaki zwrot", "Jaki zwrot?", "where is my parcel"]


def test_lines_that_say_what_a_test_says_are_left_out() -> None:
    tests = [Encoded(np.array([1.0, 0.0], np.float32))]
    same = Encoded(np.array([0.96, 0.28], np.float32))
    other = Encoded(np.array([0.6, 0.8], np.float32))

    assert apart_from(tests, [same, other]) == [1]
