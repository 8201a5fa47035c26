"""What was typed → what is searched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QueryError
from kb.search.lexicon import Lexicon, Words
from kb.search.question import MAX_QUERY, prepare

LEXICON = Lexicon(Words.collect(["Zwrot towaru. Przesyłka z Paczkomatu. Zwrócić przesyłkę."]))


@pytest.mark.parametrize("query", ["", "   ", "\n\t", "\x00", "\u200b\ufeff", "\u00a0\u2003"])
def test_an_empty_question_is_told_apart(query: str) -> None:
    with pytest.raises(QueryError) as raised:
        prepare(LEXICON, query)

    assert raised.value.reason == "empty"


def test_a_question_may_have_two_thousand_characters_and_no_more() -> None:
    assert len(prepare(LEXICON, "  " + "a" * MAX_QUERY + "\n").typed) == MAX_QUERY
    with pytest.raises(QueryError, match="2001 characters") as raised:
        prepare(LEXICON, "a" * (MAX_QUERY + 1))
    assert raised.value.reason == "too-long"


def test_control_characters_and_runs_of_spaces_are_cleaned() -> None:
    prepared = prepare(LEXICON, "  zwrot\x00\x07 \u202etowaru\n\n ")

    assert prepared.typed == prepared.searched == "zwrot towaru"


def test_decomposed_letters_are_the_same_letters() -> None:
    assert prepare(LEXICON, "zwro\u0301cic\u0301 przesyłke\u0328").searched == "zwrócić przesyłkę"


def test_a_polish_question_is_corrected_and_says_so() -> None:
    prepared = prepare(LEXICON, "przesylka z paczkmoatu")

    assert prepared.typed == "przesylka z paczkmoatu"
    assert prepared.searched == prepared.corrected == "przesyłka z paczkomatu"
    assert prepared.language == "pl"


def test_nothing_to_correct_is_none() -> None:
    assert prepare(LEXICON, "zwrot przesyłki").corrected is None


@pytest.mark.parametrize(
    ("query", "exact"),
    [("przesylka", True), ("where is my zwort", False), ("Чи можу я повернути", False)],
)
def test_exact_and_foreign_questions_are_searched_as_typed(query: str, exact: bool) -> None:
    prepared = prepare(LEXICON, query, exact)

    assert prepared.searched == prepared.typed == query
    assert prepared.corrected is None


@given(st.text() | st.text(alphabet="zwrotpaczk \x00\u200b\u0301ąół"))
def test_what_is_searched_has_no_control_characters_and_no_space_around(query: str) -> None:
    try:
        prepared = prepare(LEXICON, query)
    except QueryError:
        return  # nothing is left of it
    for text in (prepared.typed, prepared.searched):
        assert text == text.strip() != ""
        assert "  " not in text
        assert not any(c < " " or c == "\x7f" for c in text)
