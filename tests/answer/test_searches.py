"""The searches for the questions of a message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import sleep

import pytest

from kb.answer.model import Asked
from kb.answer.searches import Searches, search_all
from kb.answer.shelf import Shelf
from kb.embedding.encoder import Encoded
from kb.embedding.fake import FakeEncoder
from kb.errors import QueryError
from kb.search.passages import make_query, rank_articles
from kb.search.question import MAX_QUERY
from tests.answer.conftest import Desk

RETURN = "Ile mam dni na zwrot towaru?"
COST = "Ile kosztuje dostawa kurierem?"
MESSAGE = f"Mam dwa pytania. {RETURN} {COST}"


class Watched(FakeEncoder):
    """Keeps what is asked of it; wait: seconds for a text."""

    def __init__(self, wait: Callable[[str], float] = lambda _: 0.0) -> None:
        self.asked = list[str]()
        self._wait = wait

    def encode_query(self, text: str) -> Encoded:
        sleep(self._wait(text))
        self.asked.append(text)
        return super().encode_query(text)


@pytest.fixture
def shelf(desk: Desk) -> Shelf:
    return desk.assistant.base().public


def asked(text: str, context: str = "", core: str = "") -> Asked:
    return Asked(text, (0, len(text)), "pl", context, core)


def searched(shelf: Shelf, questions: Sequence[Asked], message: str = MESSAGE) -> list[Searches]:
    return search_all(shelf, questions, message)


def test_each_wording_is_embedded_once(shelf: Shelf) -> None:
    encoder = Watched()
    own = replace(shelf, encoder=encoder)

    searched(own, [asked(RETURN, core=RETURN), asked(COST)], message=RETURN)

    assert sorted(encoder.asked) == sorted([RETURN, COST])


def test_what_is_found_belongs_to_its_wording_whichever_is_embedded_first(shelf: Shelf) -> None:
    slow = replace(shelf, encoder=Watched(lambda text: 0.1 if text == RETURN else 0.0))

    first, second = searched(slow, [asked(RETURN), asked(COST, context="Kupiłam obrus.")])

    for text, found in ((RETURN, first.alone), (COST, second.alone)):
        query = make_query(shelf.index, shelf.encoder, text)
        assert found.query.prepared.searched == query.prepared.searched
        assert found.ranked == rank_articles(shelf.index, query, 16, shelf.now)
    assert first.around is first.alone
    assert second.around.query.prepared.searched.startswith("Kupiłam obrus.")
    assert first.whole is second.whole is not None


def test_without_a_model_words_are_searched(shelf: Shelf) -> None:
    [found] = searched(replace(shelf, encoder=None), [asked(COST)])

    assert found.alone.query.encoded is None
    assert found.alone.ranked.articles


def test_a_message_without_words_has_no_search_of_the_whole(shelf: Shelf) -> None:
    [found] = searched(shelf, [asked(COST)], message=" ")

    assert found.whole is None
    assert searched(shelf, [], message=" ") == []


def test_what_cannot_be_asked_is_told_to_the_caller(shelf: Shelf) -> None:
    with pytest.raises(QueryError):
        make_query(shelf.index, shelf.encoder, "a" * (MAX_QUERY + 1))

    class Broken(FakeEncoder):
        def encode_query(self, text: str) -> Encoded:
            raise QueryError("empty", text)

    with pytest.raises(QueryError):
        searched(replace(shelf, encoder=Broken()), [asked(COST)])
