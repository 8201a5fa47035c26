"""What a text says, whatever its spaces, dashes and capitals."""

from __future__ import annotations

import pytest

from kb.evaluate.wording import finds, overlap, registers_of, says, without_echo


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("w ciągu 30\u00a0dni", "30 dni"),
        ("to 1–2 dni robocze", "1-2 dni"),
        ("PRZELEWEM", "przelewem"),
        ("kosztuje 12,99 zł.", "12,99 zł"),
        ("numer 12.", "12"),
        ("w ciągu\n7 dni", "7 dni"),
    ],
)
def test_a_fact_is_found_however_it_is_set(text: str, fact: str) -> None:
    assert says(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("130 dni", "30 dni"),
        ("1,30 dni", "30 dni"),
        ("12,99", "12"),
        ("129", "12"),
        ("7 godzin", "7 dni"),
        ("", "7 dni"),
    ],
)
def test_a_number_is_not_found_inside_another(text: str, fact: str) -> None:
    assert not says(text, fact)


def test_an_expression_gives_what_it_found() -> None:
    assert finds("Otrzyma Pani BON\nna 50 zł", r"bon\b na \d+") == "BON na 50"
    assert finds("Otrzyma Pani zwrot", r"bon\b") == ""


def test_the_customers_own_words_in_quotation_marks_are_not_the_drafts() -> None:
    message = "Czy dostanę bon  na 50 zł? Pozdrawiam"

    assert without_echo("Na „Czy dostanę bon na 50 zł?” odpiszemy.", message) == "Na  odpiszemy."
    assert without_echo("Na „czy dostanę bon…” odpiszemy.", message) == "Na  odpiszemy."
    assert without_echo('Na „tkanina "Mgła" jest”', "Czy tkanina „Mgła” jest?") == "Na "
    assert without_echo("To “is it a bon”", "Is it a bon?") == "To "
    assert without_echo("Status „Otrzyma Pani bon”.", message) == "Status „Otrzyma Pani bon”."


def test_the_overlap_is_the_share_of_content_words() -> None:
    assert overlap("Ile kosztuje kurier?", "kurier ile kosztuje dziś") == 1.0
    assert overlap("zwrot pieniędzy za koc", "kiedy zwrot") == pytest.approx(1 / 3)
    assert overlap("Czy mogę go", "mogę go oddać") == pytest.approx(2 / 3)  # stop words only
    assert overlap("???", "mogę") == 0.0


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("Zmień od razu hasło", "Proszę zmienić od razu hasło i zadzwonić."),
        (
            "zadzwoń pod +48 12 000 00 00",
            "Proszę wejść na stronę i zadzwonić pod +48 12 000 00 00.",
        ),
        ("nie musisz podawać", "Powodu nie musi Pani podawać."),
        ("sprawdzi Twoją tożsamość", "Konsultant sprawdzi Pana tożsamość."),
        ("30 dni", "Ma Pani 30 dni."),
    ],
)
def test_a_fact_is_found_in_the_register_of_a_letter(fact: str, said: str) -> None:
    assert any(says(said, one) for one in registers_of(fact))


def test_another_fact_is_found_in_no_register() -> None:
    assert not any(says("Proszę nie zmieniać hasła.", one) for one in registers_of("zmień hasło"))
