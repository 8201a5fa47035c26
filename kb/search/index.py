"""One audience of one generation, open for searching."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.search.engine import Engine, EngineBuilder
from kb.search.tables import Tables


@dataclass(frozen=True)
class Index:
    """The tables and the vector engine of an audience."""

    tables: Tables
    engine: Engine

    @classmethod
    def open(cls, folder: Path, engine: EngineBuilder) -> Index:
        """Open `<generation>/<audience>`. Raises kinds of IndexUnavailable."""
        tables = Tables(folder)
        return cls(tables, engine.open(str(folder / "shard")))

    def close(self) -> None:
        """Close files and connections."""
        self.engine.close()
        self.tables.close()
