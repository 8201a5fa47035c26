"""Lines are weighed by what is measured of them, each beside the others of its question."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from kb.answer.fusion import CHOICE, DECISION, Signs, Standing
from kb.answer.ranking import COMPARED, LINES, Measures, matrix, scores
from kb.answer.weights import WEIGHTS, names_of, table

PLAIN = Measures(
    passage=0.8,
    meaning=0.8,
    meaning_around=0.8,
    words=0.2,
    words_around=0.2,
    heading=0.1,
    known_ahead=0.0,
    known=0.0,
    kind=0.0,
    opening=0.0,
    first=0.0,
    step=0.0,
    way=0.0,
    beside=0.0,
    row=0.0,
    reach=0.0,
    length=2.0,
    place=0.1,
)


def test_the_weights_that_ship_are_those_of_what_is_measured() -> None:
    for ranking, kind in ((CHOICE, Standing), (DECISION, Signs), (LINES, Measures)):
        stored = json.loads(WEIGHTS.read_text("utf-8"))[ranking]["weights"]
        assert tuple(stored) == names_of(kind)
        assert np.isfinite(list(stored.values())).all()


def test_what_is_compared_is_told_in_standard_deviations_of_the_question() -> None:
    rows = matrix([replace(PLAIN, meaning=0.80), replace(PLAIN, meaning=0.84)])
    meaning = names_of(Measures).index("meaning")
    assert rows[:, meaning] == pytest.approx([-1.0, 1.0])
    # What is the same for all tells nothing, and must not become a division by zero.
    assert rows[:, names_of(Measures).index("passage")] == pytest.approx([0.0, 0.0])
    assert rows[:, COMPARED:] == pytest.approx(table([PLAIN, PLAIN])[:, COMPARED:])


@pytest.mark.parametrize(
    "better", ["meaning", "meaning_around", "passage", "kind", "known", "known_ahead"]
)
def test_a_line_that_fits_better_scores_higher(better: str) -> None:
    other, best = scores([PLAIN, replace(PLAIN, **{better: 0.9})])
    assert best > other


def test_a_line_of_the_article_beside_scores_lower() -> None:
    own, beside = scores([PLAIN, replace(PLAIN, beside=1.0)])
    assert own > beside


def test_no_line_has_no_score() -> None:
    assert scores([]) == []
