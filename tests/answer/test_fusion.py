"""Which article a question of a message is about, told by all that the message says."""

from __future__ import annotations

import pytest

from kb.answer.findings import look_up
from kb.answer.fusion import choose, signs_of, standings_of
from kb.answer.model import Asked
from kb.answer.searches import Searches, search_all
from kb.answer.shelf import Shelf
from kb.answer.suggest import Assistant


@pytest.fixture
def shelf(assistant: Assistant) -> Shelf:
    return assistant.base().public


def searched(shelf: Shelf, *questions: str) -> list[Searches]:
    asked = [Asked(text, (0, len(text)), "pl") for text in questions]
    return search_all(shelf, asked, " ".join(questions))


def slug(shelf: Shelf, row: int) -> str:
    return shelf.index.tables.articles[row].summary.slug


def test_every_article_that_a_search_found_is_weighed_once(shelf: Shelf) -> None:
    (own,) = searched(shelf, "Ile mam czasu na zwrot?")
    chosen = choose(own, (), frozenset())
    rows = [one.article for one in chosen]
    assert set(own.alone.ranked.articles) <= set(rows)
    assert len(rows) == len(set(rows))
    assert [one.score for one in chosen] == sorted((one.score for one in chosen), reverse=True)


def test_the_best_of_a_search_stands_at_nothing_and_the_others_behind_it(shelf: Shelf) -> None:
    (own,) = searched(shelf, "Ile mam czasu na zwrot?")
    first, *rest = standings_of(own, (), frozenset(), own.alone.ranked.articles)
    assert first.alone == 0.0
    assert all(one.alone <= 0.0 for one in rest)


def test_an_article_that_another_question_is_about_gains(shelf: Shelf) -> None:
    own, other = searched(shelf, "Ile to trwa?", "Jak mogę zwrócić obrus?")
    about = other.alone.ranked.articles[0]
    (without,) = standings_of(own, (), frozenset(), [about])
    (beside,) = standings_of(own, [other], frozenset(), [about])
    assert beside.others > without.others
    scores = {one.article: one.score for one in choose(own, (), frozenset())}
    gained = {one.article: one.score for one in choose(own, [other], frozenset())}
    assert gained[about] > scores[about]


def test_what_the_editors_name_for_the_matter_gains(shelf: Shelf) -> None:
    (own,) = searched(shelf, "Co mam z tym zrobić?")
    last = choose(own, (), frozenset())[-1]
    named = {one.article: one.score for one in choose(own, (), frozenset({last.article}))}
    assert named[last.article] > last.score


def test_a_lone_article_is_as_far_ahead_as_can_be_told(shelf: Shelf) -> None:
    (own,) = searched(shelf, "Ile mam czasu na zwrot?")
    chosen = choose(own, (), frozenset())
    signs = signs_of(own, chosen[:1], 1, None)
    assert signs.ahead >= signs_of(own, chosen, 1, None).ahead
    assert signs.mark == 1.0


def test_a_message_without_a_word_has_no_search_of_the_whole(shelf: Shelf) -> None:
    asked = Asked("Ile mam czasu na zwrot?", (0, 23), "pl")
    (own,) = search_all(shelf, [asked], "  ")
    assert own.whole is None
    assert look_up(shelf, [asked], "  ")[0].passages
