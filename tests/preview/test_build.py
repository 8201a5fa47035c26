"""A preview has an index of its own; what is served does not change by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kb.errors import NotFound, PreviewsFull
from kb.model import Audience
from kb.preview.build import kept_sources
from kb.preview.model import Preview, State
from kb.preview.records import (
    MOST_QUEUED,
    find_preview,
    keep,
    known_previews,
    next_queued,
    preview_folder,
    remove_preview,
    shown_previews,
)
from kb.preview_wiring import (
    ask_for_preview,
    build_preview,
    delete_old_previews,
    open_preview,
    preview_worktree,
)
from tests.bases import QUESTION, Base, article

Make = Callable[..., Preview]
NOW = datetime.now(UTC)


def test_a_branch_is_searched_beside_what_is_served(branched: Base, preview: Make) -> None:
    served = branched.pointer()

    made = preview()

    assert (made.state, made.articles, made.by) == (State.READY, 3, "Ewa Lis")
    assert made.id == made.commit[:12]
    assert branched.pointer() == served
    with branched.library() as live:
        there = open_preview(branched.settings(), made, live)
        assert "30 dni" in live.reader(Audience.PUBLIC).search(QUESTION).hits[0].passage.text
        assert "45 dni" in there.reader(Audience.PUBLIC).search(QUESTION).hits[0].passage.text
        assert there.reader(Audience.PUBLIC).encoder is live.reader(Audience.PUBLIC).encoder
        assert len(there.reader(Audience.INTERNAL).articles()) == 1
        there.close()


def test_only_new_texts_are_embedded(branched: Base, preview: Make) -> None:
    made = preview("main")

    assert (made.state, made.embedded) == (State.READY, 0)
    assert not (preview_folder(branched.data, made.id) / "cache").exists()


def test_articles_that_break_rules_are_refused_with_what_is_wrong(
    branched: Base, preview: Make
) -> None:
    branched.git("checkout", "-q", "-b", "zla")
    branched.commit({"zwroty/zly.md": "---\ntitle: [\n---\n\nTreść.\n"})

    made = preview("zla")

    assert made.state is State.REFUSED
    assert made.errors[0].path == "zwroty/zly.md"
    assert find_preview(branched.data, made.id, NOW) == made


def test_a_commit_that_is_gone_fails_with_a_message(branched: Base) -> None:
    asked = ask_for_preview(branched.settings(), "nowe-terminy", "", NOW)
    branched.git("branch", "-D", "nowe-terminy")
    branched.git("reflog", "expire", "--expire=now", "--all")
    branched.git("gc", "-q", "--prune=now")

    made = build_preview(branched.settings(), asked.id)

    assert made.state is State.FAILED
    assert asked.commit in made.message


def test_a_folder_is_previewed_before_anything_is_committed(branched: Base) -> None:
    path = branched.repo / "pomoc" / "zwroty" / "szkic.md"
    path.write_text(article("Szkic artykułu"), encoding="utf-8")

    made = preview_worktree(branched.settings())
    again = preview_worktree(branched.settings())
    path.write_text(article("Inny szkic"), encoding="utf-8")
    other = preview_worktree(branched.settings())

    assert (made.state, made.articles, made.id[0]) == (State.READY, 4, "w")
    assert again.id == made.id
    assert other.id != made.id
    assert "Szkic artykułu" in kept_sources(branched.data, made.id)["zwroty/szkic.md"]


def test_asking_twice_waits_once_and_too_many_are_refused(branched: Base) -> None:
    settings = branched.settings()
    first = ask_for_preview(settings, "nowe-terminy", "Ewa", NOW)

    later = NOW + timedelta(seconds=1)
    assert ask_for_preview(settings, "main", "Ewa", later) != first
    assert ask_for_preview(settings, first.commit, "Jan", NOW) == first
    for number in range(MOST_QUEUED - 2):
        branched.git("commit", "-q", "--allow-empty", "-m", f"Zmiana {number}")
        ask_for_preview(settings, "main", "Ewa", later)
    branched.git("commit", "-q", "--allow-empty", "-m", "O jedną za dużo")
    with pytest.raises(PreviewsFull):
        ask_for_preview(settings, "main", "Ewa", NOW)
    assert next_queued(branched.data) == first


def test_a_preview_expires_and_is_deleted(branched: Base, preview: Make) -> None:
    made = preview()
    keep(branched.data, replace(made, expires_at=NOW - timedelta(seconds=1)))

    with pytest.raises(NotFound):
        find_preview(branched.data, made.id, NOW)
    assert delete_old_previews(branched.settings()) == 1
    assert not preview_folder(branched.data, made.id).exists()


def test_a_removed_preview_is_gone_at_once_and_may_be_asked_for_again(
    branched: Base, preview: Make
) -> None:
    made = preview()

    remove_preview(branched.data, made.id, NOW)
    assert shown_previews(branched.data, NOW) == ()
    with pytest.raises(NotFound):
        remove_preview(branched.data, made.id, NOW)
    assert preview().state is State.READY


def test_the_oldest_make_room(branched: Base, preview: Make) -> None:
    made = []
    for number in range(4):
        branched.git("checkout", "-q", "-b", f"galaz-{number}")
        branched.git("commit", "-q", "--allow-empty", "-m", f"Zmiana {number}")
        made.append(preview(f"galaz-{number}", keep_previews=2).id)

    assert [one.id for one in known_previews(branched.data)] == [made[3], made[2]]
    # The one that was just built stays, whatever it takes.
    branched.git("checkout", "-q", "nowe-terminy")
    big = branched.settings(keep_previews=9).model_copy(update={"preview_mb": 0})
    last = build_preview(big, ask_for_preview(big, "nowe-terminy", "", datetime.now(UTC)).id)
    assert [one.id for one in known_previews(branched.data)] == [last.id]


def test_a_failure_goes_when_its_branch_is_built_again(branched: Base, preview: Make) -> None:
    branched.git("checkout", "-q", "-b", "zla")
    branched.commit({"zwroty/zly.md": "---\ntitle: [\n---\n\nTreść.\n"})
    refused = preview("zla")
    preview("main")
    branched.commit({"zwroty/zly.md": None})
    assert refused.id in {one.id for one in known_previews(branched.data)}

    assert preview("zla").state is State.READY

    assert refused.id not in {one.id for one in known_previews(branched.data)}


@pytest.mark.parametrize("name", ["", "..", "../index", "ABCDEF012345", "w123", "a" * 40, "x" * 12])
def test_no_other_folder_is_reached_by_an_id(branched: Base, name: str) -> None:
    with pytest.raises(NotFound):
        find_preview(branched.data, name, NOW)


def test_a_damaged_record_is_as_if_there_were_none(branched: Base, preview: Make) -> None:
    made = preview()
    (preview_folder(branched.data, made.id) / "preview.json").write_text("{", encoding="utf-8")

    assert known_previews(branched.data) == ()
    assert preview().state is State.READY
