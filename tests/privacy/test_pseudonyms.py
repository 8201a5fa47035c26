"""Messages without personal data, and the way back."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.privacy.patterns import Patterns
from kb.privacy.pseudonyms import Concealed, conceal, reveal

SHOP = Patterns(orders=("LD-######",))

MESSAGE = """\
Dzień dobry,
nazywam się Anna Kowalska, zamówienie LD-204518 z 12.05.2026 za 199,00 zł nie doszło.
Przesyłka 620012345678901234567890, adres: ul. Lipowa 5/7, 30-002 Kraków.
Proszę dzwonić: +48 600 700 800 lub pisać na anna@example.org. Konto do zwrotu:
61 1090 1014 0000 0712 1981 2874
Anna Kowalska
tel. 600-700-800"""


def test_every_value_gets_a_placeholder_of_its_own() -> None:
    concealed = conceal(MESSAGE, SHOP)

    assert (
        concealed.text
        == """\
Dzień dobry,
nazywam się [osoba 1], zamówienie [numer zamówienia 1] z 12.05.2026 za 199,00 zł nie doszło.
Przesyłka [numer przesyłki 1], adres: [adres 1].
Proszę dzwonić: [telefon 1] lub pisać na [e-mail 1]. Konto do zwrotu:
[numer konta 1]
[osoba 1]
tel. [telefon 1]"""
    )
    assert concealed.placeholders["[telefon 1]"] == "+48 600 700 800"
    assert concealed.placeholders["[adres 1]"] == "ul. Lipowa 5/7, 30-002 Kraków"


def test_values_come_back_as_they_were_written_first() -> None:
    concealed = conceal(MESSAGE, SHOP)

    assert reveal(concealed.text, concealed.placeholders) == MESSAGE.replace(
        "600-700-800", "+48 600 700 800"
    )
    assert reveal("Pani [osoba 1], oddzwonimy.", concealed.placeholders) == (
        "Pani Anna Kowalska, oddzwonimy."
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("600700800", "+48 600-700-800"),
        ("0048 600 700 800", "600\u00a0700\u00a0800"),
        ("(22) 123 45 67", "0 22 123 45 67"),
        ("44051401359", "440514\n01359"),
        ("PL61 1090 1014 0000 0712 1981 2874", "61109010140000071219812874"),
        ("Jan.Kowalski@Example.org", "jan.kowalski (at) example.org"),
        ("LD-204518", "ld 204518"),
        ("pani Anna Kowalska", "ANNA KOWALSKA"),
        ("ul. Lipowa 5/7", "ul.Lipowa 5/7"),
    ],
)
def test_one_value_written_in_two_ways_is_one(first: str, second: str) -> None:
    concealed = conceal(f"to {first}; albo {second}", SHOP)

    assert len(concealed.placeholders) == 1


def test_a_name_in_another_case_comes_back_in_its_own_form() -> None:
    text = "To konto pani Anny Lis, pani Anna Lis nie pamięta hasła."
    concealed = conceal(text)

    assert len(concealed.placeholders) == 2
    assert reveal(concealed.text, concealed.placeholders) == text


@pytest.mark.parametrize("typed", ["[telefon 1]", "[Telefon 01]", "[ telefon  1 ]"])
def test_what_the_author_types_is_never_taken_for_a_placeholder(typed: str) -> None:
    concealed = conceal(f"Wpisz {typed} zamiast 600700800.")

    assert concealed.text == f"Wpisz {typed} zamiast [telefon 2]."
    assert reveal(concealed.text, concealed.placeholders) == f"Wpisz {typed} zamiast 600700800."


def test_a_value_that_looks_like_a_placeholder_is_not_replaced_again() -> None:
    assert reveal("[osoba 1]", {"[osoba 1]": "[osoba 2]", "[osoba 2]": "x"}) == "[osoba 2]"
    assert reveal("[telefon 9] [karta 1]", {"[karta 1]": "4"}) == "[telefon 9] 4"


@pytest.mark.parametrize(
    "text",
    [
        "Jak zwrócić obrus za 1 299,00 zł w 14 dni?",
        "Artykuł nr 600700800, indeks 521-301-72-28, kod EAN 5901234123457",
        "Kod produktu ABA300000 i seria 44051401359",
        "Rozmiary 38 40 42 44 46 48 50, sukienka Anna",
        "Faktura nr 600700800 z 12.05.2026",
        "wysyłka do 30-001? salon przy ul. Lnianej?",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert conceal(text, SHOP) == Concealed(text)


PIECES = st.sampled_from(
    [
        *"0 6 1 - , . / ( ) [ ] @ + \n".split(" "),
        *"600700800 +48 600 700 44051401359 jan@x.pl jan@gmail LD-204518 ld 204518".split(),
        *"pani Anna Kowalska Nowaka ul. Lipowa 5/7 30-001 Kraków paczka nr RR123456785PL".split(),
        *"[telefon 1]|[osoba 1]|[telefon|1]|[adres 2]|nazywam się|zamówienie nr 12345|\u200b".split(
            "|"
        ),
    ]
)


@given(st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=60))
@example("[telefon 1] 600700800 [telefon 2]")
@example("44051401359 paczka 44051401359")
def test_what_was_concealed_can_be_revealed(text: str) -> None:
    concealed = conceal(text, SHOP)
    revealed = reveal(concealed.text, concealed.placeholders)

    # A value that was written in several ways comes back in the first of them.
    assert conceal(revealed, SHOP).text.count("[") == concealed.text.count("[")
    named = [(key.rstrip("0123456789]"), value) for key, value in concealed.placeholders.items()]
    assert len(set(named)) == len(named)
    assert all(key not in text for key in concealed.placeholders)
    if len(concealed.placeholders) == sum(concealed.text.count(k) for k in concealed.placeholders):
        assert revealed == text


@given(st.lists(PIECES, max_size=10).map(" ".join))
def test_nothing_is_left_to_find(text: str) -> None:
    once = conceal(text, SHOP)

    for value in once.placeholders.values():
        assert value not in once.text or len(value) < 4


@pytest.mark.parametrize(
    "piece",
    [
        "ul. ", "ul. A", "Aa ", "A", "Lipowa 5, ", "30-001 ", "LD-", "LD-20451", "paczka nr ", "6 ",
        "a@", "a@gmail ", "a małpa ", "a kropka ", "x@a(dot)", "1Z", "RR1", "przy A ", "[telefon 1",
        "600700800 ", "św. ", "nad A ",
    ],
)  # fmt: skip
def test_long_texts_are_read_in_time_that_grows_with_them(piece: str) -> None:
    conceal(f"600700800 {piece}")  # imports
    began = perf_counter()

    conceal((piece * 100_000)[:50_000], SHOP)

    assert perf_counter() - began < 5
