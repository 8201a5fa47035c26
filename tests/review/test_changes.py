"""What a person changed can be shown, and undone, letter for letter."""

from __future__ import annotations

import json
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.review.changes import Kind, Segment, changes, segments, share_changed

WORDS = st.lists(st.sampled_from(["30", "dni", " ", "\n", ".", "[osoba 1]", "zł", "[", "ż"]))
TEXT = st.one_of(WORDS.map("".join), st.text())


def shown(before: str, after: str) -> str:
    marks = {Kind.SAME: "{}", Kind.INSERTED: "+{}+", Kind.DELETED: "-{}-"}
    parts = segments(before, changes(before, after))
    return "".join(marks[one.kind].format(one.text) for one in parts)


@given(TEXT, TEXT)
def test_both_texts_come_back(before: str, after: str) -> None:
    steps = json.loads(json.dumps(changes(before, after)))
    parts = segments(before, steps)

    assert "".join(one.text for one in parts if one.kind is not Kind.INSERTED) == before
    assert "".join(one.text for one in parts if one.kind is not Kind.DELETED) == after


@given(TEXT, TEXT)
def test_the_share_lies_between_nothing_and_all(before: str, after: str) -> None:
    assert 0 <= share_changed(before, changes(before, after)) <= 1
    assert share_changed(before, changes(before, before)) == 0


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Masz 30 dni.", "Masz 30 dni.", "Masz 30 dni."),
        ("Masz 30 dni.", "Masz 14 dni.", "Masz -30-+14+ dni."),
        ("Panie [osoba 1],", "Pani [osoba 2],", "-Panie-+Pani+ -[osoba 1]-+[osoba 2]+,"),
        ("", "Nowe", "+Nowe+"),
        ("Stare", "", "-Stare-"),
    ],
)
def test_whole_words_are_marked(before: str, after: str, expected: str) -> None:
    assert shown(before, after) == expected


def test_an_equal_text_is_one_segment() -> None:
    assert segments("Masz 30 dni.", []) == (Segment(Kind.SAME, "Masz 30 dni."),)
    assert segments("", []) == ()


def test_a_half_new_text_is_half_changed() -> None:
    before, after = "jeden dwa trzy cztery", "jeden dwa pięć sześć"

    assert share_changed(before, changes(before, after)) == 0.5


def test_a_very_long_text_does_not_hold_anybody_up() -> None:
    before = "Na zwrot masz 30 dni od dnia, w którym przesyłka dotarła. " * 1_500
    after = before.replace("30", "14")
    started = perf_counter()
    steps = changes(before, after)

    assert "14" in segments(before, steps)[1].text + segments(before, steps)[2].text
    assert perf_counter() - started < 20
