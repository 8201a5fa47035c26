"""Whether a sentence stands in its passage."""

from __future__ import annotations

import pytest

from kb.evaluate.verbatim import stands_in
from tests.evaluate.drafts_by_hand import source, supported

PASSAGE = (
    "Towar możesz zwrócić w ciągu 30 dni. Wyślij formularz zwrotu. Nie odsyłaj towaru od razu. "
    "Gdy zwrócisz koc, Twoje pieniądze wyślemy na rachunek. Kurier DPD 15,99 zł\n"
    "Czy płacę za odbiór? Nie. Odbiór jest darmowy."
)


def stands(text: str) -> bool:
    return stands_in(supported(text, "zwrot"), [source("inny", "Coś."), source("zwrot", PASSAGE)])


@pytest.mark.parametrize(
    "text",
    [
        "Wyślij formularz zwrotu.",
        "Towar może Pani zwrócić w ciągu 30 dni.",
        "Proszę wysłać formularz zwrotu.",
        "Proszę nie odsyłać towaru od razu.",
        "Gdy zwróci Pan koc, Pana pieniądze wyślemy na rachunek.",
        "Kurier DPD: 15,99 zł",
        "Odbiór jest darmowy.",
    ],
)
def test_the_same_words_in_any_register_stand(text: str) -> None:
    assert stands(text)


@pytest.mark.parametrize(
    "text",
    [
        "Towar może Pani zwrócić w ciągu 31 dni.",
        "Towaru nie może Pani zwrócić w ciągu 30 dni.",
        "Proszę odsyłać towar od razu.",
        "Odsyłaj towaru od razu.",
        "Proszę wysłać formularz reklamacji.",
        "Kurier DPD: 15,90 zł",
        "W ciągu 30 dni wyślemy pieniądze.",
        "Pani.",
        "",
    ],
)
def test_another_word_number_or_negation_does_not(text: str) -> None:
    assert not stands(text)


TABLE = (
    "Dostawa.\nSposób | Koszt | Czas\nKurier | 15,99 zł | 1–2 dni\nPaczkomat | 12,99 zł | 1–2 dni"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kurier: koszt 15,99 zł, czas 1–2 dni.", True),
        ("Paczkomat: 12,99 zł, 1–2 dni.", True),
        ("Paczkomat: koszt 15,99 zł, czas 1–2 dni.", False),
        ("Kurier: koszt 15,99 zł.", False),
        ("Kurier: koszt tylko 15,99 zł, czas 1–2 dni.", False),
        ("Kurier: koszt 1–2 dni, czas 15,99 zł.", False),
    ],
)
def test_a_row_of_a_table_stands_whole_with_words_of_its_header(text: str, expected: bool) -> None:
    assert stands_in(supported(text, "d"), [source("d", TABLE)]) is expected


def test_a_sentence_stands_in_no_passages_nowhere() -> None:
    assert not stands_in(supported("Wyślij formularz zwrotu."), [])
