"""Editors are asked once, and never learn who asked the shop."""

from __future__ import annotations

from sqlalchemy import select, update

from kb.review.gaps import ask, asked_in
from kb.store.schema import gaps, messages
from tests.review.desk import Desk


def test_a_question_stays_as_the_draft_keeps_it(desk: Desk) -> None:
    number, _ = desk.waiting()
    question = "Czy [osoba 0] dostanie list na [e-mail 1]?"

    for _ in range(2):
        ask(desk.store, question, "", number, desk.ewa.id, desk.now, desk.rules.patterns)

    assert asked_in(desk.store, number) == {question}
    with desk.store.reading() as connection:
        assert len(connection.execute(select(gaps)).all()) == 1


def test_what_the_conversation_knows_of_a_customer_is_hidden(desk: Desk) -> None:
    number, _ = desk.waiting()
    with desk.store.writing() as connection:
        connection.execute(update(messages).values(name="sklep u oli"))

    ask(
        desk.store,
        "Czy sklep u oli i Pani Anno mają rabat?",
        "Pisze sklep u oli.",
        number,
        desk.ewa.id,
        desk.now,
        desk.rules.patterns,
    )

    with desk.store.reading() as connection:
        (row,) = connection.execute(select(gaps.c.question, gaps.c.note))
    assert row.question == "Czy [osoba 2] i [osoba 0] mają rabat?"
    assert row.note == "Pisze [osoba 2]."
