"""Tokens of the day, counted in a file that all workers share and that outlives a restart."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from kb.answer.llm.faults import Fault, failure
from kb.errors import GeneratorError

FILE = "llm-tokens.sqlite"
#: A worker holds the file for some milliseconds; whoever waits has a deadline.
_WAIT_S = 0.2


def utc_day() -> str:
    return datetime.now(UTC).date().isoformat()


class Budget:
    """A ceiling of tokens for each UTC day.

    A call reserves the most that it may cost before it is made, so that workers at the same time
    cannot go over the ceiling together; what it did cost is put in its place afterwards. A process
    that dies in between has spent its reservation.
    """

    def __init__(self, folder: Path, ceiling: int, day: Callable[[], str] = utc_day) -> None:
        self._path = folder / FILE
        self._ceiling = ceiling
        self._day = day

    def reserve(self, tokens: int) -> str:
        """Take tokens; returns the day they are of. Raises GeneratorError (budget-spent,
        uncounted)."""
        day = self._day()
        with self._writing() as table:
            table.execute("DELETE FROM tokens WHERE day < ?", (day,))
            table.execute("INSERT OR IGNORE INTO tokens VALUES (?, 0)", (day,))
            # Whether there are enough is decided by the very statement that takes them.
            taken = table.execute(
                "UPDATE tokens SET spent = spent + ? WHERE day = ? AND spent + ? <= ?",
                (tokens, day, tokens, self._ceiling),
            )
            if taken.rowcount == 0:
                raise failure(Fault.BUDGET_SPENT)
        return day

    def settle(self, day: str, reserved: int, spent: int) -> None:
        """Put what was spent in place of what was reserved, which stands where that fails."""
        with suppress(GeneratorError), self._writing() as table:
            table.execute(
                "UPDATE tokens SET spent = max(0, spent - ? + ?) WHERE day = ?",
                (reserved, spent, day),
            )

    def spent(self) -> int:
        """Tokens of today, reservations included. Raises GeneratorError (uncounted)."""
        with self._writing() as table:
            row = table.execute("SELECT spent FROM tokens WHERE day = ?", (self._day(),)).fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_WAIT_S)) as connection:
                connection.isolation_level = None
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS tokens (day TEXT PRIMARY KEY, spent INTEGER)"
                )
                yield connection
                connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as exc:
            raise failure(Fault.UNCOUNTED) from exc
