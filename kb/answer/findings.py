"""A question of a message → the passages that answer it, or the finding that none does."""

from __future__ import annotations

from dataclasses import dataclass

from kb.answer.model import Asked
from kb.answer.shelf import Shelf
from kb.polish.text import fold, is_stop_word, tokenise
from kb.search.engine import Filter
from kb.search.passages import FoundPassages, Query, ScoredPassage, find_passages, make_query
from kb.search.question import MAX_QUERY

#: Articles of which passages are looked at.
_ARTICLES = 3
#: A question with fewer words of its own subject needs the sentences around it.
_WORDS_THAT_STAND_ALONE = 3
_POINTING = frozenset(
    """
    go je ja jej jego jemu mu nim nia niego niej ich im tym tego tej temu te ten ta to tam tamten
    it them this that these those one його її їх це цей ця ці
    """.split()
)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the base says to one question. passages: as found, none where it says nothing."""

    asked: Asked
    answered: bool
    confidence: float
    searched: str
    query: Query
    passages: tuple[ScoredPassage, ...]


def look_up(shelf: Shelf, asked: Asked) -> Findings:
    """Search a question: alone where it names its subject, else with its context.

    When that way finds no answer the other one is tried. Raises IndexUnavailable.
    """
    first, *others = _wordings(asked)
    query, found = _search(shelf, first)
    for wording in others:
        if found.answered:
            break
        other_query, other = _search(shelf, wording)
        if other.answered or other.confidence > found.confidence:
            query, found = other_query, other
    return Findings(asked, found.answered, found.confidence, found.searched, query, found.passages)


def _search(shelf: Shelf, wording: str) -> tuple[Query, FoundPassages]:
    query = make_query(shelf.index, shelf.encoder, wording)
    return query, search_again(shelf, query)


def search_again(shelf: Shelf, query: Query) -> FoundPassages:
    """What another shelf says to a question that is embedded already."""
    return find_passages(shelf.index, query, articles=_ARTICLES, only=Filter(), today=shelf.today)


def _wordings(asked: Asked) -> list[str]:
    """The question as it may be searched, the likeliest wording first."""
    alone = asked.text[:MAX_QUERY]
    if not asked.context:
        return [alone]
    whole = f"{asked.context} {asked.text}"[-MAX_QUERY:]
    return [alone, whole] if _stands_alone(asked.text) else [whole, alone]


def _stands_alone(question: str) -> bool:
    words = [token.form for token in tokenise(question)]
    subject = [word for word in words if not is_stop_word(word)]
    return len(subject) >= _WORDS_THAT_STAND_ALONE and not any(
        fold(word) in _POINTING for word in words
    )
