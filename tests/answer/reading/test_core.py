from __future__ import annotations

import pytest

from kb.answer.message import understand
from kb.answer.reading.core import core, resolved


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (
            "Kupiłam dwa tygodnie temu obrus i chciałabym go zwrócić, bo nie pasuje do stołu.",
            "chciałabym go zwrócić",
        ),
        (
            "chcialabym go oddac, poniewaz nie pasuje do naszych krzesel",
            "chcialabym go oddac",
        ),
        ("Proszę o usunięcie konta, bo dostaję za dużo maili.", "Proszę o usunięcie konta"),
        (
            "Chciałbym anulować zamówienie LD-318822, bo żona kupiła to samo.",
            "Chciałbym anulować zamówienie",
        ),
        (
            "Jeśli paczka nie przyjdzie do piątku, to czy mogę anulować?",
            "Jeśli paczka nie przyjdzie do piątku, to czy mogę anulować?",
        ),
        (
            "Paczka miała być w poniedziałek, nr zamówienia LD-123456.",
            "Paczka miała być w poniedziałek.",
        ),
        ("Czy mogę zapłacić przy odbiorze?", "Czy mogę zapłacić przy odbiorze?"),
        ("bo nie pasuje", "bo nie pasuje"),
    ],
)  # fmt: skip
def test_the_core_is_what_is_asked_without_story_reason_and_numbers(said: str, asked: str) -> None:
    assert core(said) == asked


def test_a_pronoun_takes_the_noun_before_it_in_its_gender() -> None:
    before = "Zamówiłam sukienkę i zobaczyłam stary adres."

    assert resolved("Czy mogę go zmienić?", before) == "Czy mogę adres zmienić?"
    assert resolved("Czy mogę ją zmienić?", before) == "Czy mogę sukienkę zmienić?"
    assert resolved("Czy mogę je zmienić?", "Nic tu nie ma.") == "Czy mogę je zmienić?"


def test_a_verb_that_names_the_matter_needs_no_noun() -> None:
    [asked] = understand(("Kupiłam obrus i chciałabym go zwrócić, bo jest za duży.",)).questions

    assert asked.core == "chciałabym go zwrócić"
    assert asked.text.startswith("Kupiłam obrus")


def test_what_to_do_about_a_wish_is_one_question_with_it() -> None:
    found = understand(("Chcę wymianę na nową albo zwrot pieniędzy. Co mam zrobić?",)).questions

    assert [one.text for one in found] == [
        "Chcę wymianę na nową albo zwrot pieniędzy. Co mam zrobić?"
    ]


def test_a_wish_to_buy_is_the_story_around_a_question() -> None:
    message = "Chciałabym zamówić zasłony do trzech pokoi. Czy mogę rozłożyć to na raty?"

    assert [one.text for one in understand((message,)).questions] == [
        "Czy mogę rozłożyć to na raty?"
    ]


def test_a_text_without_end_is_its_own_core() -> None:
    long = "kupiłam obrus i chcę go zwrócić, bo nie pasuje " * 200

    assert core(long) == long
