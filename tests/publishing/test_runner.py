"""Requests become publishes, in a process of its own, and a timer undoes no rollback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.errors import PublishError, RepositoryError
from kb.ingest.guard import only_publisher
from kb.ingest.rollback import roll_back
from kb.publishing.outcome import last_outcome
from kb.publishing.requests import ask, only_runner, pending
from kb.publishing.runner import Place, Runner
from kb.wiring import model_fingerprint
from tests.bases import NEW, Base, article

ROOT = Path(__file__).parents[2]
#: The command, with few foreign questions, for thousands would be most of the work.
_PUBLISH = """
import pytest
from tests.bases import few_foreign_questions
few_foreign_questions(pytest.MonkeyPatch())
from kb.cli import main
main(["publish", "--wait", "--keep-rollback"])
"""
COMMAND = (sys.executable, "-c", _PUBLISH)
BROKEN = {"zwroty/zly.md": "---\ntitle: [\n---\n\nTreść.\n"}


class Time:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 29, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_s(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def runner(base: Base, time: Time, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Runner]:
    for name, value in base.environment().items():
        if name.startswith("KB_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def made(poll_s: int = 0, command: tuple[str, ...] = COMMAND, **place: str) -> Runner:
        for name, value in place.items():
            monkeypatch.setenv(f"KB_CONTENT_{name.upper()}", value)
        at = Place(data_dir=base.data, repo=base.repo, **{"ref": "main", **place})
        return Runner(at, poll_s, time, command)

    return made


def served(base: Base) -> str:
    return base.pointer().split("-")[0]


def test_nothing_happens_unasked(base: Base, runner: Callable[..., Runner]) -> None:
    before = base.pointer()
    base.commit(NEW)

    assert runner().once() is False
    assert base.pointer() == before


def test_a_request_is_served_with_the_newest_commit_and_once(
    base: Base, runner: Callable[..., Runner], time: Time
) -> None:
    ask(base.data, "github", time())
    ask(base.data, "github", time())
    sha = base.commit(NEW)

    assert [runner().once(), runner().once()] == [True, False]
    assert served(base) == sha[:12]
    assert f"Published {sha[:12]}" in (base.data / "publishing/publish.log").read_text()


def test_articles_that_break_rules_are_tried_once_and_told(
    base: Base, runner: Callable[..., Runner], time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    before = base.pointer()
    base.commit(BROKEN)
    ask(base.data, "github", time())

    assert runner().once() is True
    assert runner(poll_s=1).once() is False
    assert base.pointer() == before
    assert "zwroty/zly.md" in caplog.text


def test_a_publisher_that_fails_is_asked_again(
    base: Base, runner: Callable[..., Runner], time: Time
) -> None:
    ask(base.data, "github", time())

    with pytest.raises(PublishError, match=r"failed \(5\)"):
        runner(command=(sys.executable, "-c", "raise SystemExit(5)")).once()
    with pytest.raises(PublishError, match="could not be started"):
        runner(command=("/no/such/program",)).once()

    assert pending(base.data) is not None


def test_the_timer_looks_when_its_time_has_come(
    base: Base, runner: Callable[..., Runner], time: Time
) -> None:
    looking = runner(poll_s=60)
    assert looking.once() is False
    sha = base.commit(NEW)

    assert looking.once() is False
    time.pass_s(60)
    assert looking.once() is True
    assert served(base) == sha[:12]
    time.pass_s(60)
    assert looking.once() is False


def test_the_timer_undoes_no_rollback_but_follows_a_forced_push(
    base: Base, runner: Callable[..., Runner], time: Time
) -> None:
    first = base.git("rev-parse", "HEAD")
    base.commit(NEW)
    base.publish()
    roll_back(base.data, None, model_fingerprint(base.settings()))
    base.commit({"zwroty/inny.md": article("Inny")})
    base.publish()
    roll_back(base.data, None, model_fingerprint(base.settings()))
    rolled_back = base.pointer()

    looking = runner(poll_s=1)
    assert looking.once() is False
    assert base.pointer() == rolled_back

    base.git("reset", "-q", "--hard", first)
    time.pass_s(1)
    assert looking.once() is True
    assert served(base) == first[:12]


def test_a_push_that_is_told_again_undoes_no_rollback_but_a_revert_goes_live(
    base: Base, runner: Callable[..., Runner], time: Time
) -> None:
    base.commit(NEW)
    base.publish()
    roll_back(base.data, None, model_fingerprint(base.settings()))
    rolled_back = base.pointer()

    # As after an upgrade that lost what was seen, and as a git host repeats itself.
    (base.data / "publishing/last.json").unlink()
    assert runner(poll_s=1).once() is True
    ask(base.data, "github", time())
    assert runner().once() is True
    assert base.pointer() == rolled_back

    base.git("revert", "--no-edit", "HEAD")
    ask(base.data, "github", time())
    assert runner().once() is True
    assert served(base) == base.git("rev-parse", "HEAD")[:12]
    with base.reader() as reader:
        assert not reader.shows("nowy")


def test_commits_are_fetched_first_and_a_remote_that_is_gone_is_told(
    base: Base, runner: Callable[..., Runner], time: Time, tmp_path: Path
) -> None:
    origin = tmp_path / "origin"
    subprocess.run(["git", "clone", "-q", base.repo, origin], check=True)
    base.git("remote", "add", "origin", str(origin))
    base.git("fetch", "-q", "origin")
    (origin / "pomoc/zwroty/nowy.md").write_text(article("Nowy"))
    for words in (["add", "-A"], ["commit", "-q", "-m", "Nowy"]):
        subprocess.run(["git", "-C", origin, *words], check=True)
    ask(base.data, "gitlab", time())

    assert runner(ref="origin/main", remote="origin").once() is True
    assert served(base) == base.git("rev-parse", "origin/main")[:12]

    origin.rename(tmp_path / "away")
    ask(base.data, "gitlab", time())
    with pytest.raises(RepositoryError, match="Fetching from origin failed"):
        runner(ref="origin/main", remote="origin").once()
    last = last_outcome(base.data)
    assert last is not None
    assert "Fetching" in last.fetching
    assert pending(base.data) is not None

    (tmp_path / "away").rename(origin)
    assert runner(ref="origin/main", remote="origin").once() is True
    last = last_outcome(base.data)
    assert last is not None
    assert not last.failed


def test_while_another_worker_serves_this_one_leaves_it(
    base: Base, runner: Callable[..., Runner], time: Time
) -> None:
    ask(base.data, "github", time())

    with only_runner(base.data):
        assert runner().once() is False

    assert pending(base.data) is not None


def test_two_publishers_at_once_and_the_newest_commit_is_served(
    base: Base, runner: Callable[..., Runner], time: Time
) -> None:
    """The first holds the lock; two more come, one waits, one leaves it to that one."""
    runner()
    with only_publisher(base.data):
        base.commit(NEW)
        more = [subprocess.Popen(COMMAND, cwd="/", stdout=subprocess.PIPE) for _ in range(2)]
        # The one that leaves it to the other ends while the lock is held.
        while not any(one.poll() is not None for one in more):
            pass
        newest = base.commit({"zwroty/inny.md": article("Inny")})
    said = [one.communicate()[0].decode() for one in more]

    assert [one.returncode for one in more] == [0, 0]
    assert sum("takes the newest commit" in words for words in said) == 1
    assert served(base) == newest[:12]


_WORKER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from kb.publishing.runner import Place, Runner
data, repo, pipe = map(Path, sys.argv[1:])
command = ("sh", "-c", 'echo >"$0"; read -r _ <"$0"', str(pipe))
Runner(Place(data_dir=data, repo=repo, ref="main"), 0, lambda: datetime.now(UTC), command).once()
"""


def test_a_request_outlives_a_worker_that_is_killed_over_it(
    base: Base, runner: Callable[..., Runner], time: Time, tmp_path: Path
) -> None:
    ask(base.data, "github", time())
    sha = base.commit(NEW)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    worker = subprocess.Popen([sys.executable, "-c", _WORKER, base.data, base.repo, pipe], cwd=ROOT)
    pipe.read_text()  # its publisher is at work

    worker.kill()
    worker.wait()
    pipe.write_text("end\n")

    assert pending(base.data) is not None
    assert runner().once() is True
    assert served(base) == sha[:12]
