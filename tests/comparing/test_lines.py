"""What differs between two versions of a text, by lines and by words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.comparing.lines import compare_lines
from kb.comparing.words import Change, compare, words_of

WORDS = st.lists(st.sampled_from(["masz", "30", "dni", ",", " ", "zwrot", "na", "ł"]), max_size=30)
LINES = st.lists(WORDS.map(" ".join), max_size=12).map("\n".join)
OLD = "Zwrot trwa 14 dni.\nKoszt ponosi klient.\n" + "Wiersz bez zmian.\n" * 12
NEW = OLD.replace("14 dni", "30 dni")


def test_a_changed_line_is_shown_word_by_word_with_its_neighbours() -> None:
    lines = compare_lines(OLD, NEW)

    assert [(one.change, one.old, one.new, one.skipped) for one in lines] == [
        (Change.REMOVED, 1, 0, 0),
        (Change.ADDED, 0, 1, 0),
        (Change.SAME, 2, 2, 0),
        (Change.SAME, 3, 3, 0),
        (Change.SAME, 4, 4, 0),
        (Change.SAME, 0, 0, 10),
    ]
    assert [run.text for run in lines[0].runs if run.change is Change.REMOVED] == ["14"]
    assert [run.text for run in lines[1].runs if run.change is Change.ADDED] == ["30"]


def test_a_changed_line_is_found_behind_one_that_came() -> None:
    lines = compare_lines(OLD, f"Kupujesz na firmę? Zadzwoń.\n{NEW}")

    assert [run.text for line in lines for run in line.runs if run.change is Change.ADDED] == ["30"]


def test_equal_texts_have_nothing_to_show() -> None:
    assert compare_lines(OLD, OLD) == ()


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_their_comparison(before: list[str], after: list[str]) -> None:
    old, new = " ".join(before), " ".join(after)
    runs = compare(words_of(old), words_of(new))

    assert "".join(run.text for run in runs if run.change is not Change.ADDED) == old
    assert "".join(run.text for run in runs if run.change is not Change.REMOVED) == new


@given(LINES, LINES)
def test_every_changed_line_is_told_with_its_number(old: str, new: str) -> None:
    lines = compare_lines(old, new)

    before, after = old.splitlines(), new.splitlines()
    assert bool(lines) == (before != after)
    for line in lines:
        if line.old:
            assert "".join(run.text for run in line.runs) == before[line.old - 1]
        if line.new:
            assert "".join(run.text for run in line.runs) == after[line.new - 1]
    gone = {line.old for line in lines if line.change is Change.REMOVED}
    come = {line.new for line in lines if line.change is Change.ADDED}
    assert [one for at, one in enumerate(before, 1) if at not in gone] == [
        one for at, one in enumerate(after, 1) if at not in come
    ]
    shown = [one for one in lines if not one.skipped]
    assert sum(one.skipped for one in lines) + sum(bool(one.old) for one in shown) == (
        len(before) if lines else 0
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n".join(f"zwrot paczka {n}" for n in range(9000)), "\n".join(map(str, range(9000)))),
        ("\n".join(["zwrot paczka dni " * 600] * 20), "\n".join(["dni zwrot odbiór " * 600] * 20)),
        ("zwrot paczka " * 30_000, "paczka dni " * 30_000),
    ],
    ids=["many lines", "long lines", "one line"],
)
def test_huge_texts_are_compared_in_time(old: str, new: str) -> None:
    lines = compare_lines(old, new)

    assert {one.change for one in lines} == {Change.REMOVED, Change.ADDED}
    assert len(lines) == len(old.splitlines()) + len(new.splitlines())
