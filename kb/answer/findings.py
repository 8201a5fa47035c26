"""The questions of a message → the passages that answer each, or the finding that none does.

A question of a letter seldom says all that it is about ("Do kiedy mogę ją oddać?"). So each is
ranked three ways: by itself, with the sentences before it, and by the whole message; the scores are
added (CombSUM, Fox and Shaw 1994). Whether the three agree enough to answer is told by their ranks
(reciprocal ranks, Cormack et al. 2009). The weights were chosen on message cases of the development
half, see docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.model import Asked
from kb.answer.reading.cues import is_bare
from kb.answer.shelf import Shelf
from kb.polish.text import fold, is_stop_word, tokenise
from kb.search.passages import (
    Query,
    RankedArticles,
    ScoredPassage,
    make_query,
    passages_of,
    rank_articles,
)
from kb.search.question import MAX_QUERY

#: Weights of the three, for a question that names its subject and for one that does not.
_NAMING = (1.0, 1.0, 1.0)
_POINTING_BACK = (1.0, 2.0, 1.0)
#: Articles of each ranking that are fused, and the constant of the reciprocal ranks.
_RANKED = 16
_RRF = 2
#: Share of the most that an article can get by its ranks, from which on the rankings agree enough.
_AGREED = 0.7
#: The second article is heard, too, when it is no further behind the first, and is a rival of it
#: when nearly as good; in standard deviations.
_NEAR = 0.8
_RIVAL = 0.4
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
class Findings:
    """What the base says to one question. query: the wording by which passages were scored.

    passages: of the best article, none where nothing was found at all. beside: of the next one,
    where it is not much worse. rivals: whether it cannot be told which of the two is meant.
    """

    asked: Asked
    answered: bool
    confidence: float
    query: Query
    passages: tuple[ScoredPassage, ...]
    beside: tuple[ScoredPassage, ...] = ()
    rivals: bool = False


@dataclass(frozen=True, slots=True)
class _Search:
    query: Query
    ranked: RankedArticles


def look_up(shelf: Shelf, questions: Sequence[Asked], message: str) -> list[Findings]:
    """Search every question of a message.

    message: what the customer says in it, as one text. Raises IndexUnavailable.
    """
    if not questions:
        return []
    whole = _search(shelf, message[:_MESSAGE_CHARS]) if message.strip() else None
    return [_look_up(shelf, asked, whole) for asked in questions]


def _look_up(shelf: Shelf, asked: Asked, message: _Search | None) -> Findings:
    alone = _search(shelf, asked.text[:MAX_QUERY])
    around = (
        _search(shelf, f"{asked.context} {asked.text}"[-MAX_QUERY:]) if asked.context else alone
    )
    stands_alone = _stands_alone(asked.text)
    bare = is_bare(asked.text)
    weights = _NAMING if stands_alone else _POINTING_BACK
    if bare:
        weights = (0.0, *weights[1:])
    searches = [
        (search.ranked, weight)
        for search, weight in zip((alone, around, message), weights, strict=True)
        if search and weight
    ]
    # A question that names its subject must be answered by itself: what stands around it is
    # answered by something anyway.
    telling = [alone] if stands_alone else [around] if bare else [alone, around]
    confidence = max(search.ranked.confidence for search in telling)
    query = alone.query if stands_alone else around.query
    scores = _added_scores(searches)
    order = sorted(scores, key=lambda article: -scores[article])
    behind = scores[order[0]] - scores[order[1]] if len(order) > 1 else float("inf")
    meant = order[: 2 if behind <= _RIVAL else 1]
    agreed = bool(meant) and _agreement(searches, meant) >= _AGREED
    return Findings(
        asked=asked,
        answered=agreed and any(search.ranked.answered for search in telling),
        confidence=confidence,
        query=query,
        passages=passages_of(shelf.index, query, order[0]) if order else (),
        beside=passages_of(shelf.index, query, order[1]) if behind <= _NEAR else (),
        rivals=behind <= _RIVAL,
    )


def _added_scores(searches: Sequence[tuple[RankedArticles, float]]) -> dict[int, float]:
    """Weighted mean of the scores of each article; one that a ranking lacks has its lowest."""
    found = [(ranked, weight) for ranked, weight in searches if ranked.articles]
    total = sum(weight for _, weight in found)
    added = {article: 0.0 for ranked, _ in found for article in ranked.articles}
    for ranked, weight in found:
        own = dict(zip(ranked.articles, ranked.scores, strict=True))
        lowest = min(ranked.scores)
        for article in added:
            added[article] += weight * own.get(article, lowest) / total
    return added


def _agreement(searches: Sequence[tuple[RankedArticles, float]], articles: Sequence[int]) -> float:
    """How high the rankings have the best of some articles: 1 where each has one of them first."""
    total = sum(weight for _, weight in searches)
    agreed = 0.0
    for ranked, weight in searches:
        ranks = [rank for rank, article in enumerate(ranked.articles) if article in articles]
        if ranks:
            agreed += weight * _RRF / (_RRF + ranks[0]) / total
    return agreed


def _search(shelf: Shelf, wording: str) -> _Search:
    query = make_query(shelf.index, shelf.encoder, wording)
    return _Search(query, rank_articles(shelf.index, query, _RANKED, shelf.today))


def _stands_alone(question: str) -> bool:
    words = [token.form for token in tokenise(question)]
    subject = [word for word in words if not is_stop_word(word)]
    return len(subject) >= _WORDS_THAT_STAND_ALONE and not any(
        fold(word) in _POINTING for word in words
    )
