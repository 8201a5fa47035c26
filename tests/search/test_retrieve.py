"""Candidates, their signals and their order."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kb.embedding.encoder import Encoded
from kb.embedding.fake import FakeEncoder
from kb.search.classifier import Classifier
from kb.search.engine import Filter
from kb.search.index import Index
from kb.search.retrieve import WEIGHTS, Candidates, piece_weights, retrieve, standardise
from kb.search.tokens import TokenTable
from tests.bases import article, new_base
from tests.search.conftest import NOW

signals = hnp.arrays(
    np.float64, st.integers(0, 40), elements=st.floats(-1e3, 1e3) | st.just(float("nan"))
)


@given(signals)
def test_a_standardised_signal_has_no_gaps_and_keeps_the_order(values: np.ndarray) -> None:
    made = standardise(values)

    assert made.shape == values.shape
    assert np.isfinite(made).all()
    known = ~np.isnan(values)
    order = np.argsort(values[known], kind="stable")
    assert (np.diff(made[known][order]) >= -1e-9).all()
    if known.any() and values[known].std() > 1e-6:
        assert made[known].mean() == pytest.approx(0.0, abs=1e-5)
        assert made[known].std() == pytest.approx(1.0, abs=1e-5)


def test_what_a_signal_does_not_know_counts_as_its_lowest() -> None:
    made = standardise(np.array([3.0, np.nan, 1.0]))

    assert made.tolist() == [1.0, -1.0, -1.0]


def test_a_signal_that_tells_nothing_apart_counts_nothing() -> None:
    assert standardise(np.array([2.0, 2.0, np.nan])).tolist() == [0.0, 0.0, 0.0]
    assert standardise(np.array([np.nan, np.nan])).tolist() == [0.0, 0.0]


def test_a_rank_is_the_best_among_the_signals_of_its_family() -> None:
    found = Candidates(
        np.arange(3),
        np.array([3.0, 2.0, 1.0]),
        {
            "dense_window": np.array([0.9, 0.8, 0.7]),
            "dense_text": np.array([0.1, 0.9, np.nan]),
            "lemmas": np.array([0.0, 0.0, 5.0]),
        },
        np.zeros((3, 0)),
        np.zeros((0, 0), np.float32),
        np.zeros(0),
    )

    assert [found.rank("dense", place) for place in range(3)] == [1, 1, 3]
    assert [found.rank("lexical", place) for place in range(3)] == [2, 2, 1]
    assert found.rank("nothing", 0) is None


def slugs(index: Index, found: Candidates) -> list[str]:
    return [index.tables.articles[row].summary.slug for row in found.articles.tolist()]


def ranked(index: Index, text: str, encoded: Encoded | None, now: datetime = NOW) -> Candidates:
    return retrieve(index.engine, index.tables, text, encoded, Filter(), now)


@pytest.mark.parametrize("encoder", [None, FakeEncoder()], ids=["words", "words and vectors"])
def test_candidates_are_ordered_by_score_each_once(
    public: Index, encoder: FakeEncoder | None
) -> None:
    text = "zapłacić kodem z aplikacji banku"
    found = ranked(public, text, encoder.encode_query(text) if encoder else None)

    assert slugs(public, found)[0] == "blik"
    assert len(set(slugs(public, found))) == len(found)
    assert (np.diff(found.score) <= 0).all()
    assert set(found.signals) <= set(WEIGHTS)
    for values in (found.score, *found.signals.values()):
        assert len(values) == len(found)


def test_without_a_vector_only_words_are_compared(public: Index) -> None:
    found = ranked(public, "kurier", None)

    assert not [name for name in found.signals if name.startswith("dense")]
    assert found.maxsim.shape == (len(found), 0)


def test_a_model_without_token_vectors_is_not_reranked(public: Index) -> None:
    vector = FakeEncoder().encode_query("kurier").vector

    found = ranked(public, "kurier", Encoded(vector))

    assert found.maxsim.shape == (len(found), 0)
    assert "uszkodzona-przesylka" in slugs(public, found)[:3]


def test_words_that_no_article_holds_find_nothing_by_words(public: Index) -> None:
    found = ranked(public, "☃ 返品", None)

    assert len(found) == 0


def test_reranked_articles_have_a_similarity_for_each_piece(public: Index) -> None:
    encoded = FakeEncoder().encode_query("kod odbioru z automatu")
    found = ranked(public, "kod odbioru z automatu", encoded)

    assert found.maxsim.shape == (len(found), 4)
    assert np.isfinite(found.maxsim).all()
    assert found.maxsim.max() <= 1.01
    assert found.piece_weights.sum() == pytest.approx(1.0)


def test_of_each_article_the_chunk_that_fits_best_is_compared(
    public: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.search.retrieve._CLOSELY", 10_000)
    encoded = FakeEncoder().encode_query("kod odbioru z automatu")
    found = ranked(public, "kod odbioru z automatu", encoded)

    for row, told in zip(found.articles.tolist(), found.maxsim, strict=True):
        rows = public.tables.chunks_of(row)
        every = public.tables.tokens.matches(found.pieces, rows)
        best = (found.piece_weights @ every).max()
        assert told @ found.piece_weights == pytest.approx(best, abs=1e-5)


def test_only_the_chunks_nearest_to_the_question_are_compared(
    public: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.search.retrieve._CLOSELY", 1)
    encoded = FakeEncoder().encode_query("kod odbioru z automatu")
    found = ranked(public, "kod odbioru z automatu", encoded)

    tables, first = public.tables, int(found.articles[0])
    rows = tables.chunks_of(first)
    nearest = rows[[int(np.argmax(tables.cosines(rows, encoded.vector)))]]
    assert found.maxsim[0] == pytest.approx(
        tables.tokens.matches(found.pieces, nearest)[:, 0], abs=1e-5
    )


def test_an_article_without_tokens_matches_nothing_and_others_as_before(
    public: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded = FakeEncoder().encode_query("kod odbioru z automatu")
    before = ranked(public, "kod odbioru z automatu", encoded)
    tables, bare = public.tables, int(before.articles[0])
    tokens, kept = tables.tokens, tables.article_of != bare
    lengths = tokens.lengths(np.arange(len(kept)))
    told = [
        tokens.vectors[end - length : end]
        for end, length, own in zip(tokens.ends, lengths, kept, strict=True)
        if own
    ]
    ends = np.cumsum(np.where(kept, lengths, 0))
    monkeypatch.setattr(tables, "tokens", TokenTable(np.concatenate(told), ends))

    after = ranked(public, "kod odbioru z automatu", encoded)

    expected = dict(zip(before.articles.tolist(), before.maxsim, strict=True))
    expected[bare] = np.zeros(4)
    for row, found in zip(after.articles.tolist(), after.maxsim, strict=True):
        assert found == pytest.approx(expected[row], abs=1e-5)


def test_an_index_without_articles_finds_none(
    public: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded = FakeEncoder().encode_query("kurier")
    monkeypatch.setattr("kb.search.retrieve._candidate_articles", lambda *_: np.zeros(0, np.int64))
    # Such an index does not know how long a vector is.
    monkeypatch.setattr(public.tables, "vectors", np.zeros((0, 0), np.float16))

    assert len(ranked(public, "kurier", encoded)) == 0


def test_rare_words_weigh_more_than_frequent_ones(public: Index) -> None:
    weights = piece_weights(public.tables, ("towar", "protokół", "protokół"))

    assert weights[1] == weights[2] > weights[0]


def test_articles_that_are_not_valid_on_a_day_are_no_candidates(public: Index) -> None:
    encoded = FakeEncoder().encode_query("parasole prezenty kupon")
    days = {
        "do-wczoraj": datetime(2026, 10, 2, 12, tzinfo=UTC),
        "do-dzisiaj": datetime(2026, 10, 3, 12, tzinfo=UTC),
        "od-jutra": datetime(2026, 10, 4, 12, tzinfo=UTC),
    }

    for slug, day in days.items():
        found = set(slugs(public, ranked(public, "parasole prezenty kupon", encoded, day)))
        assert found & set(days) == {slug}


def test_what_was_learned_of_known_questions_has_a_say(quick_path: Path) -> None:
    base = new_base(
        quick_path / "learned",
        {
            "a/zwrot.md": article("Zwrot towaru", questions=asked("zwrotu", "oddania")),
            "a/reklamacja.md": article("Reklamacja towaru", questions=asked("wady", "usterki")),
        },
    )
    base.publish()
    with base.reader() as reader:
        index, question = reader.index, "jaki jest termin usterki"
        encoded = FakeEncoder().encode_query(question)
        with_it = ranked(index, question, encoded)
        assert len(index.tables.classifier.rows) == 2
        index.tables.classifier = Classifier.none()
        without = ranked(index, question, encoded)

    assert with_it.articles.tolist() == without.articles.tolist()
    assert with_it.score[0] - with_it.score[1] > without.score[0] - without.score[1]


def asked(*words: str) -> str:
    """Three questions with each word, as a list of front matter."""
    kinds = ("termin", "koszt", "formularz")
    return json.dumps([f"jaki jest {kind} {word}" for word in words for kind in kinds])
