"""Our tokeniser gives the ids that the `tokenizers` library gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from kb.embedding import unpack
from kb.embedding.e5_file import E5File
from kb.embedding.pieces import PieceTokenizer, normalise, write_vocabulary
from tests.embedding.conftest import SENTENCES


@pytest.fixture(scope="module")
def ours(source: E5File, tmp_path_factory: pytest.TempPathFactory) -> PieceTokenizer:
    folder = tmp_path_factory.mktemp("vocabulary")
    write_vocabulary(source, folder)
    return PieceTokenizer(source, folder)


@pytest.fixture(scope="module")
def theirs(source: E5File, tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    folder: Path = tmp_path_factory.mktemp("tokenizer")
    unpack._write_tokenizer(source, folder)
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences_have_the_same_pieces(
    source: E5File, ours: PieceTokenizer, theirs: Tokenizer, text: str
) -> None:
    ids, pieces = ours.encode("query: " + text, 512)
    expected = theirs.encode("query: " + normalise(text, source.normalisation))

    assert ids == expected.ids
    assert len(pieces) == len(ids) <= 512


letters = st.text(alphabet="aąbcdeęłóśźż ZW.,:-–0123456789", max_size=60)


@given(letters)
def test_any_polish_text_has_the_same_pieces(
    source: E5File, ours: PieceTokenizer, theirs: Tokenizer, text: str
) -> None:
    ids, _ = ours.encode("passage: " + text, 512)

    assert ids == theirs.encode(normalise("passage: " + text, source.normalisation)).ids


@given(st.text(max_size=60), st.integers(2, 30))
def test_any_text_keeps_its_ends_within_the_limit(
    ours: PieceTokenizer, text: str, limit: int
) -> None:
    ids, pieces = ours.encode(text, limit)

    assert len(ids) == len(pieces) <= limit
    assert (pieces[0], pieces[-1]) == ("<s>", "</s>")


@given(st.text(max_size=60))
def test_normalising_leaves_no_runs_of_spaces(source: E5File, text: str) -> None:
    assert "  " not in normalise(text, source.normalisation)
