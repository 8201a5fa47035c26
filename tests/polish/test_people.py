"""Names of persons in running text, and words that only look like them."""

from __future__ import annotations

import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.polish.people import people


def marked(text: str) -> str:
    """The text with braces around every name."""
    for one in reversed(people(text)):
        start, end = one.span
        text = f"{text[:start]}{{{text[start:end]}}}{text[end:]}"
    return text


@pytest.mark.parametrize(
    "text",
    [
        "Proszę o kontakt z {Anną Kowalską} w sprawie zwrotu.",
        "Paczkę pana {Nowaka} odebrał sąsiad.",
        "Nie ma tu {Kowalskiego}.",
        "Nazywam się {Jan Nowak-Zielińska}.",
        "Rozmawiałem z {J. Kowalskim} i z {Anną K.} w sobotę.",
        "Pan {Zając} już odebrał.",
        "Szanowna Pani {Anno}, Szanowny Panie {Marku}",
        "Dla państwa {Nowaków} od {Ewy} i {Michała Rybaka}",
        "{KOWALSKA ANNA}, {Wilk Tomasz}",
        "Gdzie paczka?\nPozdrawiam serdecznie\n{Róża Maj}\ntel. 123",
        "Gdzie paczka?\n{Zając}",
        "pozdrawiam, {ania wilk}",
        "tu {anna kowalska}, pisze pani {ola}",
        "zamowienie zlozyla {Malgorzata Wisniewska}",
        "Jestem {Olena Kovalenko} z Kijowa.",
        "Мене звати {Олена Коваленко}.",
        "Mój mąż {Kamil} i kurier {Wilk}",
        "Nazywam się {Zając}. {Zając} już płacił.",
    ],
)
def test_names_are_found_in_every_case(text: str) -> None:
    assert marked(re.sub(r"[{}]", "", text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "Zając z porcelany przyszedł stłuczony.",
        "Róża z kolekcji, Wilk i Lis to zabawki.",
        "Paczkomat w Krakowie nie działa, InPost milczy.",
        "Koszula Anna i obrus Marta są za małe.",
        "Zamówiłam 3 Maja, w Niedzielę Wielkanocną.",
        "Szanowni Państwo, Szanowna Pani Kierownik, Pan Kurier",
        "Poczta Polska, Uniwersytet Warszawski, Bank Śląski",
        "Dzień Dobry, Dziękuję, Pozdrawiam Serdecznie",
        "jestem zadowolona, jestem z Poznania",
        "GDZIE JEST MOJA PACZKA",
        "[osoba 1] i [Anna Kowalska]",
        "",
    ],
)
def test_words_with_another_meaning_are_no_names(text: str) -> None:
    assert people(text) == ()


def test_a_first_name_alone_may_be_a_things_name() -> None:
    alone, whole, told = (
        people(text)[0] for text in ("dla Zofii", "dla Zofii Król", "dla pani Zofii")
    )

    assert (alone.sure, whole.sure, told.sure) == (False, True, True)


WORDS = st.sampled_from(
    "Anna Anną Jan Kowalska Nowaka Zając pani Pan państwa nazywam się J. K. dr i - , . \n [x] ola "
    "Lis-Wilk Ä ßa İ 3 Maja pozdrawiam".split(" ")
)


@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=60))
def test_names_stand_in_the_text_in_order_and_apart(text: str) -> None:
    end = 0
    for one in people(text):
        assert end <= one.span[0] < one.span[1] <= len(text)
        assert text[one.span[0]].isalpha()
        end = one.span[1]


@pytest.mark.parametrize(
    "piece", ["Anna ", "pani ", "A", "A. ", "J.K. ", "a-", "Kowalska-", "\n", "[", "pozdrawiam, "]
)
def test_long_texts_are_read_in_time_that_grows_with_them(piece: str) -> None:
    people(piece * 10)
    began = perf_counter()

    people((piece * 100_000)[:100_000])

    assert perf_counter() - began < 5
