"""What customers say of an answer is kept once for each conversation, without personal data."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from kb.delivery.survey import MOST_WORDS, OPEN_FOR, Answers, answer, survey
from kb.errors import NotFound
from kb.store.database import Store
from kb.store.messages import NewMessage, add_message
from kb.store.schema import surveys
from tests.delivery.conftest import INVITATIONS, MINUTE, NOW


def conversation(store: Store, key: str = "1") -> str:
    return add_message(store, NewMessage(key=key, language="pl", topic="", text="?"), NOW).number


def invited(store: Store, number: str, language: str = "pl") -> str:
    """The address in a letter."""
    with store.writing() as connection:
        return INVITATIONS.invite(connection, number, language, NOW).address


def token(store: Store) -> str:
    return invited(store, conversation(store)).rpartition("/")[2]


def test_its_link_is_long_the_same_each_time_and_another_for_each(store: Store) -> None:
    first, second = conversation(store, "1"), conversation(store, "2")

    assert invited(store, first) == invited(store, first)
    assert invited(store, first) != invited(store, second)
    assert len(invited(store, first).rpartition("/")[2]) == 26
    with store.reading() as connection:
        assert len(connection.execute(select(surveys)).all()) == 2


def test_another_site_has_other_links(sqlite: Store) -> None:
    number = conversation(sqlite)

    assert replace(INVITATIONS, key=b"x" * 32).token(number) != INVITATIONS.token(number)


def test_the_table_cannot_tell_a_link(sqlite: Store) -> None:
    link = token(sqlite)

    with sqlite.reading() as connection:
        row = connection.execute(select(surveys)).one()
    assert link not in str(row)


@pytest.mark.parametrize(
    ("language", "address"),
    [
        ("pl", "https://pomoc.example.pl/ankieta/"),
        ("en", "https://pomoc.example.pl/en/survey/"),
        ("uk", "https://pomoc.example.pl/ankieta/"),
    ],
)
def test_a_letter_links_to_the_page_in_its_language(
    sqlite: Store, language: str, address: str
) -> None:
    assert invited(sqlite, conversation(sqlite), language).startswith(address)


def test_answers_are_added_up_and_the_last_one_holds(store: Store) -> None:
    link = token(store)

    answer(store, link, Answers(csat=2), NOW + MINUTE)
    answer(store, link, Answers(effort=7, words="Długo."), NOW + 2 * MINUTE)
    found = answer(store, link, Answers(csat=5, nps=0), NOW + 3 * MINUTE)

    assert found.answers == Answers(csat=5, effort=7, nps=0, words="Długo.")
    assert found.answered_at == NOW + 3 * MINUTE
    assert survey(store, link.upper()) == found


def test_nothing_said_is_no_answer(store: Store) -> None:
    found = answer(store, token(store), Answers(words="  "), NOW)

    assert (found.answered_at, found.answers) == (None, Answers())


def test_words_are_masked_and_kept_short(store: Store) -> None:
    said = Answers(words="Piszcie na anna@example.org! " + "a" * 2 * MOST_WORDS)

    found = answer(store, token(store), said, NOW)

    assert "anna@example.org" not in found.answers.words
    assert len(found.answers.words) <= MOST_WORDS + 20


@pytest.mark.parametrize(
    "wrong", [{"csat": 0}, {"csat": 6}, {"effort": 8}, {"nps": 11}, {"nps": -1}]
)
def test_a_number_on_no_scale_is_refused(sqlite: Store, wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="is not between"):
        answer(sqlite, token(sqlite), Answers(**wrong), NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("link", ["", "x", "a" * 26, "ą\ud800"])
def test_a_link_that_is_none(sqlite: Store, link: str) -> None:
    with pytest.raises(NotFound):
        survey(sqlite, link)


def test_it_closes_after_a_month(sqlite: Store) -> None:
    link = token(sqlite)

    assert survey(sqlite, link).is_open(NOW + OPEN_FOR)
    with pytest.raises(NotFound, match="closed"):
        answer(sqlite, link, Answers(csat=5), NOW + OPEN_FOR + timedelta(seconds=1))
