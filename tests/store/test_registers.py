"""A conversation keeps the register in which it began, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from kb.store.database import Store
from kb.store.registers import register_of
from kb.store.retention import Limits, purge

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


class TestConversations:
    def test_the_first_register_stays(self, store: Store) -> None:
        assert register_of(store, "czat-7", "ty", NOW) == "ty"
        assert register_of(store, "czat-7", "pan-pani", NOW) == "ty"
        assert register_of(store, "czat-8", "pan-pani", NOW) == "pan-pani"

    def test_a_person_may_change_it(self, store: Store) -> None:
        register_of(store, "czat-7", "ty", NOW)

        assert register_of(store, "czat-7", "pan-pani", NOW, changes=True) == "pan-pani"
        assert register_of(store, "czat-7", "ty", NOW) == "pan-pani"

    def test_drafts_made_at_once_agree(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as pool:
            proposed = ["ty", "pan-pani"] * 8
            kept = list(pool.map(lambda one: register_of(store, "czat-7", one, NOW), proposed))

        assert len(set(kept)) == 1

    def test_the_name_of_a_conversation_is_not_stored(self, store: Store) -> None:
        register_of(store, "jan@example.pl", "ty", NOW)

        with store.reading() as connection:
            assert "jan" not in str(connection.execute(text("SELECT * FROM conversations")).all())

    def test_it_is_forgotten_with_the_searches(self, store: Store) -> None:
        register_of(store, "czat-7", "ty", NOW - timedelta(days=2))

        assert purge(store, Limits(NOW, NOW, NOW, NOW), NOW).registers == 1
        assert register_of(store, "czat-7", "pan-pani", NOW) == "pan-pani"
