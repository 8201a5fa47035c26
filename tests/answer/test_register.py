"""Sentences of articles are said to a Pani, a Pan or Państwo; what is in doubt is left alone."""

from __future__ import annotations

import pytest

from kb.answer.register import Address, address_formally


@pytest.mark.parametrize(
    ("written", "woman", "unknown"),
    [
        (
            "Towar możesz zwrócić w ciągu 30 dni.",
            "Towar może Pani zwrócić w ciągu 30 dni.",
            "Towar mogą Państwo zwrócić w ciągu 30 dni.",
        ),
        (
            "Jeśli masz konto, swoje zgłoszenie znajdziesz w części „Zwroty”.",
            "Jeśli Pani ma konto, swoje zgłoszenie znajdzie Pani w części „Zwroty”.",
            "Jeśli Państwo mają konto, swoje zgłoszenie znajdą Państwo w części „Zwroty”.",
        ),
        (
            "Opisz, z czym się nie zgadzasz, zanim zapłacisz.",
            "Proszę opisać, z czym Pani się nie zgadza, zanim Pani zapłaci.",
            "Proszę opisać, z czym Państwo się nie zgadzają, zanim Państwo zapłacą.",
        ),
        (
            "Rzeczy, których nie odbierzesz, wrócą do nas.",
            "Rzeczy, których Pani nie odbierze, wrócą do nas.",
            "Rzeczy, których Państwo nie odbiorą, wrócą do nas.",
        ),
        (
            "Zamówienie zmienisz lub anulujesz samodzielnie.",
            "Zamówienie zmieni Pani lub anuluje samodzielnie.",
            "Zamówienie zmienią Państwo lub anulują samodzielnie.",
        ),
        (
            "Jeśli nie, zadzwoń od razu i podaj numer zamówienia.",
            "Jeśli nie, proszę zadzwonić od razu i podać numer zamówienia.",
            "Jeśli nie, proszę zadzwonić od razu i podać numer zamówienia.",
        ),
        (
            "Sprawdź pocztę. Jeśli nie ma wiadomości, nie czekaj.",
            "Proszę sprawdzić pocztę. Jeśli nie ma wiadomości, proszę nie czekać.",
            "Proszę sprawdzić pocztę. Jeśli nie ma wiadomości, proszę nie czekać.",
        ),
        (
            "Napisz na pomoc@lnianydom.example albo zadzwoń.",
            "Proszę napisać na pomoc@lnianydom.example albo zadzwonić.",
            "Proszę napisać na pomoc@lnianydom.example albo zadzwonić.",
        ),
        (
            "Zmień je także tam, a zacznij od poczty.",
            "Proszę zmienić je także tam, a zacząć od poczty.",
            "Proszę zmienić je także tam, a zacząć od poczty.",
        ),
        (
            "Opisz, co przeszkadza, i dodaj, z jakiego urządzenia korzystasz.",
            "Proszę opisać, co przeszkadza, i dodać, z jakiego urządzenia Pani korzysta.",
            "Proszę opisać, co przeszkadza, i dodać, z jakiego urządzenia Państwo korzystają.",
        ),
        (
            "Nie odpowiadaj i prześlij nam tę wiadomość.",
            "Proszę nie odpowiadać i proszę przesłać nam tę wiadomość.",
            "Proszę nie odpowiadać i proszę przesłać nam tę wiadomość.",
        ),
        (
            "1. Zaloguj się i zmień hasło.",
            "1. Proszę się zalogować i zmienić hasło.",
            "1. Proszę się zalogować i zmienić hasło.",
        ),
        (
            "Jeśli boisz się o dane, nie martw się.",
            "Jeśli Pani się boi o dane, proszę się nie martwić.",
            "Jeśli Państwo się boją o dane, proszę się nie martwić.",
        ),
        (
            "Na koncie widzisz zamówienia, zapisujesz adresy i masz punkty.",
            "Na koncie widzi Pani zamówienia, zapisuje adresy i ma punkty.",
            "Na koncie widzą Państwo zamówienia, zapisują adresy i mają punkty.",
        ),
        (
            "Jeśli wolisz, możesz zapłacić przelewem.",
            "Jeśli Pani woli, może Pani zapłacić przelewem.",
            "Jeśli Państwo wolą, mogą Państwo zapłacić przelewem.",
        ),
        (
            "Nic za to nie płacisz, pieniądze idą na rachunek, który nam podasz.",
            "Nic za to Pani nie płaci, pieniądze idą na rachunek, który nam Pani poda.",
            "Nic za to Państwo nie płacą, pieniądze idą na rachunek, który nam Państwo podadzą.",
        ),
        (
            "Znajdziesz go w e-mailu.",
            "Znajdzie go Pani w e-mailu.",
            "Znajdą go Państwo w e-mailu.",
        ),
        (
            "Konsultant nigdy nie poprosi Cię o hasło.",
            "Konsultant nigdy nie poprosi Pani o hasło.",
            "Konsultant nigdy nie poprosi Państwa o hasło.",
        ),
        (
            "Sposób płatności wybierasz na końcu.",
            "Sposób płatności wybiera Pani na końcu.",
            "Sposób płatności wybierają Państwo na końcu.",
        ),
        (
            "1. Zmierz rzecz i zrób zdjęcie.",
            "1. Proszę zmierzyć rzecz i zrobić zdjęcie.",
            "1. Proszę zmierzyć rzecz i zrobić zdjęcie.",
        ),
        (
            "1. Otwórz koszyk i sprawdź liczbę sztuk.",
            "1. Proszę otworzyć koszyk i sprawdzić liczbę sztuk.",
            "1. Proszę otworzyć koszyk i sprawdzić liczbę sztuk.",
        ),
        ("Zrób zdjęcie, a potem ustaw nowe hasło.",
         "Proszę zrobić zdjęcie, a potem ustawić nowe hasło.",
         "Proszę zrobić zdjęcie, a potem ustawić nowe hasło."),
        ("Nie płać drugi raz.", "Proszę nie płacić drugi raz.", "Proszę nie płacić drugi raz."),
        ("Brak protokołu nie odbiera Ci praw.", "Brak protokołu nie odbiera Pani praw.",
         "Brak protokołu nie odbiera Państwu praw."),
        ("Konsultant ustali to z Tobą.", "Konsultant ustali to z Panią.",
         "Konsultant ustali to z Państwem."),
        ("Czeka na Ciebie paczka.", "Czeka na Panią paczka.", "Czeka na Państwa paczka."),
        ("Sprawdź swój adres i Twoje dane.", "Proszę sprawdzić swój adres i Pani dane.",
         "Proszę sprawdzić swój adres i Państwa dane."),
        ("Zalogujesz się hasłem.", "Zaloguje się Pani hasłem.", "Zalogują się Państwo hasłem."),
    ],
)  # fmt: skip
def test_the_second_person_becomes_formal(written: str, woman: str, unknown: str) -> None:
    assert address_formally(written, Address.WOMAN) == woman
    assert address_formally(written, Address.UNKNOWN) == unknown


