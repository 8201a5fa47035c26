"""The tables of one audience in one generation: articles, chunks, vectors, word statistics.

Their files are those that kb.search.write_tables names.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexCorrupt, NotFound
from kb.model import ArticlePage, ArticleSummary, Chunk, ChunkKind, Revision
from kb.search.addresses import Addresses
from kb.search.classifier import Classifier
from kb.search.lexical import Bm25
from kb.search.lexicon import Lexicon, Words
from kb.search.sentence_vectors import SentenceVectors
from kb.search.tokens import TokenTable

#: SQLite takes no more than 32,766 parameters, which the passages of huge articles could exceed.
_ROWS_PER_QUERY = 10_000
#: Numbers in the vectors of a base that are kept in memory: 16 MB.
_SMALL = 4_000_000
#: A product with all of the vectors costs less than picking more than every so many of them.
_FEW = 4
_CHUNK_COLUMNS = "row, id, article, kind, anchor, first_line, last_line, headings, text, answer"


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """What ranking needs of an article without touching the disk."""

    summary: ArticleSummary
    shown_from: datetime | None
    shown_until: datetime | None

    def is_valid_at(self, moment: datetime) -> bool:
        """Whether the article may be shown and cited at a moment (with a time zone)."""
        return (self.shown_from is None or self.shown_from <= moment) and not self.is_over_at(
            moment
        )

    def is_over_at(self, moment: datetime) -> bool:
        """Whether the article was shown until before that moment."""
        return self.shown_until is not None and self.shown_until <= moment


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What editors ask of an article. source_path: in the folder of articles. changed_at, author:
    of its last commit; None and empty of a folder without git."""

    row: ArticleRow
    source_path: str
    owner: str
    review_by: date | None
    changed_at: datetime | None
    author: str


