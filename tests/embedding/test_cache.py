"""Vectors by content: never embedded twice, never believed when damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.embedding.cache import VectorCache
from kb.embedding.encoder import Encoded
from kb.embedding.fake import FakeEncoder

TEXTS = ["zwrot towaru", "paczka", "żółta łódź", "zwrot towaru"]


class Embedder:
    """Embeds in batches of two and remembers what it was given."""

    def __init__(self, fails_after: int = 10**9, tokens: bool = True) -> None:
        self.seen: list[str] = []
        self.fails_after = fails_after
        self.tokens = tokens

    def __call__(self, texts: list[str]) -> Iterable[Sequence[Encoded]]:
        for at in range(0, len(texts), 2):
            if len(self.seen) >= self.fails_after:
                raise KeyboardInterrupt
            self.seen += texts[at : at + 2]
            made = FakeEncoder().encode_passages(texts[at : at + 2])
            yield made if self.tokens else [Encoded(item.vector) for item in made]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "vectors.db"


@pytest.fixture
def cache(path: Path) -> Iterator[VectorCache]:
    opened = VectorCache(path)
    yield opened
    opened.close()


def encoded(path: Path, texts: list[str], embedder: Embedder, name: str = "m") -> list[Encoded]:
    cache = VectorCache(path)
    try:
        return cache.encode(texts, name, embedder)[0]
    finally:
        cache.close()


def test_each_text_is_embedded_once_and_comes_back_in_order(cache: VectorCache) -> None:
    embedder = Embedder()

    found, fresh = cache.encode(TEXTS, "m", embedder)

    assert fresh == 3
    assert sorted(embedder.seen) == sorted(set(TEXTS))
    for item, expected in zip(found, FakeEncoder().encode_passages(TEXTS), strict=True):
        assert np.array_equal(item.vector, expected.vector)
        assert item.tokens is not None
        assert expected.tokens is not None
        assert np.array_equal(item.tokens, expected.tokens)


def test_what_is_stored_is_not_embedded_again_also_after_a_restart(path: Path) -> None:
    first = encoded(path, TEXTS, Embedder())
    again = Embedder()

    second = encoded(path, [*TEXTS, "nowy tekst"], again)

    assert again.seen == ["nowy tekst"]
    for one, other in zip(first, second, strict=False):
        assert np.array_equal(one.vector, other.vector)
        assert one.tokens is not None
        assert other.tokens is not None
        assert np.array_equal(one.tokens, other.tokens)


def test_another_model_has_vectors_of_its_own(path: Path) -> None:
    encoded(path, TEXTS, Embedder(), "m1")
    other = Embedder()

    encoded(path, TEXTS, other, "m2")

    assert len(other.seen) == 3


def test_models_without_token_vectors_are_stored_too(path: Path) -> None:
    encoded(path, TEXTS, Embedder(tokens=False))

    assert all(item.tokens is None for item in encoded(path, TEXTS, Embedder(fails_after=0)))


def test_nothing_to_embed_embeds_nothing(cache: VectorCache) -> None:
    assert cache.encode([], "m", Embedder(fails_after=0)) == ([], 0)


def test_many_texts_are_looked_up_in_parts(path: Path) -> None:
    texts = [f"tekst {number}" for number in range(1_203)]
    encoded(path, texts, Embedder())

    assert len(encoded(path, texts, Embedder(fails_after=0))) == len(texts)


def test_odd_texts_have_keys(path: Path) -> None:
    texts = ["", "\ud800", "a\x00b", "a\x00", "b"]

    encoded(path, texts, Embedder())

    assert len(encoded(path, texts, Embedder(fails_after=0))) == 5


def test_an_interrupted_run_goes_on_where_it_stopped(path: Path) -> None:
    texts = [f"tekst {number}" for number in range(7)]
    interrupted = Embedder(fails_after=4)
    with pytest.raises(KeyboardInterrupt):
        encoded(path, texts, interrupted)
    rest = Embedder()

    encoded(path, texts, rest)

    assert len(interrupted.seen) == 4
    assert set(rest.seen) == set(texts) - set(interrupted.seen)


@pytest.mark.parametrize("content", [b"not a database" * 100, b"\0" * 4096])
def test_a_damaged_file_is_set_aside_and_filled_again(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    embedder = Embedder()
    cache = VectorCache(path)

    _, fresh = cache.encode(TEXTS, "m", embedder)
    was_damaged = cache.was_damaged
    cache.close()

    assert fresh == 3
    assert was_damaged
    assert (path.parent / "vectors.damaged").read_bytes() == content
    assert len(encoded(path, TEXTS, Embedder(fails_after=0))) == len(TEXTS)


def test_a_file_damaged_in_the_middle_costs_time_only(path: Path) -> None:
    texts = [f"tekst {number}" for number in range(200)]
    encoded(path, texts, Embedder())
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 8192))

    found = encoded(path, texts, Embedder())

    for item, expected in zip(found, FakeEncoder().encode_passages(texts), strict=True):
        assert np.array_equal(item.vector, expected.vector)


def test_a_row_with_a_wrong_checksum_is_embedded_again(path: Path) -> None:
    encoded(path, TEXTS, Embedder())
    db = sqlite3.connect(path)
    with db:
        db.execute("update vectors set vector = zeroblob(length(vector))")
    db.close()
    embedder = Embedder()

    found = encoded(path, TEXTS, embedder)

    assert len(embedder.seen) == 3
    assert all(np.linalg.norm(item.vector) == pytest.approx(1.0) for item in found)
