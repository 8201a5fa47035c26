"""Tasks of the worker: each goes on by itself, and a fault of one is none of the others."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Event

import pytest

from kb.errors import StoreUnavailable
from kb.settings import Settings
from kb.wiring import migrate, open_store
from kb.work import Task, desk_tasks, run, run_once

#: For another thread to have its turn, seconds.
_PATIENCE_S = 30.0


def test_a_task_goes_on_while_there_is_more_to_do() -> None:
    stop = Event()
    done: list[int] = []

    def once() -> bool:
        done.append(len(done))
        if len(done) == 5:
            stop.set()
        return len(done) < 5

    run([Task("counting", once, every_s=60)], stop)

    assert done == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (StoreUnavailable("The database is away."), "broken: The database is away."),
        (KeyError("Ewa Nowak, tel. 600 100 200"), "broken: KeyError"),
    ],
)
def test_a_task_that_fails_is_tried_again_and_stops_no_other(
    caplog: pytest.LogCaptureFixture, fault: Exception, told: str
) -> None:
    stop, went_on, tried = Event(), Event(), []

    def broken() -> bool:
        tried.append(1)
        if len(tried) == 3:
            went_on.wait(_PATIENCE_S)
            stop.set()
        raise fault

    def sound() -> bool:
        if len(tried) >= 2:
            went_on.set()
        return False

    with caplog.at_level(logging.WARNING):
        run([Task("broken", broken, every_s=0.01), Task("sound", sound, every_s=0.01)], stop)

    assert len(tried) == 3
    assert went_on.is_set()
    assert told in caplog.text
    assert "600 100 200" not in caplog.text


def test_what_is_due_is_done_once_and_a_fault_is_told() -> None:
    left = [1, 2, 3]

    def once() -> bool:
        left.pop()
        return bool(left)

    run_once([Task("counting", once, every_s=60)])
    assert left == []

    with pytest.raises(IndexError):
        run_once([Task("counting", once, every_s=60)])


def test_a_mailbox_is_read_where_one_is_set(tmp_path: Path) -> None:
    bare = Settings(data_dir=tmp_path)
    migrate(bare)
    store = open_store(bare)
    mailbox = Settings(
        data_dir=tmp_path, imap_host="imap.example.org", imap_user="x", imap_password="y"
    )

    assert [task.name for task in desk_tasks(bare, store)] == [
        "drafts", "letters", "tidying", "questions", "previews",
    ]  # fmt: skip
    assert [task.name for task in desk_tasks(mailbox, store)][-1] == "mailbox"
    store.close()


def test_publishing_is_a_task_where_pushes_or_a_timer_start_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    migrate(settings)
    store = open_store(settings)
    told = Settings(data_dir=tmp_path, git_webhook_secret="a secret of the host".replace(" ", "-"))
    timed = Settings(data_dir=tmp_path, publish_poll_s=60)

    assert [desk_tasks(one, store)[0].name for one in (settings, told, timed)] == [
        "drafts", "publishing", "publishing",
    ]  # fmt: skip
    store.close()
