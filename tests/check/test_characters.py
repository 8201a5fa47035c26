"""Edits that mend characters and change nothing else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.check.characters import edits
from kb.check.fix import mended

ALL = frozenset({"invisible-character", "mixed-alphabet", "typography"})


def fixed(text: str, language: str = "pl") -> str:
    return mended(text.encode(), language, ALL).decode()


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ('Kliknij "Zamawiam".', "Kliknij „Zamawiam”."),
        ("Zaraz...", "Zaraz…"),
        ("Zwrot - tak", "Zwrot – tak"),
        ("2-3 dni robocze, 8:00-18:00", "2–3 dni robocze, 8:00–18:00"),
        ("Zadzwoń , proszę !", "Zadzwoń, proszę!"),
        ("Dwie  spacje", "Dwie spacje"),
        ("Pacz\u200bka\u00ad", "Paczka"),
        ("P\u0430czka", "Paczka"),
    ],
)
def test_slips_are_mended(written: str, right: str) -> None:
    assert fixed(written) == right


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: "Zwrot" - jak?\n---\n',
        '```\na - b "c" ...\n```\n',
        '    kod "x" - y...\n',
        'Wpisz `a - "b"...` w polu.',
        '[a](https://x.example/a-b "tytuł")',
        "<https://x.example/1-2 dni>",
        "- pozycja\n- pozycja\n\n* * *\n\n- - -\n",
        "| a  | b , c |\n|----|---|\n",
        "Kod pocztowy 30-001, nr LD-204518, tel. 12-34-56.",
        "wiersz  \nprzełamany  \n",
        '<!-- a - "b" -->',
        "Rodzina 👩\u200d👩\u200d👧 i serce ❤\ufe0f",
        "\ufeff# Tytuł\n",
        "Ціна - 5 грн",
        "H\u03b1 to alfa",
    ],
)
def test_what_is_no_slip_stays(text: str) -> None:
    language = "uk" if "Ціна" in text else "pl"

    assert fixed(text, language) == text


def test_words_of_a_ukrainian_article_become_ukrainian() -> None:
    assert fixed("Поверн\u0065ння", "uk") == "Поверн\u0435ння"


def test_what_is_not_utf_8_is_left_alone() -> None:
    assert mended(b'\xff "a" ...', "pl", ALL) == b'\xff "a" ...'


@given(st.text(alphabet='aż5 "-.…:,()[]`<>|#\n\r\t*_\u200b\u0430\ufeff\\', max_size=80))
def test_mending_twice_is_mending_once_and_line_ends_stay(text: str) -> None:
    once = fixed(text)

    assert fixed(once) == once
    assert [c for c in once if c in "\r\n"] == [c for c in text if c in "\r\n"]


@given(st.text(alphabet='aż5 "-.:,`\n\u200b\u0430', max_size=80))
def test_edits_are_apart_and_in_order(text: str) -> None:
    found = edits(text, "pl")

    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(text[one.start : one.end] != one.new for one in found)
