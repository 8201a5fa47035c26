"""Keys name what a passage says; who holds one learns when it says something else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answer.keys import passage_key

KEY = passage_key("koszt-dostawy", "", "Dostawa kosztuje 14,99 zł.")


def test_the_same_passage_has_the_same_key() -> None:
    assert passage_key("koszt-dostawy", "", "Dostawa kosztuje 14,99 zł.") == KEY


@pytest.mark.parametrize(
    "other",
    [
        ("koszt-zwrotu", "", "Dostawa kosztuje 14,99 zł."),
        ("koszt-dostawy", "kurier", "Dostawa kosztuje 14,99 zł."),
        ("koszt-dostawy", "", "Dostawa kosztuje 14,98 zł."),
        ("koszt-dostawy", "", "Dostawa kosztuje 14,99 zł"),
    ],
)
def test_anything_else_has_another_key(other: tuple[str, str, str]) -> None:
    assert passage_key(*other) != KEY


@given(st.text(), st.text(), st.text())
def test_keys_are_ten_letters_and_digits(slug: str, anchor: str, text: str) -> None:
    assert re.fullmatch(r"[a-z2-7]{10}", passage_key(slug, anchor, text))
