"""Token vectors made small."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.embedding.encoder import unit
from kb.embedding.projection import DIMENSIONS, bundled_projection, fit

HIDDEN = 384


def random_tokens(seed: int, count: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    spread = np.linspace(5.0, 0.1, HIDDEN)
    return (rng.normal(size=(count, HIDDEN)) * spread + 3.0).astype(np.float32)


def test_fitted_axes_are_orthogonal_and_flattened_half_way() -> None:
    tokens = random_tokens(1, 2_000)
    made = fit(tokens)

    assert made.matrix.shape == (HIDDEN, DIMENSIONS)
    product = made.matrix.T @ made.matrix
    lengths = np.sqrt(np.diag(product))
    assert product / np.outer(lengths, lengths) == pytest.approx(np.eye(DIMENSIONS), abs=1e-4)
    projected = (tokens - made.mean) @ made.matrix
    assert projected.mean(axis=0) == pytest.approx(np.zeros(DIMENSIONS), abs=1e-2)
    # Half-whitened: the variance of an axis is the square root of what it was, largest first.
    variance = projected.var(axis=0)
    original = ((tokens - made.mean) @ (made.matrix / lengths)).var(axis=0)
    assert variance == pytest.approx(np.sqrt(original), rel=1e-2)
    assert (np.diff(variance) <= 1e-3).all()


@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_projected_vectors_have_the_length_of_the_largest_byte(seed: int, count: int) -> None:
    made = bundled_projection().apply(random_tokens(seed, count))

    assert made.shape == (count, DIMENSIONS)
    assert made.dtype == np.int8
    assert np.linalg.norm(made.astype(float), axis=1) == pytest.approx(127.0, abs=3.5)


def test_no_tokens_stay_no_tokens() -> None:
    made = bundled_projection().apply(np.zeros((0, HIDDEN), np.float32))

    assert made.shape == (0, DIMENSIONS)


def test_a_vector_at_the_mean_is_zero_and_not_a_number_too_many() -> None:
    projection = bundled_projection()

    assert not projection.apply(projection.mean[None]).any()


def test_unit_scales_rows_and_leaves_zeros() -> None:
    made = unit(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32))

    assert made.tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0.0, 0.0]]
