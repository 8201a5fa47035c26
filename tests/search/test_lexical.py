"""BM25 as a product of sparse vectors."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.lexical import K1, B, Bm25, SparseVector, analysers, lemma_units

DOCUMENTS = [
    ["zwrot", "towar", "zwrot"],
    ["towar", "dostawa"],
    ["dostawa", "kurier", "paczka", "kurier", "kurier", "okno", "dom"],
]
BM25 = Bm25.fit(DOCUMENTS)


def score(query: list[str], document: list[str]) -> float:
    asked = BM25.query(query)
    held = BM25.document(document)
    weights = dict(zip(held.indices, held.values, strict=True))
    return sum(
        value * weights.get(index, 0.0)
        for index, value in zip(asked.indices, asked.values, strict=True)
    )


def by_hand(query: list[str], document: list[str]) -> float:
    """Robertson & Zaragoza (2009), formula 3.15, with the smoothed inverse document frequency."""
    average = sum(map(len, DOCUMENTS)) / len(DOCUMENTS)
    total = 0.0
    for unit in set(query):
        holding = sum(unit in other for other in DOCUMENTS)
        if not holding:
            continue
        frequency = document.count(unit)
        information = log(1 + (len(DOCUMENTS) - holding + 0.5) / (holding + 0.5))
        length = 1 - B + B * len(document) / average
        total += information * frequency * (K1 + 1) / (frequency + K1 * length)
    return total


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize(
    "query", [["zwrot"], ["towar", "dostawa"], ["kurier", "kurier"], ["nieznane", "zwrot"], []]
)
def test_the_product_of_the_vectors_is_the_formula(query: list[str], document: list[str]) -> None:
    assert score(query, document) == pytest.approx(by_hand(query, document))


def test_one_document_by_pen_and_paper() -> None:
    # N = 3, average length 4; "zwrot" twice in a document of three, in one document.
    information = log(1 + 2.5 / 1.5)
    expected = information * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 4))

    assert score(["zwrot"], DOCUMENTS[0]) == pytest.approx(expected)


def test_unknown_units_count_nothing_and_carry_the_most_information() -> None:
    assert BM25.query(["nieznane"]) == SparseVector((), ())
    assert BM25.document(["nieznane"]) == SparseVector((), ())
    assert BM25.information("nieznane") > BM25.information("zwrot") > BM25.information("towar") > 0


@given(st.lists(st.sampled_from(["zwrot", "towar", "dostawa", "kurier", "x"])))
def test_dimensions_ascend_and_weights_are_positive(units: list[str]) -> None:
    for vector in (BM25.document(units), BM25.query(units)):
        assert list(vector.indices) == sorted(set(vector.indices))
        assert len(vector.indices) == len(vector.values)
        assert all(value > 0 for value in vector.values)


def test_nothing_at_all_can_be_fitted() -> None:
    empty = Bm25.fit([])

    assert empty.query(["zwrot"]) == SparseVector((), ())
    assert empty.information("zwrot") > 0


def test_units_are_folded_lemmas_without_stop_words() -> None:
    assert lemma_units("Jak zwrócić? Zwrotów, 1 000 i LD-204518") == [
        "zwrocic", "zwrot", "1000", "ld-204518",
    ]  # fmt: skip


def test_a_query_of_stop_words_alone_keeps_them() -> None:
    assert lemma_units("co to") != []


def test_the_signals_are_trigrams_and_lemmas() -> None:
    assert list(analysers()) == ["trigrams", "lemmas"]
