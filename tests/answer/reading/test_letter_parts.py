"""Greeting, signature and earlier correspondence are told from what the customer says."""

from __future__ import annotations

import pytest

from kb.answer.message import understand
from kb.answer.reading.parts import take_apart

OWN = "Gdzie jest mój zwrot?"
HISTORIES = (
    "W dniu 3.11.2025 o 10:12, Lniany Dom pisze:\n> Jak pomóc?",
    "Dnia 3 listopada 2025 10:12 Lniany Dom <pomoc@lnianydom.example> napisał(a):\n\nJak pomóc?",
    "pon., 3 lis 2025 o 10:12 Lniany Dom <pomoc@lnianydom.example> napisał(a):\n> Jak pomóc?",
    "pon., 3 lis 2025 o 10:12 Lniany Dom <pomoc@lnianydom.example>\nnapisał(a):\n> Jak pomóc?",
    "On Mon, Nov 3, 2025 at 10:12 AM Lniany Dom <pomoc@lnianydom.example> wrote:\n> Jak pomóc?",
    "Wiadomość napisana przez Lniany Dom <a@b.example> w dniu 03.11.2025, o godz. 10:12:\n\nJak?",
    "-----Original Message-----\nFrom: a@b.example\nSent: Monday\nTo: c\n\nJak pomóc?",
    "---------- Forwarded message ---------\nJak pomóc?",
    "________________________________\nOd: a@b.example\nWysłane: 3 listopada\nDo: c\nTemat: d",
    "Od: a@b.example\nWysłano: poniedziałek\nDo: c\nTemat: d\n\nJak pomóc?",
    "From: a@b.example\nDate: Monday\nSubject: d\n\nHow can we help?",
    "пн, 3 лист. 2025 р. о 10:12 Lniany Dom <a@b.example> пише:\n> Чим допомогти?",
    "> Jak pomóc?\n> Pozdrawiamy",
)
_NOTICE = (
    "Ta wiadomość może zawierać informacje poufne.\nJeśli nie jest Pan/Pani adresatem, proszę o "
    "jej usunięcie i powiadomienie nadawcy. Dziękujemy za pomoc w ochronie danych i środowiska."
)
SIGNATURES = (
    "Pozdrawiam\nAnna Lis",
    "Z poważaniem,\nAnna Lis\nul. Długa 3, Warszawa\ntel. 600 100 200",
    "pozdr. Anna Lis",
    "Best regards,\nAnna Lis",
    "Anna Lis",
    "--\nAnna Lis",
    "Dziękuję, Anna",
    "Anna Lis\ntel. 600 100 200\nul. Długa 3, 00-001 Warszawa",
    "Anna Lis\n600100200\n\nanna@firma.example",
    "Pozdrawiam Anna Lis tel. 600 100 200",
    "Pozdrawiam, Anna Lis, ul. Długa 3",
    "Pozdrawiam\nAnna Lis\n\nWysłano z iPhone'a",
    "Pozdrawiam\nAnna Lis\n\n" + _NOTICE,
)
GREETINGS = (
    "Dzień dobry,", "Dzień dobry Pani Anno,", "Witam!", "Szanowni Państwo,", "hej", "Cześć,",
    "Hello,", "Dear Sir or Madam,", "Добрий день!",
)  # fmt: skip


def said(text: str) -> str:
    return "\n".join(text[start:end] for start, end in take_apart(text).body)


@pytest.mark.parametrize("history", HISTORIES)
def test_earlier_correspondence_is_not_what_the_customer_says(history: str) -> None:
    text = f"{OWN}\n\n{history}"
    assert said(text) == OWN
    quoted = "".join(text[start:end] for start, end in take_apart(text).quoted)
    assert quoted.replace("\n", "") == history.replace("\n", "")


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_is_not_what_the_customer_says(signature: str) -> None:
    text = f"{OWN}\n{signature}"
    parts = take_apart(text)
    assert said(text) == OWN
    assert parts.signature == (len(OWN) + 1, len(text))
    assert parts.name.startswith("Anna")


@pytest.mark.parametrize("greeting", GREETINGS)
def test_a_greeting_is_not_what_the_customer_says(greeting: str) -> None:
    text = f"{greeting}\n{OWN}"
    parts = take_apart(text)
    assert said(text) == OWN
    assert parts.greeting == (0, len(greeting))


@pytest.mark.parametrize(
    "text",
    [
        "W dniu 3 listopada konsultant napisał, że zwrot będzie do piątku.",
        "Wiadomość napisana przez was jest niejasna.",
        "Dobry obrus, ale za mały.",
        "Pozdrawiam, a przy okazji: czy macie zasłony na wymiar?",
        "Numer zamówienia\n----------\nLD-204518",
    ],
)
def test_what_only_begins_like_a_part_of_a_letter_is_said(text: str) -> None:
    assert said(text) == text


def test_answers_between_quoted_lines_are_said() -> None:
    assert said("> Czy paczka doszła?\nTak, ale uszkodzona.\n> Czy są zdjęcia?\nTak.") == (
        "Tak, ale uszkodzona.\nTak."
    )


def test_what_stands_below_a_closing_is_read_where_it_asks() -> None:
    assert "fakturę" in said("Gdzie paczka?\nPozdrawiam\nproszę też o fakturę do zamówienia")


@pytest.mark.parametrize("closing", ["pozdrawiam", "pozdrawiam ania", "pozdr"])
def test_a_closing_needs_no_full_stop_before_it(closing: str) -> None:
    assert said(f"gdzie jest moja paczka {closing}") == "gdzie jest moja paczka"


def test_a_comma_before_the_closing_is_not_said() -> None:
    assert said("Jak zwrócić obrus, pozdrawiam Anna") == "Jak zwrócić obrus"


def test_an_address_that_is_asked_for_is_no_signature() -> None:
    text = "Proszę wysłać paczkę na:\nAnna Lis\nul. Długa 3\n00-001 Warszawa"
    assert said(text) == text


def test_an_address_in_angle_brackets_is_no_markup() -> None:
    understood = understand([f"{OWN}\n\nW dniu 3.11.2025 10:12 A <a.lis@b.example> pisze:\n> Tak"])
    assert [one.text for one in understood.questions] == [OWN]
    assert "a.lis@b.example" in understood.text
