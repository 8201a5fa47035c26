"""Queued previews are built in a process of their own, whatever happens to it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.errors import PublishError, RepositoryError
from kb.preview.fetching import Fetched, fetch_wanted, last_fetch, want_fetch
from kb.preview.model import Preview, State
from kb.preview.records import find_preview, keep, known_previews, preview_folder
from kb.preview.refs import find_commit
from kb.preview.runner import Runner
from kb.preview_wiring import ask_for_preview
from tests.bases import NEW, Base

ROOT = Path(__file__).parents[2]
#: The command, with few foreign questions, for thousands would be most of the work.
_PREVIEW = """
import sys
import pytest
from tests.bases import few_foreign_questions
few_foreign_questions(pytest.MonkeyPatch())
from kb.cli import main
main(["preview", *sys.argv[1:]])
"""
COMMAND = (sys.executable, "-c", _PREVIEW)
NOW = datetime.now(UTC)


@pytest.fixture
def runner(branched: Base, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Runner]:
    for name, value in branched.environment().items():
        if name.startswith("KB_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return lambda command=COMMAND, now=lambda: NOW: Runner(branched.data, now, command)


def test_a_preview_that_waits_is_built(branched: Base, runner: Callable[..., Runner]) -> None:
    assert not runner().once()
    asked = ask_for_preview(branched.settings(), "nowe-terminy", "Ewa Lis", NOW)

    assert runner().once()

    made = find_preview(branched.data, asked.id, NOW)
    assert (made.state, made.by, made.ref) == (State.READY, "Ewa Lis", "nowe-terminy")
    assert not runner().once()


def test_a_builder_that_dies_is_tried_again_and_then_given_up(
    branched: Base, runner: Callable[..., Runner]
) -> None:
    asked = ask_for_preview(branched.settings(), "nowe-terminy", "", NOW)
    dying = runner((sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"))

    for _ in range(2):
        with pytest.raises(PublishError):
            dying.once()
    assert dying.once()

    assert find_preview(branched.data, asked.id, NOW).state is State.FAILED
    assert not dying.once()


def test_what_a_killed_builder_left_is_built_by_the_next(
    branched: Base, runner: Callable[..., Runner]
) -> None:
    asked = ask_for_preview(branched.settings(), "nowe-terminy", "", NOW)
    keep(branched.data, replace(asked, state=State.BUILDING, attempts=1))

    assert runner().once()

    assert find_preview(branched.data, asked.id, NOW).state is State.READY


def test_expired_ones_are_deleted_though_nobody_asks_for_a_preview(
    branched: Base, preview: Callable[..., Preview], runner: Callable[..., Runner]
) -> None:
    made = preview()
    later = made.expires_at + timedelta(minutes=1)
    keep(branched.data, replace(made, expires_at=NOW - timedelta(minutes=1)))

    runner(now=lambda: later).once()

    assert known_previews(branched.data) == ()
    assert not preview_folder(branched.data, made.id).exists()


def test_branches_of_the_remote_are_fetched_when_an_editor_asks(
    branched: Base, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    branched.git("clone", "-q", "--no-local", str(branched.repo), str(clone))
    branched.git("checkout", "-q", "-b", "nowsza")
    sha = branched.commit(NEW)

    def runner(remote: str) -> Runner:
        return Runner(branched.data, lambda: NOW, COMMAND, origin=(clone, remote))

    (branched.data / "previews").mkdir()
    runner("origin").once()
    assert last_fetch(branched.data) == Fetched()
    with pytest.raises(RepositoryError):
        find_commit(clone, "nowsza")
    want_fetch(branched.data, "Ewa Lis")
    assert last_fetch(branched.data).wanted
    runner("origin").once()

    assert last_fetch(branched.data) == Fetched(NOW.isoformat(timespec="seconds"))
    assert find_commit(clone, "nowsza", "origin").sha == sha
    branched.git("branch", "tylko-adres")
    want_fetch(branched.data, "Ewa Lis")
    runner(str(branched.repo)).once()
    assert find_commit(clone, "tylko-adres", str(branched.repo)).sha == sha
    want_fetch(branched.data, "Ewa Lis")
    runner(str(tmp_path / "nowhere")).once()
    assert "failed" in last_fetch(branched.data).fault
    assert not last_fetch(branched.data).wanted


def test_whoever_asks_while_branches_come_is_served_by_the_next_fetch(
    branched: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    (branched.data / "previews").mkdir()
    want_fetch(branched.data, "Ewa Lis")

    def slow(*_: object) -> None:
        want_fetch(branched.data, "Jan Żak")

    monkeypatch.setattr("kb.preview.fetching.fetch_branches", slow)
    fetch_wanted(branched.data, branched.repo, "origin", NOW)

    assert last_fetch(branched.data).wanted
