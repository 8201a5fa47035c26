from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp import polish

FORMS = ("wynik", "wyniki", "wyników")


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (0, "wyników"), (1, "wynik"), (2, "wyniki"), (4, "wyniki"), (5, "wyników"),
        (11, "wyników"), (12, "wyników"), (14, "wyników"), (21, "wyników"), (22, "wyniki"),
        (25, "wyników"), (101, "wyników"), (102, "wyniki"), (112, "wyników"), (1004, "wyniki"),
    ],
)  # fmt: skip
def test_a_noun_takes_its_form_from_the_number(number: int, form: str) -> None:
    assert polish.plural(number, *FORMS) == form


def test_a_number_stays_with_its_noun() -> None:
    assert polish.count(12345, *FORMS) == "12\u00a0345\u00a0wyników"
    assert polish.count(2000, *FORMS) == "2000\u00a0wyników"


def test_a_date_is_written_in_words() -> None:
    assert polish.polish_date(date(2026, 10, 3)) == "3\u00a0października\u00a02026"


def test_a_moment_belongs_to_the_day_it_has_in_poland() -> None:
    assert polish.local_day(datetime(2026, 10, 2, 22, 30, tzinfo=UTC)) == date(2026, 10, 3)


@pytest.mark.parametrize(
    ("plain", "typeset"),
    [
        ("zwrot w salonie", "zwrot w\u00a0salonie"),
        ("Z nami i w domu", "Z\u00a0nami i\u00a0w\u00a0domu"),
        ("12,99 zł i 14 dni", "12,99\u00a0zł i\u00a014\u00a0dni"),
        ("+48 12 000 00 00", "+48\u00a012\u00a0000\u00a000\u00a000"),
        ("8:00–18:00", "8:00\u2060–\u206018:00"),
        ("len wart ceny", "len wart ceny"),
        ("10 złotych rad", "10 złotych rad"),
    ],
)
def test_lines_do_not_break_where_polish_does_not(plain: str, typeset: str) -> None:
    assert polish.nbsp(plain) == typeset


@given(st.text())
def test_typesetting_changes_spaces_only_and_once(text: str) -> None:
    typeset = polish.nbsp(text)

    assert typeset.replace("\u2060", "").replace("\u00a0", " ") == text.replace(
        "\u2060", ""
    ).replace("\u00a0", " ")
    assert polish.nbsp(typeset).count("\u00a0") >= typeset.count("\u00a0")


def test_a_phone_number_becomes_an_address() -> None:
    assert polish.phone_address("+48 12 000-00-00") == "tel:+48120000000"
