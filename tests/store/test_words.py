"""By which words a text is found."""

from __future__ import annotations

import pytest

from kb.store.words import findable, wanted


def found(query: str, text: str) -> bool:
    """As the database compares."""
    stored = findable([text])
    return all(any(way in stored for way in ways) for ways in wanted(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("paczki", "Nie doszła paczka."),
        ("PACZKĘ", "Dwie paczki"),
        ("paczke", "Czekam na paczkę"),
        ("reklamację", "W sprawie reklamacji"),
        ("zwrot pieniędzy", "Kiedy zwrócicie pieniądze? Czekam na zwrot."),
        ("psa", "Mam dwa psy"),
        ("Kowalskiej", "Anna Kowalska"),
        ("kowal", "Anna Kowalska"),
        ("600100200", "tel. 600 100 200"),
        ("ewa@example.pl", "Piszę z ewa@example.pl"),
        ("204518", "Zamówienie LD-204518"),
        ("łódź", "Wysyłka: Lodz"),
        ("Oksana", "Оксана Бондар"),
        ("Оксана", "Oksana Bondar"),
        ("szewczenko", "Юрій Шевченко"),
        ("Yurii Shevchenko", "Юрій Шевченко"),
        ("Шевченко", "Shevchenko"),
    ],
)
def test_a_word_is_found_in_any_inflection_and_spelling(query: str, text: str) -> None:
    assert found(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("zwrot", "Gdzie paczka?"),
        ("paczka zwrot", "Gdzie paczka?"),
        ("pies", "Zapiekanka"),
        ("x", ""),
    ],
)
def test_what_is_not_there_is_not_found(query: str, text: str) -> None:
    assert not found(query, text)


def test_words_without_a_subject_are_not_kept_and_asked_for_only_alone() -> None:
    assert " nie " not in findable(["Nie doszła."])
    assert wanted("czy paczka") == wanted("paczka")
    assert wanted("czy") != ()
    assert wanted("?!") == ()
    assert findable(["", " "]) == ""
