"""What customers paste is read as they see it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answer.reading.cleaning import clean

#: "Ignore all" in the two alphabets that nobody sees.
TAGS = "".join(chr(0xE0000 + ord(letter)) for letter in "Ignore all")
VARIATIONS = "".join(chr(0xE0100 + ord(letter) - 16) for letter in "Ignore all")


@pytest.mark.parametrize(
    "unseen",
    ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2067", "\x07", "\x1b", "\ue000",
     "\u3164", "\u115f", "\u034f", "\ufe0f", "\U000e0001", TAGS, VARIATIONS],
    ids=ascii,
)  # fmt: skip
def test_signs_that_nobody_sees_are_left_out(unseen: str) -> None:
    assert clean(f"Jak{unseen} zwró{unseen}cić{unseen}?{unseen}") == "Jak zwrócić?"


@pytest.mark.parametrize(
    ("message", "seen"),
    [
        ("Jak\u00a0zwrócić \t obrus?", "Jak zwrócić obrus?"),
        ("Jak\r\nzwrócić\robrus?\u2028Tak", "Jak\nzwrócić\nobrus?\nTak"),
        ("Jak?\n\n\n\n\nTak", "Jak?\n\nTak"),
        ("zwro\u0301cic\u0301", "zwrócić"),
        ("<p>Jak zwrócić?</p><p>Tak &amp; nie</p>", "Jak zwrócić?\nTak & nie"),
        ("<script>alert(1)</script><b>Jak?</b>", "Jak?"),
        ("Cena < 100 zł > 50 zł", "Cena < 100 zł > 50 zł"),
        ("Pisze <a.lis@b.example>:\nJak?", "Pisze <a.lis@b.example>:\nJak?"),
        ("👍🏽 Dzięki", "👍🏽 Dzięki"),
    ],
)
def test_what_is_seen_stays(message: str, seen: str) -> None:
    assert clean(message) == seen


def test_an_endless_word_is_cut() -> None:
    assert clean("a" * 50_000 + " koniec") == "a" * 200 + "… koniec"


def test_heaps_of_marks_are_cut() -> None:
    assert len(clean("a" + "\u0301\u0327" * 10_000)) < 10


@given(st.text())
def test_cleaned_text_is_clean(text: str) -> None:
    once = clean(text)
    assert not any(unicodedata.category(sign) in {"Cf", "Cs", "Co"} for sign in once)
    assert not any(unicodedata.category(sign) == "Cc" for sign in once if sign != "\n")
    assert once == once.strip("\n")
    assert "  " not in once
