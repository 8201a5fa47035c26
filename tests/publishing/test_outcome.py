"""How the last publish ended is kept, whoever started it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import ContentError, PublishBusy, PublishQueued, RepositoryError
from kb.ingest.guard import next_publisher, only_publisher
from kb.model import Level
from kb.publishing.outcome import last_outcome, note_fetch, noted
from tests.bases import NEW, Base, article

BROKEN = {"zwroty/zly.md": "---\ntitle: [\n---\n\nTreść.\n"}


def test_a_publish_is_noted_with_its_commit(base: Base) -> None:
    sha = base.commit(NEW)

    base.publish()
    base.publish()

    last = last_outcome(base.data)
    assert last is not None
    assert (last.state, last.commit, last.ref, last.failed) == ("unchanged", sha, "main", False)
    assert last.seen["main"] == sha


def test_a_refused_one_lists_its_problems_and_the_old_generation_stays(base: Base) -> None:
    before = base.pointer()
    sha = base.commit(BROKEN)

    with pytest.raises(ContentError):
        base.publish()

    last = last_outcome(base.data)
    assert last is not None
    assert (last.state, last.commit, last.seen["main"]) == ("refused", sha, sha)
    assert last.problems[0].startswith("zwroty/zly.md:")
    assert base.pointer() == before


def test_what_the_check_said_of_what_is_served_is_kept_while_it_is(base: Base) -> None:
    base.commit({"zwroty/stary.md": article("Stary", "Zobacz [inny](nie-ma.md).")})

    base.publish()
    first = last_outcome(base.data)
    base.publish()
    again = last_outcome(base.data)

    assert first is not None
    assert again is not None
    assert (first.state, again.state) == ("published", "unchanged")
    worst = first.found[0]
    assert (worst.path, worst.line, worst.level) == ("zwroty/stary.md", 6, Level.WARNING)
    assert again.found == first.found
    assert first.problems == ()


def test_a_failure_keeps_no_commit_as_seen(base: Base) -> None:
    with pytest.raises(RepositoryError):
        base.publish(content_ref="no-such-branch")

    last = last_outcome(base.data)
    assert last is not None
    assert (last.state, last.ref) == ("failed", "no-such-branch")
    assert "no-such-branch" not in last.seen


def test_one_that_another_was_in_the_way_of_is_not_noted(base: Base) -> None:
    before = last_outcome(base.data)

    with only_publisher(base.data), pytest.raises(PublishBusy):
        base.publish(content_ref="other")

    assert last_outcome(base.data) == before


def test_why_nothing_is_fetched_is_kept_until_it_is(tmp_path: Path) -> None:
    note_fetch(tmp_path, "main", "no route to host")
    first = last_outcome(tmp_path)
    with noted(tmp_path, "main"):
        pass
    second = last_outcome(tmp_path)
    note_fetch(tmp_path, "main", "")
    third = last_outcome(tmp_path)

    assert first is not None
    assert second is not None
    assert third is not None
    assert (first.state, first.failed) == ("none", True)
    assert (second.state, second.failed) == ("published", True)
    assert (third.state, third.failed) == ("published", False)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"state": 1, "problems": null}'])
def test_a_damaged_note_is_none(tmp_path: Path, content: str) -> None:
    note_fetch(tmp_path, "main", "x")
    (tmp_path / "publishing/last.json").write_text(content)

    assert last_outcome(tmp_path) is None


def test_what_waits_already_takes_the_newest_commit_for_all(tmp_path: Path) -> None:
    """The second waits for the first, the third leaves it to the second."""
    from threading import Event, Thread

    entered, order = Event(), []

    def second() -> None:
        with next_publisher(tmp_path):
            order.append("second")
            entered.set()

    with only_publisher(tmp_path):
        waiting = Thread(target=second)
        waiting.start()
        refused = False
        while not refused:  # until the second stands in the queue
            refused = _is_queued(tmp_path)
        order.append("first ends")
    assert entered.wait(30)
    waiting.join()

    assert order == ["first ends", "second"]


def _is_queued(folder: Path) -> bool:
    import fcntl

    with (folder / "publish.queue.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with pytest.raises(PublishQueued), next_publisher(folder):
                pass
            return True
    return False
