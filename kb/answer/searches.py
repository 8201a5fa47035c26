"""A question of a message → three searches: by itself, with what stands around it, by the whole.

A question of a letter seldom says all that it is about ("Do kiedy mogę ją oddać?").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.model import Asked
from kb.answer.reading.cues import asks, is_bare, key_of, requests
from kb.answer.shelf import Shelf
from kb.polish.text import fold, is_stop_word, tokenise
from kb.search.passages import Query, RankedArticles, make_query, rank_articles
from kb.search.question import MAX_QUERY

#: A core that is longer was hardly taken out of anything.
_MOST_OF = 0.8
#: Articles of each ranking that are compared.
_RANKED = 16
#: A question with fewer words of its own subject needs the sentences around it.
_WORDS_THAT_STAND_ALONE = 2
#: More of a message says what it is about no better.
_MESSAGE_CHARS = 1_500
_POINTING = frozenset(
    """
    go je ja jej jego jemu mu nim nia niego niej ich im tym tego tej temu te ten ta to tam tamten
    it them this that these those one його її їх це цей ця ці
    """.split()
)


@dataclass(frozen=True, slots=True)
class Search:
    """A wording made ready, and the articles found by it."""

    query: Query
    ranked: RankedArticles


@dataclass(frozen=True, slots=True)
class Searches:
    """The three of one question. whole: None for a message without a word.

    words: of the question without what surrounds it in its sentence. stands_alone: whether it
    names its subject.
    """

    asked: Asked
    words: str
    stands_alone: bool
    alone: Search
    around: Search
    whole: Search | None

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing but that something is asked ("Co mam zrobić?")."""
        return is_bare(self.asked.text)

    @property
    def asks(self) -> bool:
        """Whether it is a question or a request, not told."""
        return _asks(self.words)


def search_all(shelf: Shelf, questions: Sequence[Asked], message: str) -> list[Searches]:
    """The searches for every question. message: what the customer says. Raises
    IndexUnavailable."""
    for asked in questions:
        if _is_taken_out(asked):
            message = message.replace(asked.text, asked.core)
    whole = _search(shelf, message[:_MESSAGE_CHARS]) if message.strip() else None
    return [_searches(shelf, asked, whole) for asked in questions]


def _searches(shelf: Shelf, asked: Asked, whole: Search | None) -> Searches:
    words = asked.core or asked.text
    alone = _search(shelf, words[:MAX_QUERY])
    around = (
        _search(shelf, f"{asked.context} {asked.text}".strip()[-MAX_QUERY:])
        if asked.context or words != asked.text
        else alone
    )
    stands_alone = _stands_alone(words if _is_taken_out(asked) else asked.text)
    return Searches(asked, words, stands_alone, alone, around, whole)


def _is_taken_out(asked: Asked) -> bool:
    """Whether the core of a question is but a part of a story."""
    words = asked.core or asked.text
    return bool(asked.core) and _asks(words) and len(asked.core) < _MOST_OF * len(asked.text)


def _asks(words: str) -> bool:
    return "?" in words or asks(key_of(words)) or requests(words)


def _search(shelf: Shelf, wording: str) -> Search:
    query = make_query(shelf.index, shelf.encoder, wording)
    return Search(query, rank_articles(shelf.index, query, _RANKED, shelf.now))


def _stands_alone(question: str) -> bool:
    words = [token.form for token in tokenise(question)]
    subject = [word for word in words if not is_stop_word(word)]
    return len(subject) >= _WORDS_THAT_STAND_ALONE and not any(
        fold(word) in _POINTING for word in words
    )