def test_a_man_is_addressed_in_his_forms() -> None:
    assert address_formally("Wyślemy Ci kod.", Address.MAN) == "Wyślemy Panu kod."
    assert address_formally("Odpiszemy do Ciebie.", Address.MAN) == "Odpiszemy do Pana."


@pytest.mark.parametrize(
    "sentence",
    [
        "Zwrot pieniędzy wysyłamy w ciągu 7 dni.",
        "Limity ustawia się w aplikacji banku, a sklep ich nie widzi.",
        "Telefon i czat działają od poniedziałku do piątku 8:00–18:00 lub w soboty 9:00–14:00.",
    ],
)
def test_a_sentence_without_the_second_person_stays(sentence: str) -> None:
    assert address_formally(sentence, Address.WOMAN) == sentence


def test_a_noun_that_could_be_asked_for_is_none_where_the_shop_does_something() -> None:
    written = (
        "Sklep i centrum pomocy projektujemy zgodnie ze standardem, a przeszkodę możesz zgłosić."
    )

    assert address_formally(written, Address.MAN) == (
        "Sklep i centrum pomocy projektujemy zgodnie ze standardem, a przeszkodę może Pan zgłosić."
    )


def test_words_of_buttons_stay_as_they_are() -> None:
    turned = address_formally("Kliknij „Zaloguj się” i „Wyślij”.", Address.WOMAN)

    assert turned == "Proszę kliknąć „Zaloguj się” i „Wyślij”."


@pytest.mark.parametrize(
    "sentence", ["Jeśli kupiłeś dwie sztuki, oddaj jedną.", "Może chciałbyś oddać towar."]
)
def test_what_is_in_doubt_is_left_to_be_quoted(sentence: str) -> None:
    assert address_formally(sentence, Address.WOMAN) is None


def test_nobody_is_asked_to_ask() -> None:
    written = "Poproś o spisanie protokołu szkody i zachowaj kopię."

    turned = address_formally(written, Address.WOMAN)

    assert turned == "Należy poprosić o spisanie protokołu szkody i zachować kopię."


def test_of_two_verbs_the_one_without_a_namesake_is_meant() -> None:
    assert address_formally("Stań prosto.", Address.MAN) == "Proszę stanąć prosto."


def test_advice_is_no_request() -> None:
    turned = address_formally("Najlepiej od razu zapisz sobie tę datę.", Address.WOMAN)

    assert turned == "Najlepiej od razu zapisać sobie tę datę."


@pytest.mark.parametrize(
    ("written", "turned"),
    [
        ("1. Przewiń stronę na sam dół.", "1. Proszę przewinąć stronę na sam dół."),
        ("3. Wymyśl hasło.", "3. Proszę wymyślić hasło."),
    ],
)
def test_of_verbs_with_one_imperative_the_common_one_is_meant(written: str, turned: str) -> None:
    assert address_formally(written, Address.UNKNOWN) == turned
