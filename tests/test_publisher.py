"""Beside a server that publishes by itself a publisher waits, and a copy of it publishes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from kb.ingest.guard import only_publisher
from kb.publisher import publisher_task
from kb.publishing.handover import SOCKET
from kb.publishing.hooks import install
from kb.settings import Settings
from tests.bases import NEW, PUBLIC, Base

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a publisher waits on Linux alone")

ROOT = Path(__file__).parents[1]
_PATIENCE_S = 60
#: Hands the work over and never does it itself.
_HANDS_OVER = """
import sys
from pathlib import Path
from kb.publishing.handover import hand_over
code = hand_over(Path(sys.argv[1]), ["publish", "--wait", "--keep-rollback"])
sys.exit(99 if code is None else code)
"""
#: Keeps one waiting until its input is closed.
_KEEPS = """
import sys
from kb.publisher import publisher_task
from kb.settings import load_settings
publisher_task(load_settings()).once()
sys.stdin.read()
"""


@pytest.fixture
def keeper(base: Base) -> subprocess.Popen[bytes]:
    """The worker's part, in a process of its own."""
    environment = {**base.environment(), "PYTHONPATH": str(ROOT), "KB_PUBLISH_POLL_S": "60"}
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _KEEPS], env=environment, stdin=subprocess.PIPE
    )


def reached(socket: Path, there: bool) -> None:
    end = monotonic() + _PATIENCE_S
    while socket.exists() != there:
        assert monotonic() < end, "it was never reached"
        Event().wait(0.02)


def test_a_commit_is_published_by_a_copy_that_ends_with_its_keeper(
    base: Base, keeper: subprocess.Popen[bytes]
) -> None:
    socket = base.data / "publishing" / SOCKET
    reached(socket, there=True)
    sha = base.commit(NEW)

    with keeper:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _HANDS_OVER, base.data],
            env={**base.environment(), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert (done.returncode, f"Published {sha[:12]}" in done.stdout) == (0, True), done.stderr
    with base.reader(PUBLIC) as reader:
        assert reader.manifest.commit == sha
    with only_publisher(base.data):  # nobody holds it any more
        reached(socket, there=False)


@pytest.mark.parametrize(
    ("others", "hooked", "waits"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"publish_poll_s": 30}, False, True),
        ({"git_webhook_secret": "s" * 32}, False, True),
    ],
)
def test_one_waits_only_where_publishing_starts_by_itself(
    base: Base,
    monkeypatch: pytest.MonkeyPatch,
    others: dict[str, object],
    hooked: bool,
    waits: bool,
) -> None:
    started: list[int] = []
    monkeypatch.setattr("kb.publisher._Keeper.start", lambda _: started.append(1))
    if hooked:
        install(base.repo, base.data, {})
    settings: Settings = base.settings(**others)

    assert not publisher_task(settings).once()
    assert bool(started) == waits


def test_one_that_ended_is_started_again(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def popen(_command: object, **_options: object) -> subprocess.Popen[bytes]:
        started.append(original([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
        return started[-1]

    original = subprocess.Popen
    monkeypatch.setattr("kb.publisher.subprocess.Popen", popen)
    task = publisher_task(base.settings(publish_poll_s=30))

    task.once()
    task.once()
    assert len(started) == 1
    with started[0] as first:
        first.communicate(b"\n")
    task.once()
    assert len(started) == 2
    with started[1] as second:
        second.communicate(b"\n")
