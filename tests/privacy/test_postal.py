"""Lines of addresses and numbers of parcels."""

from __future__ import annotations

import pytest

from kb.privacy.found import Kind
from kb.privacy.pseudonyms import conceal


@pytest.mark.parametrize(
    "address",
    [
        "ul. Lipowa 5",
        "ul. Lipowa 5/7, 30-002 Kraków",
        "ul. lipowa 5 m. 7",
        "ul. gen. J. Hallera 5b lok. 12",
        "ul. Św. Jana 12A",
        "ul. 3 Maja 15\n00-950 Warszawa",
        "ulica Jana Pawła II 20",
        "al. Niepodległości 124/3",
        "os. Tysiąclecia 12 m. 5, 31-610 Kraków",
        "pl. Wolności 3",
        "Plac Bankowy 2, 00-095 Warszawa",
        "Kwiatowa 8/2, 43-300 Bielsko-Biała",
        "Nowa Wieś 12, 32-300 Olkusz",
        "30-002 Kraków",
    ],
)
def test_lines_of_addresses_are_found_whole(address: str) -> None:
    concealed = conceal(f"Wyślijcie to proszę: {address}. Dziękuję!")

    assert concealed.text == "Wyślijcie to proszę: [adres 1]. Dziękuję!"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mieszkam przy Lipowej 5/7 od roku", "mieszkam przy [adres 1] od roku"),
        ("adres dostawy: Kwiatowa 8a", "adres dostawy: [adres 1]"),
        ("kod pocztowy 30-002", "kod pocztowy [adres 1]"),
    ],
)
def test_without_a_street_the_words_before_tell(text: str, masked: str) -> None:
    assert conceal(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "salon przy ul. Lnianej",
        "ulica Lipowa, 5 sztuk",
        "os. 5 w kolejce",
        "Obrus Lniany 140 kosztuje 200 zł",
        "10-200 zł za metr, rozmiar 30-001",
        "Paczka 12, potem 30",
    ],
)
def test_streets_and_numbers_alone_are_no_addresses(text: str) -> None:
    assert conceal(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Proszę na ul. Zieloną. Zamówienie 123 już poszło.",
        "Mieszkam na ul. Lipowej. Paczka 12 zginęła.",
        "Wysłaliście na al. Róż. Numer 15 jest zły.",
        "To os. Piastów. Faktura 33 nie doszła.",
        "Adres dostawy Kraków. Zamówienie 123 czeka.",
        "Jest na ul. lnianej. zamówienie 5 czeka.",
    ],
)
def test_an_address_does_not_go_on_beyond_the_end_of_its_sentence(text: str) -> None:
    assert conceal(text).text == text


def test_what_follows_the_town_is_no_part_of_the_address() -> None:
    text = "Adres: ul. Lniana 5, 30-001 Kraków. Zamówienie 123 proszę wysłać tam."

    assert conceal(text).text == "Adres: [adres 1]. Zamówienie 123 proszę wysłać tam."


@pytest.mark.parametrize(
    "street", ["ul. Marsz. J. Piłsudskiego 7/3", "ul. J.Kowalskiego 4", "ul. M. Curie 3"]
)
def test_shortened_words_of_a_name_may_end_in_a_dot(street: str) -> None:
    assert conceal(f"Wyślijcie na {street}, proszę").text == "Wyślijcie na [adres 1], proszę"


@pytest.mark.parametrize(
    "text",
    [
        "paczka nr {620012345678901234567890}",
        "numer przesyłki to {00259007731234567890}",
        "list przewozowy DPD: {0000012345678U}",
        "{RR473124829PL}",
        "{1Z999AA10123456784}",
        "{6200 1234 5678 9012 3456 7890} w automacie",
    ],
)
def test_numbers_of_parcels_are_found(text: str) -> None:
    before, value, after = text.replace("}", "{").split("{")

    concealed = conceal(before + value + after)

    assert dict(concealed.placeholders) == {f"[{Kind.PARCEL} 1]": value}
