"""The model file of the package, read as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.embedding.e5_file import E5File, bundled_model
from kb.errors import ConfigError


def test_the_bundled_file_has_the_shape_of_multilingual_e5_small(source: E5File) -> None:
    shape = source.shape

    assert (shape.hidden, shape.layers, shape.heads, shape.feed_forward) == (384, 12, 12, 1536)
    assert shape.vocabulary >= len(source.pieces) > 200_000
    assert {"▁", "<unk>"} <= set(source.pieces)
    assert len(source.scores) == len(source.pieces)


def test_weights_are_read_by_rows_or_whole_alike(source: E5File) -> None:
    whole = source.matrix("l0.q.w", source.shape.hidden)
    some = source.rows("l0.q.w", source.shape.hidden, [5, 0, 5])

    assert whole.shape == (source.shape.hidden, source.shape.hidden)
    assert np.array_equal(some, whole[[5, 0, 5]])
    assert np.isfinite(some).all()


def test_characters_are_mapped_as_the_model_knows_them(source: E5File) -> None:
    assert "ﬁ ½ Ａ".translate(source.normalisation) == "fi 1⁄2 A"
    assert "zażółć".translate(source.normalisation) == "zażółć"


def test_a_missing_file_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.bin"):
        E5File(tmp_path / "none.bin")


@pytest.mark.parametrize("content", [b"", b"E5S", b"GGUF" + b"\0" * 100])
def test_another_file_is_a_configuration_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)

    with pytest.raises(ConfigError, match=r"model\.bin"):
        E5File(path)


@pytest.mark.parametrize("size", [4, 8, 40, 60, 5_000, 3_000_000, 20_000_000])
def test_a_file_cut_short_is_a_configuration_error(tmp_path: Path, size: int) -> None:
    path = tmp_path / "model.bin"
    with bundled_model().open("rb") as file:
        path.write_bytes(file.read(size))

    with pytest.raises(ConfigError, match="cut short"):
        E5File(path)
