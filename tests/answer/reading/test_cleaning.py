"""What customers paste becomes plain text with nothing unseen in it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answer.reading.cleaning import clean


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("zwro\u0301t", "zwrót"),
        ("ko\u200bd nie\u00ad działa\u202e", "kod nie działa"),
        ("Gdzie paczka?\U000e0041\U000e0042", "Gdzie paczka?"),
        ("jeden\r\ndwa\rtrzy\u2028cztery", "jeden\ndwa\ntrzy\ncztery"),
        ("a\u00a0b\t c", "a b c"),
        ("jeden\n\n\n\n\ndwa", "jeden\n\ndwa"),
        ("<div>Kod<br>nie <b>działa</b></div><script>x()</script>", "Kod\nnie działa"),
        ("2 < 3 i 5 > 4", "2 < 3 i 5 > 4"),
    ],
)
def test_pasted_text_is_read_as_it_looks(pasted: str, read: str) -> None:
    assert clean(pasted) == read


def test_an_endless_word_is_cut_and_what_follows_is_read() -> None:
    assert clean("a" * 5_000 + " gdzie paczka?").endswith("… gdzie paczka?")
    assert len(clean("a" * 5_000)) < 300


def test_heaps_of_marks_over_a_letter_are_taken_down() -> None:
    assert len(clean("a" + "\u0301" * 5_000)) < 10


@given(st.text())
def test_cleaned_text_is_composed_and_has_no_unseen_signs(pasted: str) -> None:
    text = clean(pasted)
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(sign) in {"Cf", "Cs", "Co"} for sign in text)
    assert not any(unicodedata.category(sign) == "Cc" for sign in text.replace("\n", ""))
    assert text == text.strip("\n")
