from __future__ import annotations

import pytest
from sqlalchemy import update

from kb.errors import NotFound
from kb.rodo.subject import Kind, Matched, Subject, matched, occurrences, subject
from kb.store.database import Store
from kb.store.schema import conversations
from tests.rodo.letters import ANNA, JAN, sent


def found(store: Store, who: str) -> Matched:
    with store.reading() as connection:
        return matched(connection, subject(who))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (" Anna.Lewandowska@Example.PL ", Subject(Kind.EMAIL, "anna.lewandowska@example.pl")),
        ("+48 600 700 800", Subject(Kind.PHONE, "600700800")),
        ("0048 600-700-800", Subject(Kind.PHONE, "600700800")),
        ("600700800", Subject(Kind.PHONE, "600700800")),
        ("(12) 345 67 89", Subject(Kind.PHONE, "123456789")),
        ("7k4m-2qx9", Subject(Kind.NUMBER, "7K4M-2QX9")),
        ("1234-5678", Subject(Kind.NUMBER, "1234-5678")),
        ("7K4M 2QXO", Subject(Kind.NUMBER, "7K4M-2QX0")),
    ],
)
def test_a_person_is_meant_however_they_are_written(written: str, meant: Subject) -> None:
    assert subject(written) == meant


@pytest.mark.parametrize("written", ["", "Anna", "@anna", "12", "a b@c.pl", "7K4M-2QX"])
def test_anything_else_means_nobody(written: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        subject(written)


@pytest.mark.parametrize(
    "who", ["anna.lewandowska@example.pl", "ANNA.LEWANDOWSKA@EXAMPLE.PL", "600 700 800"]
)
def test_what_somebody_wrote_is_found_and_nothing_else(store: Store, who: str) -> None:
    anna = sent(store, ANNA)
    sent(store, JAN)

    assert found(store, who) == Matched((anna,), ())


def test_an_address_that_only_begins_alike_is_another(store: Store) -> None:
    sent(store, ANNA, email="xanna.lewandowska@example.pl", phone="1600700800")
    sent(store, ANNA, email="anna.lewandowska@example.pl.com", phone="")

    assert found(store, "anna.lewandowska@example.pl") == Matched((), ())
    assert found(store, "600 700 800") == Matched((), ())


def test_signs_that_databases_take_for_patterns_are_letters(store: Store) -> None:
    sent(store, ANNA, email="annaXlewandowska@example.pl")
    exact = sent(store, ANNA, email="anna_lewandowska@example.pl")

    assert found(store, "anna_lewandowska@example.pl").conversations == (exact,)


def test_a_receipt_names_its_whole_conversation(store: Store) -> None:
    first = sent(store, ANNA)
    second = sent(store, ANNA, conversation=first)

    assert found(store, second).conversations == (first,)
    with pytest.raises(NotFound):
        found(store, "0000-0000")


def test_doubles_that_were_merged_belong_together(store: Store) -> None:
    leading, double = sent(store, ANNA), sent(store, ANNA, email="inny@example.pl", phone="")
    with store.writing() as connection:
        connection.execute(
            update(conversations)
            .where(conversations.c.number == double)
            .values(status="merged", merged_into=leading)
        )

    both = tuple(sorted((leading, double)))
    assert found(store, "inny@example.pl").conversations == both
    assert found(store, "anna.lewandowska@example.pl").conversations == both


def test_who_is_mentioned_by_others_is_told_apart(store: Store) -> None:
    anna = sent(store, ANNA)
    jan = sent(store, JAN, text="Paczkę odbierze sąsiadka, tel. 600 700\u00a0800, nie ja.")
    other = sent(store, JAN, subject="Fwd: anna.lewandowska@example.pl")
    sent(store, JAN, text="Zamówienie 1600700800 nie przyszło.")

    assert found(store, "600700800") == Matched((anna,), (jan,))
    assert found(store, "anna.lewandowska@example.pl") == Matched((anna,), (other,))


def test_every_way_to_write_a_telephone_is_the_same_telephone() -> None:
    text = "600 700 800, +48 600-700-800 albo 511 222 333"
    spans = occurrences(text, subject("600700800"))

    assert [text[slice(*span)] for span in spans] == ["600 700 800", "+48 600-700-800"]
