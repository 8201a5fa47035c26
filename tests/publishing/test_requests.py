"""Requests to publish: the newest stands for all, none is lost, and one runner serves them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.errors import PublishError
from kb.publishing.requests import FOLDER, ask, finish, only_runner, pending

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)


def test_what_was_asked_waits_until_it_is_finished(tmp_path: Path) -> None:
    assert pending(tmp_path) is None

    request = ask(tmp_path, "github", NOW)

    assert pending(tmp_path) == request
    finish(tmp_path, request)
    assert pending(tmp_path) is None


def test_one_that_came_meanwhile_still_waits(tmp_path: Path) -> None:
    first = ask(tmp_path, "github", NOW)
    second = ask(tmp_path, "timer", NOW)

    finish(tmp_path, first)

    assert pending(tmp_path) == second


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"name": "x"}', b"null", b"7"])
def test_a_damaged_request_is_served_once(tmp_path: Path, content: bytes) -> None:
    ask(tmp_path, "github", NOW)
    (tmp_path / FOLDER / "request.json").write_bytes(content)

    request = pending(tmp_path)

    assert request is not None
    finish(tmp_path, request)
    assert pending(tmp_path) is None


def test_only_one_runner_serves(tmp_path: Path) -> None:
    with only_runner(tmp_path) as first, only_runner(tmp_path) as second:
        assert (first, second) == (True, False)
    with only_runner(tmp_path) as third:
        assert third


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file")

    with pytest.raises(PublishError, match="cannot be made"):
        ask(tmp_path, "github", NOW)


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    for _ in range(3):
        ask(tmp_path, "github", NOW)

    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["request.json"]
