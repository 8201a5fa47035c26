"""First names and how their bearers are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.polish.names import Gender, first_name, vocative


@pytest.mark.parametrize(
    ("full_name", "form"),
    [
        ("Anna Kowalska", "Anno"),
        ("KOWALSKA ANNA", "Anno"),
        ("Kowalska, Anna", "Anno"),
        ("anna", "Anno"),
        ("Pani Anna K.", "Anno"),
        ("Anna Maria Kowalska", "Anno"),
        ("Anna Nowak-Zielińska", "Anno"),
        ("Anna Kovalenko", "Anno"),
        ("Tomek", "Tomku"),
        ("Kasia", "Kasiu"),
        ("Ola", "Olu"),
        ("Kuba Wojcik", "Kubo"),
        ("Malgorzata", "Małgorzato"),
        ("Pawel", "Pawle"),
        ("Lukasz Żuk", "Łukaszu"),
        ("wisniewski krzysztof", "Krzysztofie"),
        ("mgr inż. Andrzej Bąk", "Andrzeju"),
        ("Jerzy", "Jerzy"),
        ("Róża Maj", "Różo"),
        ("Tomasz Zając", "Tomaszu"),
    ],
)
def test_a_person_is_called_by_the_first_name(full_name: str, form: str) -> None:
    found = vocative(full_name)

    assert found is not None
    assert found.form == form


@pytest.mark.parametrize(
    "full_name",
    [
        "Lniany Sp. z o.o.",
        "Lniany Dom",
        "Salon Anna",
        "BIURO RACHUNKOWE ANNA KOWALSKA",
        "Anna i Jan Kowalscy",
        "anna.kowalska",
        "anna@example.pl",
        "annak",
        "Anna123",
        "Adam Michał",
        "Jan Kowalska",
        "Pan Anna",
        "Pani Kuba",
        "Pani Kowalska",
        "A. Kowalska",
        "Kowalski",
        "Zając",
        "Maj",
        "Anny",
        "Andrea Nowak",
        "Sasza",
        "Chris Smith",
        "Klient",
        "",
        "a" * 10_000,
        "Anna " * 50,
    ],
)
def test_in_doubt_nobody_is_called_by_a_name(full_name: str) -> None:
    assert vocative(full_name) is None


def test_a_first_name_tells_the_gender() -> None:
    kuba, noemi = first_name("kuba"), first_name("Noemi")

    assert kuba is not None
    assert noemi is not None
    assert (kuba.name, kuba.gender) == ("Kuba", Gender.MASCULINE)
    assert noemi.gender is Gender.FEMININE


@given(st.text(max_size=60))
def test_any_text_has_a_vocative_of_letters_or_none(text: str) -> None:
    found = vocative(text)

    assert found is None or (found.form.isalpha() and found.form.istitle())
