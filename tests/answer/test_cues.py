"""What kind of answer a question wants."""

from __future__ import annotations

import pytest

from kb.answer.cues import Wanted, wanted


@pytest.mark.parametrize(
    "question",
    [
        "Jak mogę oddać taki prezent?",
        "Ile mam czasu na zwrot i jak go odesłać?",
        "Proszę napisać, jak zmienić adres.",
        "jak to zrobić",
        "Co mam teraz zrobić?",
    ],
)
def test_a_way_is_wanted(question: str) -> None:
    assert Wanted.WAY in wanted(question)


@pytest.mark.parametrize(
    "question",
    [
        "A jak bank odmówi, to zamówienie przepadnie?",
        "A jak nie zdążę?",
        "czy moge zaplacic mu karta jak przyjedzie",
        "Czy jak odmówię zgody, to nadal będę mógł kupować?",
        "Jak długo to potrwa?",
    ],
)
def test_a_condition_or_a_time_is_no_way(question: str) -> None:
    assert Wanted.WAY not in wanted(question)
