"""The test double of an embedding model."""

from __future__ import annotations

import numpy as np
import pytest

from kb.embedding.encoder import Encoder
from kb.embedding.fake import FakeEncoder
from kb.embedding.projection import DIMENSIONS
from kb.settings import Settings
from kb.wiring import model_fingerprint, query_encoder


def test_vectors_have_length_one_and_are_the_same_every_time() -> None:
    encoder: Encoder = FakeEncoder()
    texts = ["zwrot towaru", "", "☃", "Żółta łódź"]

    first, second = encoder.encode_passages(texts), FakeEncoder().encode_passages(texts)

    for one, other in zip(first, second, strict=True):
        assert one.vector.shape == (encoder.dimension,)
        assert one.vector.dtype == np.float32
        assert np.linalg.norm(one.vector) == pytest.approx(1.0)
        assert np.array_equal(one.vector, other.vector)


def test_a_token_vector_stands_for_each_word() -> None:
    encoded = FakeEncoder().encode_query("Zwrot towaru, proszę")

    assert encoded.words == ("Zwrot", "towaru", "proszę")
    assert encoded.tokens is not None
    assert encoded.tokens.shape == (3, DIMENSIONS)
    assert encoded.tokens.dtype == np.int8
    assert np.linalg.norm(encoded.tokens.astype(float), axis=1) == pytest.approx(127.0, abs=3)


def test_texts_that_share_letters_are_nearer_than_others() -> None:
    encoder = FakeEncoder()
    query = encoder.encode_query("zwroty towarow").vector
    near, far = encoder.encode_passages(["zwrot towarów", "godziny otwarcia salonu"])

    assert query @ near.vector > query @ far.vector


def test_the_setting_selects_it() -> None:
    settings = Settings(embedder="fake")

    assert query_encoder(settings).fingerprint == model_fingerprint(settings) == "fake-64"
