"""What a rollback notes, and for how long it is in force."""

from __future__ import annotations

import pytest

from kb.ingest.rollback import roll_back, rolled_back
from kb.search.generation import index_root
from kb.wiring import run_publish
from tests.bases import NEW, Base, article


def back(base: Base, name: str | None = None) -> str:
    roll_back(base.data, name, "fake-64")
    return base.pointer()


@pytest.fixture
def three(base: Base) -> list[str]:
    """Commits of three generations, the oldest first."""
    first = base.git("rev-parse", "HEAD")
    second = base.commit(NEW)
    base.publish()
    third = base.commit({"zwroty/inny.md": article("Inny")})
    base.publish()
    return [first, second, third]


def test_each_step_back_takes_back_one_more_and_going_forward_none(
    base: Base, three: list[str]
) -> None:
    newest = base.pointer()
    assert rolled_back(base.data) is None

    back(base)
    note = rolled_back(base.data)
    assert note is not None
    assert (note.generation, note.commits) == (base.pointer(), (three[2],))
    back(base)
    note = rolled_back(base.data)
    assert note is not None
    assert note.commits == (three[2], three[1])

    assert back(base, newest) == newest
    assert rolled_back(base.data) is None


def test_a_generation_that_was_removed_stays_taken_back(base: Base, three: list[str]) -> None:
    back(base)
    base.publish(rebuild=True, keep_generations=2, content_ref=three[0])
    back(base)

    note = rolled_back(base.data)
    assert note is not None
    assert three[0] in note.commits


def test_the_next_publish_ends_it(base: Base, three: list[str]) -> None:
    back(base)
    base.publish()

    assert rolled_back(base.data) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"generation": 1}', "\x00"])
def test_a_damaged_note_is_none(base: Base, three: list[str], content: str) -> None:
    back(base)
    (index_root(base.data) / "rolled-back.json").write_text(content)

    assert rolled_back(base.data) is None


def test_a_rollback_to_what_no_program_can_serve_any_more_forbids_nothing(
    base: Base, three: list[str]
) -> None:
    back(base)
    (base.generation() / "public" / "vectors.npy").unlink()

    assert run_publish(base.settings(), keep_rollback=True).commit == three[2]
