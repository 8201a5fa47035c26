"""`kb migrate`, `kb purge`, and what `kb serve` does with the database before it serves."""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb import supervise
from kb.cli import main
from kb.settings import Settings
from kb.store.figures import ratings_by_article
from kb.store.messages import NewMessage, add_message
from kb.store.ratings import Rating, rate
from kb.store.schema import REVISION
from kb.wiring import migrate, open_recorder, open_store


def kb(*arguments: str, **settings: str) -> Result:
    return CliRunner().invoke(main, arguments, env=settings, catch_exceptions=False)


@pytest.fixture
def data(tmp_path: Path) -> str:
    return str(tmp_path / "var")


def fill(settings: Settings) -> None:
    """A rating of 10 days ago and a message of 100 days ago."""
    now = datetime.now(UTC)
    sent = NewMessage(key="k", language="pl", topic="inne", text="x")
    rating = Rating(key="k", slug="blik", commit="a", language="pl", helpful=True)
    with closing(open_store(settings)) as store:
        rate(store, rating, now - timedelta(days=10))
        add_message(store, sent, now - timedelta(days=100))


def test_the_database_is_made_once(data: str) -> None:
    first, second = kb("migrate", KB_DATA_DIR=data), kb("migrate", KB_DATA_DIR=data)

    assert first.stdout == f"The database is made (schema {REVISION}).\n"
    assert second.stdout == f"The database is up to date (schema {REVISION}).\n"
    assert json.loads(kb("migrate", "--json", KB_DATA_DIR=data).stdout) == {
        "before": REVISION,
        "after": REVISION,
    }


def test_what_is_older_than_the_settings_allow_is_deleted(data: str) -> None:
    kb("migrate", KB_DATA_DIR=data)
    fill(Settings(data_dir=Path(data)))

    assert kb("purge", KB_DATA_DIR=data).stdout == (
        "Deleted: 0 searches, 0 ratings. Emptied: 0 messages.\n"
    )
    short = {"KB_RETENTION_DAYS": "5", "KB_UNANSWERED_RETENTION_DAYS": "99"}
    assert json.loads(kb("purge", "--json", KB_DATA_DIR=data, **short).stdout) == {
        "searches": 0,
        "ratings": 1,
        "messages": 1,
        "registers": 0,
        "drafts": 0,
        "accesses": 0,
    }


def test_a_database_that_was_never_made_is_said_with_its_remedy(data: str) -> None:
    done = kb("purge", KB_DATA_DIR=data)

    assert done.exit_code == 9
    assert "run `kb migrate`" in done.stderr


def test_a_wrong_address_of_the_database_is_a_wrong_setting(data: str) -> None:
    done = kb("migrate", KB_DATA_DIR=data, KB_DATABASE_URL="mysql://ala:sekret@db/kb")

    assert done.exit_code == 2
    assert "Write postgresql://" in done.stderr
    assert "sekret" not in done.stderr


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Programs that took this process's place; none really does."""
    programs: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, arguments: programs.append(arguments))
    monkeypatch.setenv("MALLOC_ARENA_MAX", "2")
    monkeypatch.setattr(supervise, "start_beside", lambda: programs.append(["kb", "work"]))
    return programs


def test_serving_makes_the_database_first(data: str, started: list[list[str]]) -> None:
    done = kb("serve", "--port", "8123", KB_DATA_DIR=data)

    assert done.exit_code == 0
    assert started == [["kb", "work"], [sys.executable, "-m", "webapp", "--port", "8123"]]
    with closing(open_store(Settings(data_dir=Path(data)))) as store:
        now = datetime.now(UTC)
        assert ratings_by_article(store, now - timedelta(1), now) == ()


def test_serving_starts_without_a_database_and_says_so(
    data: str, started: list[list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    done = kb("serve", KB_DATA_DIR=data, KB_DATABASE_URL="postgresql://kb@127.0.0.1:1/kb")

    assert (done.exit_code, len(started)) == (0, 2)
    assert "cannot be used" in caplog.text
    assert "messages, ratings and statistics are off" in caplog.text


def test_the_worker_of_the_desk_can_run_elsewhere(data: str, started: list[list[str]]) -> None:
    kb("serve", KB_DATA_DIR=data, KB_WORKER="false")

    assert started == [[sys.executable, "-m", "webapp"]]


def test_a_recorder_of_the_settings_deletes_what_they_say(data: str) -> None:
    settings = Settings(data_dir=Path(data), retention_days=5)
    migrate(settings)
    fill(settings)

    with closing(open_store(settings)) as store:
        open_recorder(settings, store)._purge_daily()
        now = datetime.now(UTC)

        assert ratings_by_article(store, now - timedelta(days=30), now) == ()
