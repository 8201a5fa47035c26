"""What is an e-mail address and what is a telephone number."""

from __future__ import annotations

import pytest

from kb.privacy.reach import email_address, phone_number


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("jan.kowalski+sklep@poczta.pl", "jan.kowalski+sklep@poczta.pl"),
        ("Jan@POCZTA.pl", "Jan@poczta.pl"),
        ("żaneta@źródło.pl", "żaneta@źródło.pl"),
        ("pomoc@lnianydom.example", "pomoc@lnianydom.example"),
    ],
)
def test_an_address_is_known_without_asking_anybody(typed: str, known: str) -> None:
    assert email_address(typed) == known


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "jan",
        "jan@poczta",
        "jan@@poczta.pl",
        "jan@poczta..pl",
        "jan kowalski@poczta.pl",
        "jan@poczta.pl\r\nBcc: ktos@inny.pl",
        "jan@poczta.pl\nSubject: nagroda",
        "jan@poczta.pl, ktos@inny.pl",
        "Jan <jan@poczta.pl>",
        '"jan kowalski"@poczta.pl',
        "jan@localhost",
        "j" * 5000 + "@poczta.pl",
    ],
)
def test_what_no_mail_can_reach_is_refused(typed: str) -> None:
    assert email_address(typed) is None


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("600 100 200", "+48 600 100 200"),
        ("600-100-200", "+48 600 100 200"),
        ("0048 600100200", "+48 600 100 200"),
        ("(12) 345 67 89", "+48 12 345 67 89"),
        ("+49 30 123456", "+49 30 123456"),
    ],
)
def test_a_number_is_polish_unless_it_says_otherwise(typed: str, known: str) -> None:
    assert phone_number(typed) == known


@pytest.mark.parametrize(
    "typed",
    ["", "600", "600 100", "abc", "600100200\r\nBcc: a@b.pl", "6" * 5000, "+999 123 456 789"],
)
def test_what_cannot_be_called_is_refused(typed: str) -> None:
    assert phone_number(typed) is None
