"""How well each line of an article answers a question: a few measures, weighed together.

The weights are of a linear ranking learned from pairs: of the lines of one article, the one that
states what a reply had to say should stand before each that does not (the logistic loss of RankNet,
Burges et al. 2005). `python -m kb.evaluate.fit_replies` makes them, see docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.answer.weights import table, weights

LINES = "line"


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of a line.

    Compared with the other lines of the question: passage: score of its passage. meaning,
    meaning_around: cosine to the question by itself and with what stands around it; 0 without
    the model. words, words_around: share of the information of these words that it has, 0…1.
    heading: the same of the question's words and the line's heading. known_ahead: how far the
    nearest known question that it answers is ahead of the others.

    As they are: known: how much of the likeness to known questions is to those that it answers.
    kind: share of the kinds of answer wanted that it is of. opening: 1 for the
    sentence that opens the article, ½ for the next. first: of its passage. step, way: of a list
    of steps, and whether a way is asked for then. beside: of the second best article. row: of a
    table. reach: tells how to reach the shop, though nobody asks. length: logarithm of its words.
    place: of its passage in the article, in tens.
    """

    passage: float
    meaning: float
    meaning_around: float
    words: float
    words_around: float
    heading: float
    known_ahead: float
    known: float
    kind: float
    opening: float
    first: float
    step: float
    way: float
    beside: float
    row: float
    reach: float
    length: float
    place: float


#: The first of them, which only tell something beside those of the other lines.
COMPARED = 7


def matrix(measures: Sequence[Measures]) -> NDArray[np.float64]:
    """(lines, measures): the compared ones in standard deviations of their column."""
    rows = table(measures)
    compared = rows[:, :COMPARED]
    spread = compared.std(axis=0)
    rows[:, :COMPARED] = (compared - compared.mean(axis=0)) / np.where(spread > 1e-6, spread, 1.0)
    return rows


def scores(measures: Sequence[Measures]) -> list[float]:
    """How well each line of one question answers it; differences are log odds."""
    if not measures:
        return []
    return [round(float(score), 4) for score in matrix(measures) @ weights(LINES, Measures)]
