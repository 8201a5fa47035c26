"""A question of a message → three searches: by itself, with what stands around it, by the whole.

A question of a letter seldom says all that it is about ("Do kiedy mogę ją oddać?").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

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
    whole = message[:_MESSAGE_CHARS] if message.strip() else ""
    wordings = [text for asked in questions for text in (_alone(asked), _around(asked))]
    found = _search(shelf, dict.fromkeys([whole, *wordings] if whole else wordings))
    return [_searches(asked, found, found.get(whole)) for asked in questions]


def _alone(asked: Asked) -> str:
    return (asked.core or asked.text)[:MAX_QUERY]


def _around(asked: Asked) -> str:
    if not asked.context and (asked.core or asked.text) == asked.text:
        return _alone(asked)
    return f"{asked.context} {asked.text}".strip()[-MAX_QUERY:]


def _searches(asked: Asked, found: Mapping[str, Search], whole: Search | None) -> Searches:
    words = asked.core or asked.text
    stands_alone = _stands_alone(words if _is_taken_out(asked) else asked.text)
    alone, around = found[_alone(asked)], found[_around(asked)]
    return Searches(asked, words, stands_alone, alone, around, whole)


def _is_taken_out(asked: Asked) -> bool:
    """Whether the core of a question is but a part of a story."""
    words = asked.core or asked.text
    return bool(asked.core) and _asks(words) and len(asked.core) < _MOST_OF * len(asked.text)


def _asks(words: str) -> bool:
    return "?" in words or asks(key_of(words)) or requests(words)


def _search(shelf: Shelf, wordings: Collection[str]) -> dict[str, Search]:
    """What is found by each wording. They are embedded two at a time, which needs the interpreter
    for next to nothing: a second core takes its half where it is idle."""
    with ThreadPoolExecutor(2) as pool:
        queries = list(pool.map(partial(make_query, shelf.index, shelf.encoder), wordings))
    return {
        wording: Search(query, rank_articles(shelf.index, query, _RANKED, shelf.now))
        for wording, query in zip(wordings, queries, strict=True)
    }


def _stands_alone(question: str) -> bool:
    words = [token.form for token in tokenise(question)]
    subject = [word for word in words if not is_stop_word(word)]
    return len(subject) >= _WORDS_THAT_STAND_ALONE and not any(
        fold(word) in _POINTING for word in words
    )
