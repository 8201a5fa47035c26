"""Writes the tables of one audience in one generation, which kb.search.tables reads.

Files of `<generation>/<audience>/`: `base.db` (SQLite: articles and chunks), `vectors.npy`
(chunks × dimension, float16), `tokens.npy` (tokens × 128, int8) with `tokens_ends.npy` (chunks,
running total), `foreign.npy` and `foreign_tokens.npy` (the same of questions that no base answers),
`lexicon.json`, `bm25.json`; those of kb.search.sentence_vectors, kb.search.classifier and
kb.search.addresses are written beside them, and `shard/` belongs to the vector engine. Written
once, read-only afterwards.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from kb.embedding.encoder import Encoded
from kb.model import Article, Chunk
from kb.search.foreign import link_foreign
from kb.search.lexical import Bm25, lemma_units
from kb.search.lexicon import Words
from kb.search.tokens import write_tokens

_SCHEMA = """
create table articles (
    row integer primary key, slug text unique not null, category text not null,
    title text not null, language text not null, summary text not null, updated_at text not null,
    shown_from text, shown_until text, page text not null
);
create table chunks (
    row integer primary key, id text not null, article integer not null, kind text not null,
    anchor text not null, first_line integer not null, last_line integer not null,
    headings text not null, text text not null, units text not null, answer text not null
);
create index chunks_article on chunks (article);
"""


def write_tables(
    folder: Path,
    articles: Sequence[Article],
    chunks: Sequence[Chunk],
    encoded: Sequence[Encoded],
    related: Mapping[str, Sequence[str]],
    words: Words,
    statistics: Mapping[str, Bm25],
    foreign: Path,
) -> None:
    """Write every table; `chunks` and `encoded` run in parallel, rows are their positions.

    foreign: see kb.search.foreign.foreign_files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = {article.id: row for row, article in enumerate(articles)}
    db = sqlite3.connect(folder / "base.db")
    # The publisher makes all files durable together, and throws away what was not finished.
    db.execute("pragma journal_mode=off")
    db.execute("pragma synchronous=off")
    with db:
        db.executescript(_SCHEMA)
        db.executemany(
            "insert into articles values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_article_values(row, article, related) for row, article in enumerate(articles)),
        )
        db.executemany(
            "insert into chunks values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_chunk_values(row, chunk, rows) for row, chunk in enumerate(chunks)),
        )
    db.close()
    dimension = len(encoded[0].vector) if encoded else 0
    vectors = np.zeros((len(encoded), dimension), dtype=np.float16)
    for row, item in enumerate(encoded):
        vectors[row] = item.vector
    np.save(folder / "vectors.npy", vectors)
    write_tokens(folder, "tokens", encoded)
    link_foreign(foreign, folder)
    _write_json(
        folder / "lexicon.json",
        {"counts": words.counts, "made": words.generated, "limited": words.limited},
    )
    _write_json(
        folder / "bm25.json",
        {
            name: [bm25.documents, bm25.average_length, bm25.units]
            for name, bm25 in statistics.items()
        },
    )


def _article_values(
    row: int, article: Article, related: Mapping[str, Sequence[str]]
) -> tuple[Any, ...]:
    page = {
        "html": article.html,
        "markdown": article.markdown,
        "contents": [
            (section.anchor, section.title) for section in article.sections if section.level == 2
        ],
        "commit": article.commit,
        "source_path": article.source_path,
        "authors": article.authors,
        "owner": article.owner,
        "review_by": _iso(article.review_by),
        "legal_as_of": _iso(article.legal_as_of),
        "related": list(related.get(article.id, ())),
        "history": [
            (one.commit, one.changed_at.isoformat(), one.author, one.message)
            for one in article.history
        ],
    }
    return (
        row,
        article.slug,
        article.category,
        article.title,
        article.language,
        _summary_of(article),
        _changed_for_readers(article).isoformat(),
        _iso(article.shown_from),
        _iso(article.shown_until),
        json.dumps(page, ensure_ascii=False),
    )


def _chunk_values(row: int, chunk: Chunk, rows: Mapping[str, int]) -> tuple[Any, ...]:
    return (
        row,
        chunk.id,
        rows[chunk.article_id],
        chunk.kind.value,
        chunk.anchor,
        *chunk.lines,
        json.dumps(chunk.heading_path, ensure_ascii=False),
        chunk.text,
        " ".join(sorted(set(lemma_units("\n".join([*chunk.heading_path[1:], chunk.text]))))),
        chunk.answer,
    )


def _summary_of(article: Article) -> str:
    """The first paragraph, at most 300 characters."""
    for section in article.sections:
        for block in section.blocks:
            if block.text:
                return block.text if len(block.text) <= 300 else block.text[:299].rstrip() + "…"
    return ""


def _changed_for_readers(article: Article) -> datetime:
    """What was committed weeks before it is shown is news on the day when it is shown."""
    return max(article.updated_at, article.shown_from or article.updated_at)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), "utf-8")
