"""A phrase is a phrase letter for letter, but for the names in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.answer.model import Register
from kb.answer.phrases import Wording, phrase_recogniser
from kb.answer.register import Address
from kb.ingest.phrases import read_phrases

BOOK = read_phrases(
    {
        "phrases.yaml": b"pl:\n  sympathy: {paczka: 'Przykro mi z powodu paczki.'}\n"
        b"  topics: {zwroty: zwrotu}\n"
    }
)[0].book("pl")
MESSAGE = "Czy sprzedajecie drony? Kupiłam obrus."


def wording(address: Address | None, register: Register = Register.FORMAL) -> Wording:
    return Wording("pl", BOOK, address, register, "Lniany Dom", "4 godzin roboczych")


@pytest.fixture
def is_phrase() -> Callable[[str], bool]:
    return phrase_recogniser(
        BOOK, "Lniany Dom", "4 godzin roboczych", MESSAGE, [("Ile trwa zwrot?", "/artykul/zwrot")]
    )


def test_forms_follow_who_is_addressed() -> None:
    assert wording(Address.WOMAN).text("greeting_named", name="Anno") == "Dzień dobry, Pani Anno,"
    assert wording(Address.MAN).text("greeting_named", name="Janie") == "Dzień dobry, Panie Janie,"
    informal = wording(None, Register.INFORMAL)
    assert informal.text("greeting_short_named", name="Anno") == "Cześć, Anno."


def test_what_the_wording_says_is_recognised(is_phrase: Callable[[str], bool]) -> None:
    for address in Address:
        for register in Register:
            words = wording(address, register)
            said = [
                words.text("greeting_named", name="Anno Mario"),
                words.text("thanks_topic", topic="zwrotu"),
                words.timed("unanswered", question="Czy sprzedajecie drony?"),
                words.timed("checking"),
                words.text("more", title="Ile trwa zwrot?", url="/artykul/zwrot"),
                words.text("signature"),
                words.text("closing"),
                words.sympathy("paczka"),
                *(words.flag(kind) for kind in BOOK.flags),
            ]
            assert [one for one in said if not is_phrase(one)] == []


@pytest.mark.parametrize(
    "changed",
    [
        "dziękuję za wiadomość w sprawie zwrotu 100 zł.",
        "Dzień dobry, Pani Anno, oddamy pieniądze,",
        "Dzień dobry, Pani zwrot do 90 dni,",
        "Sprawę sprawdzi konsultant i odpisze w ciągu 2 godzin roboczych.",
        "W sprawie „zwrot trwa 90 dni” nie mam jeszcze pewnej odpowiedzi: sprawdzi to konsultant.",
        "W sprawie „lasery” nie mam jeszcze pewnej odpowiedzi: sprawdzi to konsultant i odpisze.",
        "Więcej: Ile trwa zwrot?, https://zly.example/",
        "Zespół obsługi klienta, Inny Sklep",
        "Pozdrawiam serdecznie",
    ],
)
def test_a_changed_phrase_is_none(changed: str, is_phrase: Callable[[str], bool]) -> None:
    assert not is_phrase(changed)


def test_non_breaking_spaces_make_no_difference(is_phrase: Callable[[str], bool]) -> None:
    assert is_phrase(
        "Sprawę sprawdzi konsultant i\u00a0odpisze w\u00a0ciągu 4\u00a0godzin roboczych."
    )
