"""How a customer is spoken to."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from kb.answer.model import Channel, Register, Understood
from kb.answer.register import Address
from kb.answer.tone import called, choose_register, hours_in_words, whom_to_address
from kb.opening import Opening

_ZONE = ZoneInfo("Europe/Warsaw")


def understood(name: str = "", feminine: bool | None = None) -> Understood:
    return Understood("", "pl", (), (), name=name, feminine=feminine)


@pytest.mark.parametrize(
    ("channel", "text", "register"),
    [
        (Channel.EMAIL, "hej, możesz sprawdzić paczkę?", Register.FORMAL),
        (Channel.CHAT, "hej, gdzie moja paczka", Register.INFORMAL),
        (Channel.CHAT, "Możesz sprawdzić, gdzie jest paczka?", Register.INFORMAL),
        (Channel.CHAT, "Czy może Pani sprawdzić paczkę?", Register.FORMAL),
        (Channel.CHAT, "Gdzie jest paczka?", Register.FORMAL),
        (Channel.SOCIAL, "Cześć, kiedy dostawa?", Register.INFORMAL),
    ],
)
def test_letters_are_formal_and_chats_answer_in_kind(
    channel: Channel, text: str, register: Register
) -> None:
    assert choose_register(channel, text) is register


def test_the_name_that_the_shop_knows_goes_before_the_signature() -> None:
    found = called(understood(name="Jan Nowak"), "Anna Kowalska")

    assert found is not None
    assert found.form == "Anno"


def test_a_name_against_the_verbs_is_not_used() -> None:
    assert called(understood(feminine=True), "Tomasz Nowak") is None


def test_verbs_tell_the_gender_where_there_is_no_name() -> None:
    assert whom_to_address(understood(feminine=True), None) is Address.WOMAN
    assert whom_to_address(understood(feminine=False), None) is Address.MAN
    assert whom_to_address(understood(), None) is Address.UNKNOWN


@pytest.mark.parametrize(
    ("hours", "language", "words"),
    [
        (4, "pl", "4 godzin roboczych"),
        (1, "pl", "1 godziny roboczej"),
        (1.5, "pl", "1,5 godziny roboczej"),
        (4, "en", "4 working hours"),
        (1, "en", "1 working hour"),
        (4, "uk", "4 робочих годин"),
        (0, "pl", ""),
    ],
)
def test_the_promised_time_in_words(hours: float, language: str, words: str) -> None:
    opening = Opening(zone=_ZONE, week=((),) * 7, answer_hours=hours)

    assert hours_in_words(opening, language) == words


def test_without_rules_nothing_is_promised() -> None:
    assert hours_in_words(None, "pl") == ""
