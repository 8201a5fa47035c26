"""What a letter can say of a passage."""

from __future__ import annotations

import pytest

from kb.search.sayable import sayable

CONDITIONS = ["produkt jest na stronie,", "sztuki są w magazynie,", "czas jeszcze nie minął."]


def said(text: str) -> list[str]:
    return [sentence for sentence, _, _ in sayable(text)]


def test_a_short_list_is_said_as_the_sentence_that_it_finishes() -> None:
    passage = "\n".join(["Wymienisz za darmo. Warunki są trzy:", *CONDITIONS])

    assert said(passage) == ["Wymienisz za darmo.", f"Warunki są trzy: {' '.join(CONDITIONS)}"]


def test_of_a_list_that_is_too_long_what_stands_before_it_is_said() -> None:
    long = [f"{one.rstrip(',.')} i jest to potwierdzone na piśmie przez konsultanta," * 2
            for one in CONDITIONS]  # fmt: skip

    assert said("\n".join(["Wymienisz za darmo. Warunki są trzy:", *long])) == [
        "Wymienisz za darmo."
    ]


@pytest.mark.parametrize(
    "unsaid",
    [
        "Zobacz artykuł Zwroty.",
        "Zasady są w artykule Zwroty.",
        "Chcesz zwrócić rzecz?",
        "Dopóki nie skroimy tkaniny.",
        "Tak, dopóki nie skroimy tkaniny.",
        "Oto warunki:",
    ],
)
def test_what_leads_elsewhere_or_is_no_sentence_is_not_said(unsaid: str) -> None:
    assert said(f"Na zwrot masz 30 dni. {unsaid}") == ["Na zwrot masz 30 dni."]


def test_steps_and_rows_are_told_apart() -> None:
    passage = "1. Otwórz formularz.\n2. Wpisz numer.\nrozmiar | biust\nM | 90 cm"

    assert [(number, step) for _, number, step in sayable(passage)] == [
        (0, True), (1, True), (2, False),
    ]  # fmt: skip
