"""What is live, what waits, and what stopped it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.editing.live import is_stale, log_end, look
from kb.errors import ContentError
from kb.ingest.guard import only_publisher
from kb.publishing.requests import ask, publishing_folder
from tests.bases import NEW, Base

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def test_what_is_served_is_named_with_what_is_newer(base: Base) -> None:
    served = look(base.data, base.repo, "main")
    newest = base.commit(NEW)
    after = look(base.data, base.repo, "main")

    assert served.served is not None
    assert served.change is not None
    assert (served.change.commit, served.change.message) == (served.served.commit, "Zmiana")
    assert served.ahead is not None
    assert served.ahead.count == 0
    assert after.ahead is not None
    assert [one.commit for one in after.ahead.commits] == [newest]


def test_a_refused_publish_says_where_the_articles_are_wrong(base: Base) -> None:
    base.commit({"zwroty/zly.md": "---\ntitle: [\n---\n\nTreść.\n"})
    with pytest.raises(ContentError):
        base.publish()

    last = look(base.data, base.repo, "main").last

    assert last is not None
    assert last.failed
    assert (last.found[0].path, last.found[0].line) == ("zwroty/zly.md", 3)


def test_without_the_repository_it_is_still_known_what_is_served(base: Base) -> None:
    found = look(base.data, base.root / "nowhere", "main")

    assert found.served is not None
    assert found.ahead is None
    assert "nowhere" in found.trouble


def test_before_the_first_publish_nothing_is_served(base: Base) -> None:
    found = look(base.root / "empty", base.repo, "main")

    assert (found.served, found.last, found.waits, found.kept) == (None, None, None, ())


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux lists locks")
def test_a_publisher_at_work_is_seen_and_not_disturbed(base: Base) -> None:
    with only_publisher(base.data):
        assert look(base.data, base.repo, "main").busy is True

    assert look(base.data, base.repo, "main").busy is False


def test_a_request_that_nobody_takes_is_stale_after_a_while(base: Base) -> None:
    ask(base.data, "github", NOW)
    found = look(base.data, base.repo, "main")

    assert found.waits is not None
    assert found.waits.by == "github"
    assert not is_stale(found, NOW + timedelta(seconds=30))
    assert is_stale(found, NOW + timedelta(minutes=5))


def test_the_log_is_read_from_its_end(base: Base) -> None:
    assert log_end(base.data) == ()
    text = "\n".join(f"wiersz {number}" for number in range(5_000))
    (publishing_folder(base.data) / "publish.log").write_bytes(b"\xff" + text.encode())

    assert log_end(base.data)[-1] == "wiersz 4999"
    assert len(log_end(base.data)) == 40
