"""What the classifier says of articles, and how little it says of those it knows little of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.classifier import Classifier, lexical_features
from kb.search.lexical import Bm25

STATISTICS = {
    "question_lemmas": Bm25.fit([["zwrot", "towar"], ["paczka", "towar"]]),
    "question_trigrams": Bm25.fit([["zwr", "tow"], ["pac", "tow"]]),
}
UNITS = {"lemmas": ["zwrot", "obcy"], "trigrams": ["zwr", "tow", "obc"]}
DIMENSION, FEATURES = 4, 4 + 3 + 3


def classifier(*counts: int) -> Classifier:
    """A class for each count, of the articles 0, 1, 2, …"""
    rng = np.random.default_rng(len(counts))
    classes = len(counts)
    return Classifier(
        mean=rng.normal(size=DIMENSION).astype(np.float32),
        weights=rng.normal(size=(FEATURES, classes)).astype(np.float32),
        bias=rng.normal(size=classes).astype(np.float32),
        rows=np.arange(classes, dtype=np.int32),
        counts=np.array(counts, dtype=np.int32),
    )


def test_units_weigh_by_their_information_and_the_unknown_not_at_all() -> None:
    columns, values = lexical_features(UNITS, STATISTICS)

    units = STATISTICS["question_lemmas"].units
    trigrams = STATISTICS["question_trigrams"].units
    assert columns.tolist() == [
        units["zwrot"][0],
        *(len(units) + trigrams[unit][0] for unit in ("tow", "zwr")),
    ]
    assert values[1] < values[2]
    assert np.linalg.norm(values[:1]) == pytest.approx(np.linalg.norm(values[1:]))


def test_probabilities_are_of_one_question_and_all_articles() -> None:
    made = classifier(5, 9, 40)
    question = np.ones(DIMENSION, dtype=np.float32)

    likely = made.log_probabilities(question, UNITS, STATISTICS)
    wordless = made.log_probabilities(question, {"lemmas": [], "trigrams": []}, STATISTICS)

    assert np.exp(likely).sum() == pytest.approx(1.0)
    assert np.exp(wordless).sum() == pytest.approx(1.0)
    assert not np.allclose(likely, wordless)


def test_who_is_likelier_gains_the_more_the_more_is_known_of_it() -> None:
    articles, scores = np.array([0, 1]), np.zeros(2)
    likely = np.log(np.array([0.9, 0.1]))

    few = classifier(5, 5).opinion(articles, scores, likely)
    many = classifier(50, 50).opinion(articles, scores, likely)

    assert few[0] > few[1]
    assert many[0] - many[1] > few[0] - few[1]


def test_an_article_that_is_no_class_stays_where_its_score_puts_it() -> None:
    scores = np.array([1.0, 0.6, 0.2])
    articles = np.array([0, 7, 1])

    told = classifier(40, 40).opinion(articles, scores, np.log(np.array([0.5, 0.5])))

    assert told[0] > told[1] > told[2]


def test_without_any_class_among_the_articles_nothing_is_said() -> None:
    told = classifier(9, 9).opinion(np.array([5, 6]), np.array([1.0, 0.0]), np.zeros(2))

    assert told.tolist() == [0.0, 0.0]


@given(
    st.lists(st.floats(-3, 3), min_size=1, max_size=16),
    st.lists(st.integers(0, 60), min_size=1, max_size=16),
)
def test_articles_that_are_no_classes_keep_their_order(
    scores: list[float], counts: list[int]
) -> None:
    given_scores = np.array(scores)
    known = classifier(*counts)
    likely = np.full(len(counts), np.log(1 / len(counts)))

    told = given_scores + known.opinion(np.arange(len(scores)), given_scores, likely)

    order = np.argsort(-given_scores, kind="stable")
    heard = {row for row, count in zip(known.rows.tolist(), counts, strict=True) if count}
    unheard = [place for place in order.tolist() if place not in heard]
    assert (np.diff(told[unheard]) <= 1e-9).all()


def test_it_comes_back_from_its_files_as_it_was(tmp_path: Path) -> None:
    made = classifier(5, 7)
    made.write(tmp_path)
    read = Classifier.read(tmp_path)

    for name in ("mean", "weights", "bias", "rows", "counts"):
        assert np.array_equal(getattr(read, name), getattr(made, name))
    assert read.fits(2, DIMENSION, STATISTICS)


def test_one_of_another_index_does_not_fit() -> None:
    made = classifier(5, 7)

    assert not made.fits(1, DIMENSION, STATISTICS)
    assert not made.fits(2, DIMENSION + 1, STATISTICS)
    other = {**STATISTICS, "question_lemmas": Bm25.fit([["zwrot"]])}
    assert not made.fits(2, DIMENSION, other)


def test_an_index_that_teaches_nothing_has_an_empty_one(tmp_path: Path) -> None:
    Classifier.none().write(tmp_path)
    read = Classifier.read(tmp_path)

    assert read.fits(3, DIMENSION, STATISTICS)
    assert not len(read.rows)
