"""The probability that the first article answers, whatever the fitted weights are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.embedding.fake import FakeEncoder
from kb.search.confidence import Model, bundled_models
from kb.search.engine import Filter
from kb.search.index import Index
from kb.search.question import prepare
from kb.search.retrieve import retrieve
from kb.search.search import measure
from tests.search.conftest import NOW

finite = st.floats(allow_nan=False, allow_infinity=False)
ONE = Model(("x",), (0.0,), (1.0,), (1.0,), 0.0, 0.5)


@given(finite, finite)
def test_a_higher_total_never_lowers_the_probability(first: float, second: float) -> None:
    low, high = sorted((first, second))

    assert 0.0 <= ONE.probability({"x": low}) <= ONE.probability({"x": high}) <= 1.0


@given(st.floats(-10, 10))
def test_the_probability_is_the_logistic_function(value: float) -> None:
    assert ONE.probability({"x": value}) == pytest.approx(1 / (1 + np.exp(-value)))
    assert ONE.probability({"x": value}) + ONE.probability({"x": -value}) == pytest.approx(1.0)


def test_features_are_scaled_before_they_are_weighed() -> None:
    model = Model(("a", "b"), (1.0, 10.0), (2.0, 5.0), (1.0, -1.0), 0.0, 0.5)

    assert model.probability({"a": 1.0, "b": 10.0}) == 0.5
    assert model.probability({"a": 3.0, "b": 10.0}) == model.probability({"a": 1.0, "b": 5.0})


@pytest.mark.parametrize("language", ["polish", "foreign"])
@given(data=st.data())
def test_the_shipped_weights_give_a_probability_for_any_finite_features(
    language: str, data: st.DataObject
) -> None:
    model = bundled_models()[language]
    values = {name: data.draw(finite) for name in model.features}

    assert 0.0 <= model.probability(values) <= 1.0
    assert 0.0 < model.threshold < 1.0


@pytest.mark.parametrize("query", ["zwrot towaru", "x", "返品 🎁", "co to", "a b c 1 2 3", "kot"])
def test_the_shipped_weights_use_features_that_are_measured(public: Index, query: str) -> None:
    encoded = FakeEncoder().encode_query(query)
    found = retrieve(public.engine, public.tables, query, encoded, Filter(), NOW)

    values = measure(public, prepare(public.tables.lexicon, query), found, encoded)

    assert all(np.isfinite(value) for value in values.values())
    for model in bundled_models().values():
        assert set(model.features) <= set(values)