class Tables:
    """Reader. Raises IndexCorrupt if a file is missing, cut short or does not fit the others."""

    def __init__(self, folder: Path) -> None:
        self._lock = Lock()
        try:
            self._db = sqlite3.connect(
                f"{(folder / 'base.db').absolute().as_uri()}?mode=ro&immutable=1",
                uri=True,
                check_same_thread=False,
            )
            self.articles = tuple(_read_articles(self._db))
            rows = self._db.execute("select article, kind from chunks order by row").fetchall()
            self.vectors = _read_vectors(folder / "vectors.npy")
            self.tokens = TokenTable.read(folder, "tokens")
            self.foreign = np.load(folder / "foreign.npy").astype(np.float32)
            self.foreign_tokens = TokenTable.read(folder, "foreign_tokens")
            self.sentences = SentenceVectors.read(folder)
            self.addresses = Addresses.read(folder)
            self.classifier = Classifier.read(folder)
            self.lexicon = _read_lexicon(folder)
            self.statistics = _read_statistics(folder)
            dimension = self.vectors.shape[1]
            known = self.classifier.fits(len(self.articles), dimension, self.statistics)
        except (OSError, sqlite3.Error, ValueError, EOFError, LookupError, TypeError) as exc:
            raise IndexCorrupt(
                f"The index in {folder} is damaged ({exc}). Run `kb publish --rebuild`."
            ) from exc
        fits = len(rows) == len(self.vectors) == len(self.tokens.ends)
        whole = (self.tokens, self.foreign_tokens, self.sentences)
        if not (fits and known and all(table.is_whole for table in whole)):
            raise IndexCorrupt(
                f"The files in {folder} do not belong together. Run `kb publish --rebuild`."
            )
        self.article_of: NDArray[np.int32] = np.array([r[0] for r in rows], dtype=np.int32)
        kinds = [kind.value for kind in ChunkKind]
        self.kind_of: NDArray[np.int8] = np.array([kinds.index(r[1]) for r in rows], dtype=np.int8)
        order = np.argsort(self.article_of, kind="stable")
        bounds = np.searchsorted(self.article_of[order], np.arange(len(self.articles) + 1))
        self._chunks_of = (order, bounds)
        self.slug_row = {article.summary.slug: row for row, article in enumerate(self.articles)}

    def cosines(
        self, rows: NDArray[np.integer[Any]], vector: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Of some chunks to a vector of length 1."""
        if self.vectors.dtype == np.float32 and len(rows) > len(self.vectors) // _FEW:
            return np.asarray((self.vectors @ vector)[rows])
        return np.asarray(self.vectors[rows].astype(np.float32, copy=False) @ vector)

    def chunks_of(self, article: int) -> NDArray[np.int64]:
        """Rows of an article's chunks."""
        order, bounds = self._chunks_of
        return np.asarray(order[bounds[article] : bounds[article + 1]])

    def chunks(self, rows: Iterable[int]) -> dict[int, Chunk]:
        """Chunks by row."""
        return {
            row: Chunk(
                identity,
                self.articles[article].summary.slug,
                anchor,
                tuple(json.loads(headings)),
                (first, last),
                text,
                ChunkKind(kind),
                answer,
            )
            for (
                row,
                identity,
                article,
                kind,
                anchor,
                first,
                last,
                headings,
                text,
                answer,
            ) in self._select(_CHUNK_COLUMNS, rows)
        }

    def units(self, rows: Iterable[int]) -> dict[int, frozenset[str]]:
        """Folded lemmas of chunks by row, analysed when the index was built."""
        return {row: frozenset(units.split(" ")) for row, units in self._select("row, units", rows)}

    def _select(self, columns: str, rows: Iterable[int]) -> Iterator[tuple[Any, ...]]:
        numbers = [int(row) for row in rows]
        for at in range(0, len(numbers), _ROWS_PER_QUERY):
            wanted = numbers[at : at + _ROWS_PER_QUERY]
            marks = ",".join("?" * len(wanted))
            with self._lock:
                found = self._db.execute(
                    f"select {columns} from chunks where row in ({marks})",  # noqa: S608
                    wanted,
                ).fetchall()
            yield from found

    def page(self, slug: str) -> ArticlePage:
        """An article ready to be shown. Raises NotFound."""
        row = self.slug_row.get(slug)
        if row is None:
            raise NotFound(f"There is no article {slug!r}.")
        with self._lock:
            (raw,) = self._db.execute("select page from articles where row = ?", (row,)).fetchone()
        page = json.loads(raw)
        related = [self.slug_row[other] for other in page["related"] if other in self.slug_row]
        return ArticlePage(
            summary=self.articles[row].summary,
            html=page["html"],
            markdown=page["markdown"],
            contents=tuple((anchor, title) for anchor, title in page["contents"]),
            commit=page["commit"],
            source_path=page["source_path"],
            authors=tuple(page["authors"]),
            owner=page["owner"],
            legal_as_of=date.fromisoformat(page["legal_as_of"]) if page["legal_as_of"] else None,
            related=tuple(self.articles[other].summary for other in related),
            history=tuple(
                Revision(commit, datetime.fromisoformat(changed), author, message)
                for commit, changed, author, message in page["history"]
            ),
        )

    def records(self) -> Iterator[ArticleRecord]:
        """What editors ask of every article, in the order of `articles`."""
        fields = ("source_path", "owner", "review_by", "history[0][1]", "history[0][2]")
        columns = ", ".join(f"json_extract(page, '$.{field}')" for field in fields)
        with self._lock:
            rows = self._db.execute(f"select {columns} from articles order by row").fetchall()  # noqa: S608
        for row, (path, owner, review_by, changed, author) in zip(self.articles, rows, strict=True):
            yield ArticleRecord(
                row=row,
                source_path=path,
                owner=owner or "",
                review_by=date.fromisoformat(review_by) if review_by else None,
                changed_at=datetime.fromisoformat(changed) if changed else None,
                author=author or "",
            )

    def words_not_shown(self, now: datetime) -> frozenset[str]:
        """Word forms that stand only in articles that are not shown at a moment."""
        words = self.lexicon.words
        return words.only_in(
            row for row in words.limited if not self.articles[row].is_valid_at(now)
        )

    def close(self) -> None:
        """Close the files."""
        self._db.close()


def _read_vectors(path: Path) -> NDArray[Any]:
    """(chunks, dimension); of a small base in float32, which is multiplied as it stands."""
    vectors: NDArray[np.float16] = np.load(path, mmap_mode="r").view(np.ndarray)
    return vectors.astype(np.float32) if vectors.size <= _SMALL else vectors


def _read_lexicon(folder: Path) -> Lexicon:
    raw: dict[str, dict[str, Any]] = json.loads((folder / "lexicon.json").read_text("utf-8"))
    limited = {int(row): dict(counts) for row, counts in dict(raw["limited"]).items()}
    return Lexicon(Words(dict(raw["counts"]), dict(raw["made"]), limited))


def _read_statistics(folder: Path) -> dict[str, Bm25]:
    raw: dict[str, Any] = dict(json.loads((folder / "bm25.json").read_text("utf-8")))
    return {
        name: Bm25({unit: (a, b) for unit, (a, b) in dict(units).items()}, documents, length)
        for name, (documents, length, units) in raw.items()
    }


def _read_articles(db: sqlite3.Connection) -> Iterable[ArticleRow]:
    for slug, category, title, language, summary, updated, since, until in db.execute(
        "select slug, category, title, language, summary, updated_at, shown_from, shown_until "
        "from articles order by row"
    ):
        yield ArticleRow(
            ArticleSummary(
                slug, category, title, language, datetime.fromisoformat(updated), summary
            ),
            datetime.fromisoformat(since) if since else None,
            datetime.fromisoformat(until) if until else None,
        )
