"""Tables are made and upgraded once, whoever asks, and what is stored stays."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from kb.errors import StoreUnavailable
from kb.store.address import Address
from kb.store.database import Store
from kb.store.figures import search_summary
from kb.store.messages import add_message, message
from kb.store.migrate import SCRIPTS, Migrated, upgrade
from kb.store.schema import REVISION, metadata
from tests.store.test_store import HOUR, NOW, SENT

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"

def upgrade():
    with op.batch_alter_table("messages") as batch:
        batch.add_column(sa.Column("answer", sa.Text, nullable=False, server_default="none yet"))
"""


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The migrations of a version after this one."""
    scripts = tmp_path / "migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "v9999_answers.py").write_text(NEXT.format(before=REVISION))
    return scripts


def test_an_empty_database_gets_its_tables_and_then_nothing_changes(empty: Address) -> None:
    assert upgrade(empty) == Migrated(None, REVISION)
    assert upgrade(empty) == Migrated(REVISION, REVISION)


def test_the_tables_of_the_migrations_are_those_of_the_code(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, metadata) == []


def test_many_starting_at_once_make_the_tables_once(empty: Address) -> None:
    with ThreadPoolExecutor(6) as threads:
        done = list(threads.map(lambda _: upgrade(empty), range(6)))

    assert sorted(one.before or "" for one in done) == ["", *[REVISION] * 5]


def test_what_is_stored_survives_an_upgrade(store: Store, newer: Path) -> None:
    receipt = add_message(store, SENT, NOW)
    store.close()

    assert upgrade(store.address, newer) == Migrated(REVISION, "9999")

    with store.reading() as connection:
        row = connection.execute(text("SELECT number, text, answer FROM messages")).one()
    assert tuple(row) == (receipt.number, SENT.text, "none yet")


def test_a_newer_schema_is_refused_by_both_and_named(empty: Address, newer: Path) -> None:
    upgrade(empty, newer)

    with pytest.raises(StoreUnavailable, match="made by a newer version"):
        upgrade(empty)
    with (
        closing(Store(empty, 1)) as opened,
        pytest.raises(StoreUnavailable, match="its schema is 9999, this program knows 0"),
    ):
        message(opened, "7K4M-2QX9")


def test_a_failed_migration_leaves_everything_as_it_was(store: Store, newer: Path) -> None:
    receipt = add_message(store, SENT, NOW)
    broken = newer / "versions" / "v9999_answers.py"
    broken.write_text(broken.read_text() + "    op.execute('nonsense')\n")

    with pytest.raises(StoreUnavailable):
        upgrade(store.address, newer)

    assert upgrade(store.address) == Migrated(REVISION, REVISION)
    assert message(store, receipt.number) is not None


def test_a_store_is_usable_once_somebody_has_migrated(empty: Address) -> None:
    opened = Store(empty, 2)
    with pytest.raises(StoreUnavailable, match="run `kb migrate`"):
        search_summary(opened, NOW, NOW + HOUR)

    upgrade(empty)

    assert search_summary(opened, NOW, NOW + HOUR).total == 0
    opened.close()
