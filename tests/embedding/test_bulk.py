"""Bulk embedding gives the same vectors as the model of questions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.embedding.e5 import E5Encoder
from kb.errors import ConfigError
from tests.embedding.conftest import LONG, SENTENCES

# transformers and PyTorch warn about what they will change; none of it is ours.
pytestmark = pytest.mark.filterwarnings("ignore")


def test_bulk_vectors_and_tokens_are_those_of_the_query_model(
    encoder: E5Encoder, models: Path
) -> None:
    from kb.embedding.bulk import BulkE5

    bulk = BulkE5(models)
    texts = [*SENTENCES[:-1], LONG * 8]
    found, expected = bulk.encode_passages(texts), encoder.encode_passages(texts)

    assert bulk.fingerprint == encoder.fingerprint
    for one, other in zip(found, expected, strict=True):
        assert one.vector @ other.vector >= 0.995
        assert one.tokens is not None
        assert other.tokens is not None
        assert one.tokens.shape == other.tokens.shape
        cosines = (one.tokens / 127.0 * (other.tokens / 127.0)).sum(axis=1)
        assert np.mean(cosines) >= 0.97


def test_a_model_that_cannot_be_loaded_says_what_the_setting_takes(tmp_path: Path) -> None:
    from kb.embedding.bulk import SentenceTransformerEncoder

    with pytest.raises(ConfigError, match="KB_EMBEDDER"):
        SentenceTransformerEncoder(str(tmp_path / "none"))
