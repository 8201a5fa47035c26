"""Vectors by content: the same text under the same model is never embedded twice.

An SQLite file; each row carries a checksum. A damaged file costs time, never correctness: it is set
aside and filled again.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from kb.embedding.encoder import Encoded
from kb.embedding.projection import DIMENSIONS

_SCHEMA = """
create table if not exists vectors (
    key blob primary key, vector blob not null, tokens blob, checksum integer not null
) without rowid
"""
_ROWS_PER_QUERY = 500


class VectorCache:
    """Content-addressed store of encoded passages."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self.was_damaged = False
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            return _connect(self._path)
        except sqlite3.DatabaseError as exc:
            if not _is_damage(exc):
                raise
            self._set_aside()
            return _connect(self._path)

    def _replace_damaged(self, exc: sqlite3.DatabaseError) -> None:
        """Go on with an empty file if the file is at fault; a full disk, say, is raised again."""
        if not _is_damage(exc):
            raise exc
        self._db.close()
        self._set_aside()
        self._db = _connect(self._path)

    def _set_aside(self) -> None:
        self.was_damaged = True
        self._path.replace(self._path.with_suffix(".damaged"))
        for suffix in ("-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def encode(
        self,
        texts: Sequence[str],
        fingerprint: str,
        embed: Callable[[list[str]], Iterable[Sequence[Encoded]]],
    ) -> tuple[list[Encoded], int]:
        """Encode the texts, calling `embed` with those that are not stored, each once.

        `embed` yields batches in order; each is stored at once, so an interrupted run goes on
        where it stopped. Returns the vectors in order and how many texts were embedded.
        """
        keys = [_key(fingerprint, text) for text in texts]
        try:
            known = self._read(set(keys))
        except sqlite3.DatabaseError as exc:
            self._replace_damaged(exc)
            known = {}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        fresh = list(missing)
        at = 0
        if fresh:
            for batch in embed(list(missing.values())):
                rows = dict(zip(fresh[at : at + len(batch)], batch, strict=True))
                self._write(rows)
                known.update(rows)
                at += len(batch)
        return [known[key] for key in keys], len(fresh)

    def _read(self, keys: set[bytes]) -> dict[bytes, Encoded]:
        found: dict[bytes, Encoded] = {}
        wanted = sorted(keys)
        for at in range(0, len(wanted), _ROWS_PER_QUERY):
            part = wanted[at : at + _ROWS_PER_QUERY]
            marks = ",".join("?" * len(part))
            rows = self._db.execute(
                f"select key, vector, tokens, checksum from vectors where key in ({marks})",  # noqa: S608 - nothing but question marks
                part,
            )
            for key, vector, tokens, checksum in rows:
                if zlib.crc32(vector + (tokens or b"")) == checksum:
                    found[key] = _decode(vector, tokens)
        return found

    def _write(self, rows: dict[bytes, Encoded]) -> None:
        try:
            self._insert(rows)
        except sqlite3.DatabaseError as exc:
            self._replace_damaged(exc)
            self._insert(rows)

    def _insert(self, rows: dict[bytes, Encoded]) -> None:
        with self._db:
            self._db.executemany(
                "insert or replace into vectors values (?, ?, ?, ?)",
                (_row(key, encoded) for key, encoded in rows.items()),
            )

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=30)
    try:
        db.execute("pragma journal_mode=wal")
        db.execute("pragma synchronous=normal")
        db.execute(_SCHEMA)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _is_damage(exc: sqlite3.DatabaseError) -> bool:
    """Whether the file itself is at fault: damaged, no database, or with other columns."""
    faults = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
    return getattr(exc, "sqlite_errorcode", 0) & 0xFF in faults


def _key(fingerprint: str, text: str) -> bytes:
    return hashlib.sha256(f"{fingerprint}\0{text}".encode("utf-8", "surrogatepass")).digest()


def _row(key: bytes, encoded: Encoded) -> tuple[bytes, bytes, bytes | None, int]:
    vector = encoded.vector.astype(np.float32).tobytes()
    tokens = None if encoded.tokens is None else encoded.tokens.tobytes()
    return key, vector, tokens, zlib.crc32(vector + (tokens or b""))


def _decode(vector: bytes, tokens: bytes | None) -> Encoded:
    return Encoded(
        np.frombuffer(vector, dtype=np.float32),
        None if tokens is None else np.frombuffer(tokens, dtype=np.int8).reshape(-1, DIMENSIONS),
    )
