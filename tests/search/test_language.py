"""Which language a question is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Jak zwrócić towar?", "pl"),
        ("jak zwrocic paczke", "pl"),
        ("gdzie jest moja przesylka", "pl"),
        ("status", "pl"),
        ("blik", "pl"),
        ("return policy, jak zwrócić", "pl"),
        ("How do I return my order?", "en"),
        ("where is my package", "en"),
        ("Чи можу я скасувати замовлення?", "uk"),
        ("Де моя посилка LD-204518", "uk"),
        ("返品できますか", "other"),
        ("أين طلبي", "other"),
        ("", "pl"),
        ("12,99 LD-1 ?!", "pl"),
    ],
)
def test_a_question_has_a_language(text: str, language: str) -> None:
    assert detect_language(text) == language


@given(st.text())
def test_any_text_has_one_of_four(text: str) -> None:
    assert detect_language(text) in {"pl", "en", "uk", "other"}
