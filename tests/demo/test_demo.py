"""The demonstration is made by the real engine, here over a base of three articles."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from kb.accounts.model import Role
from kb.accounts.sign_in import sign_in
from kb.cli import main
from kb.delivery.survey import Answers
from kb.demo.fill import Filled, fill, is_used
from kb.demo.letters import WARSAW, letters
from kb.statistics.facts import load
from kb.statistics.figures import summarise
from kb.statistics.model import Scope
from kb.store.database import Store
from kb.store.schema import conversations, decisions, deliveries, drafts, messages, metadata
from kb.wiring import migrate, open_store
from tests.bases import Base

#: A Sunday at noon.
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
MOMENTS = ("at", "made_at", "received_at", "opened_at", "sent_at", "answered_at", "updated_at")


class TestLetters:
    def test_there_are_thirty_over_a_week(self) -> None:
        week = letters(NOW)

        assert len(week) == 30
        assert NOW - timedelta(days=7) < week[0].at < week[-1].at < NOW

    def test_every_kind_is_among_them(self) -> None:
        week = letters(NOW)

        assert {one.language for one in week} == {"pl", "en", "uk"}
        assert {one.channel for one in week} == {"email", "chat", "social"}
        assert {one.handling.decision for one in week} == {
            "approve", "edit", "write", "reject", "close", "none",
        }  # fmt: skip

    def test_what_is_written_down_can_be_done(self) -> None:
        for one in letters(NOW):
            handling = one.handling
            assert bool(handling.by) == (handling.decision != "none")
            assert bool(handling.reason) == (handling.decision == "reject")
            assert bool(handling.added) == (handling.decision == "edit")
            Answers(**one.marks)

    def test_nobody_can_be_reached_at_a_real_address(self) -> None:
        assert all(one.email.endswith(".example") for one in letters(NOW) if one.email)


@pytest.fixture(scope="module")
def filled(
    served: Base, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Filled, Store]]:
    """A database with the demonstration in it; do not change it."""
    settings = served.settings(secret_key="0123456789abcdef")
    database = settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("demo")})
    migrate(database)
    with closing(open_store(database)) as store:
        yield fill(settings, store, NOW, lambda *_: None), store


def test_every_letter_has_a_draft_and_most_are_decided(filled: tuple[Filled, Store]) -> None:
    made, store = filled

    with store.reading() as connection:
        opened = connection.scalar(select(func.count()).select_from(conversations))
        drafted = set(connection.scalars(select(drafts.c.conversation)))
        states = Counter(connection.scalars(select(conversations.c.status)))
        replies = connection.scalar(select(func.count()).where(messages.c.direction == "out"))
    assert (made.letters, opened, len(drafted)) == (30, 30, 30)
    assert states == {"answered": 24, "closed": 2, "open": 4}
    assert replies == 25, "one customer wrote twice"


def test_replies_are_marked_as_answered_by_hand(filled: tuple[Filled, Store]) -> None:
    with filled[1].reading() as connection:
        found = connection.execute(select(deliveries.c.means, deliveries.c.state).distinct()).all()

    assert [tuple(row) for row in found] == [("copy", "sent")]


def test_nothing_lies_in_the_future(filled: tuple[Filled, Store]) -> None:
    with filled[1].reading() as connection:
        for table in metadata.sorted_tables:
            for name in MOMENTS:
                if name in table.c:
                    latest = connection.scalar(select(func.max(table.c[name])))
                    assert latest is None or latest <= NOW, f"{table.name}.{name}"


def test_there_is_something_in_every_figure(filled: tuple[Filled, Store]) -> None:
    scope = Scope(since=NOW - timedelta(days=14), until=NOW, zone=WARSAW)
    figures = summarise(load(filled[1], scope), NOW)

    assert (figures.cases, figures.answered.part) == (30, 24)
    shares = (figures.accepted, figures.edited, figures.rejected, figures.satisfied)
    assert all(share.part for share in shares)
    assert figures.handling.count
    assert dict(figures.reasons) == {
        "zły ton": 1, "brakuje ważnej informacji": 1, "odpowiadam inną drogą": 1,
    }  # fmt: skip
    assert figures.nps.value is not None


def test_decisions_are_those_of_the_people(filled: tuple[Filled, Store]) -> None:
    made, store = filled

    with store.reading() as connection:
        deciding = select(decisions.c.account).where(decisions.c.account.is_not(None)).distinct()
        assert len(connection.scalars(deciding).all()) == 3
    assert {one.role for one in made.accounts} == set(Role)


def test_the_printed_passwords_open_the_desk(filled: tuple[Filled, Store]) -> None:
    made, store = filled

    for one in made.accounts:
        assert (
            sign_in(store, one.login, one.password, "198.51.100.7", NOW).account.login == one.login
        )


def kb(base: Base, *arguments: str) -> Result:
    environment = {
        name: value for name, value in base.environment().items() if name.startswith("KB_")
    }
    return CliRunner().invoke(main, arguments, env=environment, catch_exceptions=False)


def test_a_database_in_use_is_left_alone(base: Base) -> None:
    first = kb(base, "demo", "--json")
    passwords = [one["password"] for one in json.loads(first.stdout)["accounts"]]
    second = kb(base, "demo")

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert all(passwords)
    assert "The database has conversations already." in second.stderr
    third = kb(base, "demo", "--yes")
    assert third.exit_code == 0
    assert third.stdout.count("(was there already, password unchanged)") == 5
    with closing(open_store(base.settings())) as store:
        assert is_used(store)
        with store.reading() as connection:
            assert connection.scalar(select(func.count()).select_from(conversations)) == 60


def test_without_a_published_base_nothing_is_written(base: Base) -> None:
    (base.index / "current").unlink()

    done = kb(base, "demo")

    assert done.exit_code == 7
    with closing(open_store(base.settings())) as store:
        assert not is_used(store)
