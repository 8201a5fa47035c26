"""What a letter can say is embedded when a base is published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.embedding.fake import FakeEncoder
from kb.model import ChunkKind
from kb.search.index import Index
from kb.search.sayable import headed, sayable
from kb.search.sentence_vectors import SentenceVectors, write_sentence_vectors

TEXTS = ["Na zwrot masz 30 dni.", "Zwrot jest bezpłatny.", "Len pierz w 40 °C."]


@pytest.fixture
def written(tmp_path: Path) -> SentenceVectors:
    write_sentence_vectors(tmp_path, TEXTS, FakeEncoder().encode_passages(TEXTS))
    return SentenceVectors.read(tmp_path)


@pytest.mark.parametrize("text", TEXTS)
def test_a_vector_is_found_by_its_text(written: SentenceVectors, text: str) -> None:
    found = written.find(text)

    assert found is not None
    [encoded] = FakeEncoder().encode_passages([text])
    assert float(found @ encoded.vector) == pytest.approx(1.0, abs=1e-3)


def test_a_text_that_was_not_embedded_has_none(written: SentenceVectors) -> None:
    assert written.find("Na zwrot masz 14 dni.") is None


def test_a_base_without_sentences_has_no_vectors(tmp_path: Path) -> None:
    write_sentence_vectors(tmp_path, [], [])

    assert SentenceVectors.read(tmp_path).find(TEXTS[0]) is None


def test_vectors_and_keys_of_different_number_are_not_whole(written: SentenceVectors) -> None:
    assert written.is_whole
    assert not SentenceVectors(written.keys[:-1], written.vectors).is_whole


def test_every_sentence_that_a_letter_can_say_is_embedded_at_publishing(public: Index) -> None:
    tables = public.tables
    rows = np.flatnonzero(tables.kind_of == list(ChunkKind).index(ChunkKind.TEXT))
    chunks = tables.chunks(rows.tolist()).values()
    said = {headed(one.heading_path, text) for one in chunks for text, _, _ in sayable(one.text)}

    assert said
    assert all(tables.sentences.find(text) is not None for text in said)
    assert len(tables.sentences.keys) == len(said)
