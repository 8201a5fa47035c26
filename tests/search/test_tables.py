"""Tables of an audience: what was written comes back, damage is told."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from kb.embedding.encoder import Encoded
from kb.embedding.fake import FakeEncoder
from kb.embedding.projection import DIMENSIONS
from kb.errors import IndexCorrupt, NotFound
from kb.model import ChunkKind
from kb.polish.morphology import lemmas
from kb.search.tables import Tables
from kb.search.tokens import TokenTable, write_tokens
from tests.search.conftest import ARTICLES

FILES = (
    "base.db", "vectors.npy", "tokens.npy", "tokens_ends.npy", "foreign.npy",
    "foreign_tokens.npy", "foreign_tokens_ends.npy", "lexicon.json", "bm25.json",
    "sentences.npy", "sentence_keys.npy", "addresses.json", "classifier.json",
    "classifier_weights.npy",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, generation: Path) -> Path:
    """A copy of the public tables of one's own."""
    target = tmp_path / "public"
    target.mkdir()
    for path in (generation / "public").iterdir():
        if path.is_file():
            shutil.copy(path, target / path.name)
    return target


def test_every_file_is_known_here(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == set(FILES)


def test_articles_come_back_with_what_ranking_needs(folder: Path) -> None:
    tables = Tables(folder)
    slug = "do-dzisiaj"
    row = tables.articles[tables.slug_row[slug]]
    public = [path for path, text in ARTICLES.items() if "audience: public" in text]
    tables.close()

    assert len(tables.articles) == len(public)
    assert (row.summary.slug, row.summary.category, row.summary.language) == (
        slug, "promocje", "pl",
    )  # fmt: skip
    assert row.summary.summary == "Kupon jesienny działa jeden dzień."
    first, end = datetime(2026, 10, 2, 22, tzinfo=UTC), datetime(2026, 10, 3, 22, tzinfo=UTC)
    assert (row.shown_from, row.shown_until) == (first, end)
    minute = timedelta(minutes=1)
    assert [row.is_valid_at(at) for at in (first - minute, first, end - minute, end)] == [
        False, True, True, False
    ]  # fmt: skip


def test_a_page_comes_back_whole(folder: Path) -> None:
    tables = Tables(folder)
    page = tables.page("termin-zwrotu")
    tables.close()

    assert page.summary.title == "Ile mam czasu na zwrot towaru?"
    assert page.source_path.endswith("zwroty/termin-zwrotu.md")
    assert [heading for _, heading in page.contents] == ["Jak liczyć termin?"]
    assert "30\u00a0dni" in page.html
    assert page.related
    assert "termin-zwrotu" not in [other.slug for other in page.related]


@pytest.mark.parametrize("slug", ["nie-ma", "", "reklamacja-vip", "' or 1=1 --"])
def test_a_page_that_is_not_there_is_not_found(folder: Path, slug: str) -> None:
    tables = Tables(folder)

    with pytest.raises(NotFound):
        tables.page(slug)
    tables.close()


def test_chunks_come_back_by_row_and_know_their_article(folder: Path) -> None:
    tables = Tables(folder)
    article = tables.slug_row["termin-zwrotu"]
    chunks = tables.chunks(tables.chunks_of(article))
    everything = sorted(row for a in range(len(tables.articles)) for row in tables.chunks_of(a))
    tables.close()

    assert {chunk.article_id for chunk in chunks.values()} == {"termin-zwrotu"}
    assert {chunk.kind for chunk in chunks.values()} == set(ChunkKind)
    assert any("30 dni" in chunk.text for chunk in chunks.values())
    assert everything == list(range(len(tables.article_of)))


def test_vectors_and_tokens_belong_to_their_rows(folder: Path) -> None:
    tables = Tables(folder)
    rows = tables.chunks_of(tables.slug_row["blik"])
    chunks = tables.chunks(rows)
    question = next(row for row, c in chunks.items() if c.kind is ChunkKind.QUESTION)
    (expected,) = FakeEncoder().encode_passages([chunks[question].text])
    tables.close()

    assert tables.vectors[question].astype(np.float32) @ expected.vector == pytest.approx(
        1.0, abs=1e-3
    )
    assert expected.tokens is not None
    own = expected.tokens.astype(np.float32) / 127.0
    matches = tables.tokens.matches(own, np.array([question]))
    assert np.allclose(matches[:, 0], 1.0, atol=0.02)


@pytest.mark.parametrize("small", [0, 4_000_000], ids=["mapped", "in memory"])
def test_cosines_of_few_and_of_all_chunks_are_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr("kb.search.tables._SMALL", small)
    tables = Tables(folder)
    vector = FakeEncoder().encode_query("kod blik").vector
    everything = np.arange(len(tables.vectors))

    of_all, of_few = tables.cosines(everything, vector), tables.cosines(everything[[3, 1]], vector)
    exact = np.load(folder / "vectors.npy").astype(np.float32) @ vector
    tables.close()

    assert tables.vectors.dtype == (np.float32 if small else np.float16)
    assert of_all == pytest.approx(exact, abs=1e-5)
    assert of_few == pytest.approx(exact[[3, 1]], abs=1e-5)


def test_the_words_of_the_index_are_those_of_its_articles(folder: Path) -> None:
    tables = Tables(folder)
    tables.close()

    assert tables.lexicon.counts["towaru"] > 1
    assert "trzebiatowska" not in tables.lexicon.counts
    assert tables.statistics["lemmas"].units[lemmas("towaru")[0]][1] > 0


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_corrupt(folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(IndexCorrupt, match="--rebuild"):
        Tables(folder)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_is_corrupt(folder: Path, name: str, share: float) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: int(len(data) * share)])

    with pytest.raises(IndexCorrupt, match="--rebuild"):
        Tables(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_zeros_is_corrupt(folder: Path, name: str) -> None:
    size = (folder / name).stat().st_size
    (folder / name).write_bytes(bytes(size))

    with pytest.raises(IndexCorrupt, match="--rebuild"):
        Tables(folder)


@pytest.mark.parametrize("content", ["[1]", "7", "null", '{"counts": 1, "made": 2}'])
@pytest.mark.parametrize("name", ["lexicon.json", "bm25.json"])
def test_a_table_of_another_shape_is_corrupt(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content)

    with pytest.raises(IndexCorrupt, match="--rebuild"):
        Tables(folder)


@pytest.mark.parametrize("name", ["vectors.npy", "tokens.npy", "tokens_ends.npy", "sentences.npy"])
def test_a_file_of_another_index_is_corrupt(folder: Path, generation: Path, name: str) -> None:
    shutil.copy(generation / "internal" / name, folder / name)

    with pytest.raises(IndexCorrupt, match="--rebuild"):
        Tables(folder)


def test_token_matches_follow_the_texts_asked_for(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    stored = [rng.integers(-127, 127, (length, DIMENSIONS), np.int8) for length in (3, 0, 2, 4)]
    write_tokens(tmp_path, "some", [Encoded(np.ones(1, np.float32), own) for own in stored])
    table = TokenTable.read(tmp_path, "some")
    query = rng.normal(size=(2, DIMENSIONS)).astype(np.float32)

    for order in ([0, 1, 2, 3], [3, 0], [2], [2, 3], [1], [3, 1, 2]):
        expected = [
            ((query / 127) @ stored[n].T.astype(np.float32)).max(axis=1)
            for n in order
            if len(stored[n])
        ]
        found = table.matches(query, np.array(order))
        assert pytest.approx(np.array(expected).reshape(-1, 2), abs=1e-4) == found.T


def test_more_rows_than_one_query_takes_come_back_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.search.tables._ROWS_PER_QUERY", 3)
    tables = Tables(folder)
    rows = range(len(tables.article_of))

    assert sorted(tables.units(rows)) == sorted(tables.chunks(rows)) == list(rows)
    assert len(rows) > 3
    tables.close()
