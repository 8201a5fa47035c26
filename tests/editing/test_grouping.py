"""Groups are made bit by bit, kept without words, and thrown away when they are damaged."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

import kb.editing.grouping as grouping
from kb.editing.gaps import gaps_of
from kb.editing.grouping import Grouper, Groups, Model, Nearest, read_groups
from kb.editing.questions import Question, key_of
from kb.embedding.encoder import Vector
from kb.embedding.fake import FINGERPRINT, FakeEncoder

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
ENCODER = FakeEncoder()
FOREIGN = ("Who won the cup?", "How do I bake a cake?", "Where is the hall?")
SHARED = np.array([ENCODER.encode_query(text).vector for text in FOREIGN]).mean(axis=0)


def question(text: str, times: int = 1, recent: int = 0) -> Question:
    return Question(
        key=key_of(text), text=text, folded=text, times=times, recent=recent, refused=times,
        last_at=NOW,
    )  # fmt: skip


class World:
    """What the grouper is given, and what it asked for."""

    def __init__(self, data_dir: Path, *questions: Question) -> None:
        self.questions = list(questions)
        self.generation = "g1"
        self.encoded: list[str] = []
        self.data_dir = data_dir
        self.grouper = Grouper(data_dir, lambda: self.questions, self.model)

    def model(self) -> Model:
        return Model(self.generation, FINGERPRINT, SHARED, self.encode, self.near)

    def encode(self, text: str) -> Vector:
        self.encoded.append(text)
        return ENCODER.encode_query(text).vector

    def near(self, text: str) -> Nearest | None:
        return Nearest("rolety", self.generation == "g2") if "rolety" in text else None

    def work(self) -> Groups:
        while self.grouper.once():
            pass
        return read_groups(self.data_dir)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(
        tmp_path,
        question("czy macie rolety", 5),
        question("praca w magazynie", 3),
        question("macie rolety?", 2),
    )


def test_gaps_hold_what_belongs_together_with_the_nearest_article(world: World) -> None:
    blinds, work = gaps_of(world.questions, world.work())

    assert [one.text for one in blinds.questions] == ["czy macie rolety", "macie rolety?"]
    assert (blinds.times, blinds.key) == (7, key_of("czy macie rolety"))
    assert blinds.nearest == Nearest("rolety", False)
    assert (work.text, work.nearest) == ("praca w magazynie", None)


def test_only_new_questions_are_embedded(world: World) -> None:
    world.work()
    world.encoded.clear()
    world.questions.append(question("rolety na okno"))

    world.work()

    assert world.encoded == ["rolety na okno"]


def test_nothing_is_done_while_nothing_changed(world: World) -> None:
    world.work()
    before = (world.data_dir / "cache" / "questions.npz").stat().st_mtime_ns

    assert world.grouper.once() is False

    assert (world.data_dir / "cache" / "questions.npz").stat().st_mtime_ns == before


def test_a_new_generation_is_asked_again_what_is_nearest(world: World) -> None:
    world.work()
    world.generation = "g2"

    assert [one.answered for one in world.work().nearest.values()] == [True]


def test_what_is_asked_no_more_is_forgotten_and_no_word_is_kept(world: World) -> None:
    world.work()
    world.questions.pop()

    groups = world.work()

    assert key_of("macie rolety?") not in groups.group
    assert b"rolety?" not in (world.data_dir / "cache" / "questions.npz").read_bytes()


def test_many_questions_are_worked_off_in_steps(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "_BATCH", 2)
    steps = 0
    while world.grouper.once():
        steps += 1

    assert steps == 1
    assert len(world.encoded) == 3
    assert len(read_groups(world.data_dir).group) == 3


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"{}"])
def test_a_damaged_file_costs_time_only(world: World, damage: bytes) -> None:
    expected = world.work().group
    (world.data_dir / "cache" / "questions.npz").write_bytes(damage)

    assert read_groups(world.data_dir).group == {}
    assert world.work().group == expected


def test_a_question_without_a_group_is_a_gap_by_itself(world: World) -> None:
    found = gaps_of(world.questions, Groups())

    assert [one.text for one in found] == ["czy macie rolety", "praca w magazynie", "macie rolety?"]


@pytest.mark.parametrize(
    ("times", "recent", "trend"), [(4, 4, 0), (5, 5, 1), (20, 10, 0), (40, 5, -1), (100, 59, 0)]
)
def test_only_a_clear_difference_is_a_trend(times: int, recent: int, trend: int) -> None:
    (gap,) = gaps_of([question("rolety", times, recent)], Groups())

    assert gap.trend == trend
