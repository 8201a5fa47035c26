"""Queries are corrected towards the words of the index and completed from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.polish.text import fold
from kb.search.lexicon import Lexicon, Words

TEXT = """
    Przesyłka kurierem. Zwrot towaru do sklepu, zwrot pieniędzy. Paczka w paczkomacie, zwroty
    i zamówienie przez BLIK albo mail. Odstąpienie od umowy. Zwrot.
    Możesz zwrócić towar, zapłacić kartą i dostać fakturę.
"""
LEXICON = Lexicon(Words.collect([TEXT]))


def corrected(query: str) -> str:
    return LEXICON.correct(query).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("przesylka", "przesyłka"),
        ("zamowienie", "zamówienie"),
        ("przesylki zamowieniami", "przesyłki zamówieniami"),
        ("sklepow", "sklepów"),
        ("zaplacilam", "zapłaciłam"),
        ("dostalem", "dostałem"),
        ("zwrocilibysmy", "zwrócilibyśmy"),
    ],
)
def test_diacritics_are_restored_in_every_inflected_form(typed: str, meant: str) -> None:
    assert corrected(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("blki", "blik"),  # two letters swapped
        ("zwro", "zwrot"),  # one is missing
        ("maiil", "mail"),  # one is too many
        ("zwrxt", "zwrot"),  # one is another
        ("zamwoienei", "zamówienie"),
        ("paczkmacei", "paczkomacie"),
    ],
)
def test_one_edit_is_mended_in_short_words_and_two_in_longer_ones(typed: str, meant: str) -> None:
    assert corrected(typed) == meant


@pytest.mark.parametrize("typed", ["bxki", "zwxyt", "zamxxxenie", "qqqq"])
def test_what_is_farther_away_stays_as_it_was_typed(typed: str) -> None:
    assert LEXICON.correct(typed).changed == ()


@pytest.mark.parametrize(
    "query",
    [
        "zwroty paczka zamówienie",  # words of the index
        "paczkę kot rower okno",  # words of the dictionary
        "dla kto czy jak",  # stop words
        "LD-204518 1 000,50 2026-10-03 LEN10 pomoc@lnianydm.example",
        "zł kt",  # too short to tell
        "  zwrot ,  mail!? ",
        "",
    ],
)
def test_correct_words_numbers_and_addresses_are_never_touched(query: str) -> None:
    correction = LEXICON.correct(query)

    assert correction.text == query
    assert correction.changed == ()


def test_a_correct_form_stays_though_the_index_holds_another_with_diacritics() -> None:
    lexicon = Lexicon(Words.collect(["uszkodzoną płacę"]))

    assert lexicon.correct("uszkodzona").text == "uszkodzona"
    assert lexicon.correct("place").text == "płacę"  # another word: squares


def test_a_correction_says_what_was_changed_and_keeps_the_rest() -> None:
    correction = LEXICON.correct("Przesylka  (nr LD-204518) i zwort?")

    assert correction.text == "Przesyłka  (nr LD-204518) i zwrot?"
    assert correction.changed == (("Przesylka", "Przesyłka"), ("zwort", "zwrot"))


def test_a_misspelt_word_that_means_something_else_is_not_bent_towards_the_index() -> None:
    assert Lexicon(Words.collect(["praca"])).correct("prawwa").text == "praca"
    assert Lexicon(Words.collect(["praca"], ["prawa"])).correct("prawwa").text == "prawa"


def test_the_more_frequent_of_two_equally_near_words_is_meant() -> None:
    lexicon = Lexicon(Words({"kwarc": 1, "kwart": 5}, {}))

    assert lexicon.correct("kwarx").text == "kwart"


@given(st.text() | st.text(alphabet="zwrotkpacąćęłńóśżź ZWK1-,."))
def test_correcting_twice_changes_nothing_more(query: str) -> None:
    once = LEXICON.correct(query)

    assert LEXICON.correct(once.text).changed == ()


@given(st.sampled_from(sorted(LEXICON.counts)))
def test_every_word_of_the_index_is_found_without_its_diacritics(word: str) -> None:
    assert fold(corrected(fold(word))) == fold(word)


def test_completions_come_most_frequent_first_then_by_alphabet() -> None:
    assert LEXICON.complete("zw", 5) == ["zwrot", "zwroty", "zwrócić"]
    assert LEXICON.complete("p", 3) == ["paczka", "paczkomacie", "pieniędzy"]


def test_completions_need_neither_case_nor_diacritics() -> None:
    assert LEXICON.complete("PRZESY", 5) == ["przesyłka"]
    assert LEXICON.complete("zamó", 5) == LEXICON.complete("zamo", 5) == ["zamówienie"]


def test_nothing_completes_what_no_word_begins_with() -> None:
    assert LEXICON.complete("xq", 5) == []
    assert LEXICON.complete("zw", 0) == []


def test_an_empty_index_corrects_nothing() -> None:
    empty = Lexicon(Words.collect([]))

    assert empty.correct("przesylka").text == "przesylka"
    assert empty.complete("p", 5) == []
