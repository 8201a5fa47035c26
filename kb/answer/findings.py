"""The questions of a message → the passages that answer each, or the finding that none does.

A question of a letter seldom says all that it is about ("Do kiedy mogę ją oddać?"). So each is
ranked three ways: by itself, with the sentences before it, and by the whole message; the scores are
added (CombSUM, Fox and Shaw 1994). Whether the three agree enough to answer is told by their ranks
(reciprocal ranks, Cormack et al. 2009). The weights were chosen on message cases of the development
half, see docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.answer.model import Asked
from kb.answer.reading.cues import asks, is_bare, key_of, requests
from kb.answer.reading.problems import REMEDY
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
#: For one whose verb names the matter ("chcę go zwrócić"), or that was taken out of a story.
_ACTING = (2.0, 1.0, 1.0)
_TAKEN_OUT = (2.0, 0.5, 0.5)
#: A core that is longer was hardly taken out of anything.
_MOST_OF = 0.8
#: Articles of each ranking that are fused, and the constant of the reciprocal ranks.
_RANKED = 16
_RRF = 2
#: Share of the most that an article can get by its ranks, from which on the rankings agree enough.
_AGREED = 0.7
#: The second article is heard, too, when it is no further behind the first, and is a rival of it
#: when nearly as good; in standard deviations.
_NEAR = 0.8
_RIVAL = 0.4
#: What an article is worth that the editors name for the matter, in standard deviations.
_PREFERRED = 0.6
#: What the article of the question before is worth for one that does not name its subject.
_SAME_MATTER = 0.3
#: What only tells of something is answered where the rankings agree more, or the search is sure.
_AGREED_ON_TOLD = 0.84
_SURE = 0.8
#: What the editors name is answered with from this confidence on.
_NAMED_IS_ENOUGH = 0.2
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
    around: the question with what stands around it.

    passages: of the best article, none where nothing was found at all. beside: of the next one,
    where it is not much worse. rivals: whether it cannot be told which of the two is meant.
    """

    asked: Asked
    answered: bool
    confidence: float
    query: Query
    around: Query
    passages: tuple[ScoredPassage, ...]
    beside: tuple[ScoredPassage, ...] = ()
    rivals: bool = False

    @property
    def slug(self) -> str:
        """Of the best article; empty where nothing was found."""
        return self.passages[0].article.slug if self.passages else ""


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
    for asked in questions:
        if _is_taken_out(asked):
            message = message.replace(asked.text, asked.core)
    whole = _search(shelf, message[:_MESSAGE_CHARS]) if message.strip() else None
    found: list[Findings] = []
    for asked in questions:
        found.append(_look_up(shelf, asked, whole, found[-1] if found else None))
    return found


def _look_up(
    shelf: Shelf, asked: Asked, message: _Search | None, last: Findings | None
) -> Findings:
    words = asked.core or asked.text
    alone = _search(shelf, words[:MAX_QUERY])
    around = (
        _search(shelf, f"{asked.context} {asked.text}".strip()[-MAX_QUERY:])
        if asked.context or words != asked.text
        else alone
    )
    stands_alone = _stands_alone(words if _is_taken_out(asked) else asked.text)
    bare = is_bare(asked.text)
    weights = _weights(asked, words, stands_alone)
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
    # A question that names its subject is about that, whatever else is told.
    plain_question = stands_alone and ("?" in words or asks(key_of(words)))
    named = [] if plain_question else _named(shelf, asked, scores)
    for article in named:
        scores[article] += _PREFERRED
    if last and last.answered and not stands_alone:
        for article in scores:
            scores[article] += _SAME_MATTER * (_slug(shelf, article) == last.slug)
    order = sorted(scores, key=lambda article: -scores[article])
    behind = scores[order[0]] - scores[order[1]] if len(order) > 1 else float("inf")
    if order and order[0] in named and order[1:] and order[1] not in named:
        behind = float("inf")  # the editors have told which of the two is meant
    meant = order[: 2 if behind <= _RIVAL else 1]
    needed = _AGREED if _asks(asked) or confidence >= _SURE else _AGREED_ON_TOLD
    is_named = bool(order) and order[0] in named
    agreed = is_named or (bool(meant) and _agreement(searches, meant) >= needed)
    found = any(search.ranked.answered for search in telling)
    return Findings(
        asked=asked,
        answered=agreed and (found or (is_named and confidence >= _NAMED_IS_ENOUGH)),
        confidence=confidence,
        query=query,
        around=around.query,
        passages=passages_of(shelf.index, query, order[0]) if order else (),
        beside=passages_of(shelf.index, query, order[1]) if behind <= _NEAR else (),
        rivals=behind <= _RIVAL,
    )


def _is_taken_out(asked: Asked) -> bool:
    """Whether the core of a question is but a part of a story."""
    return bool(asked.core) and _asks(asked) and len(asked.core) < _MOST_OF * len(asked.text)


def _weights(asked: Asked, words: str, stands_alone: bool) -> tuple[float, float, float]:
    if _is_taken_out(asked):
        return _TAKEN_OUT
    if REMEDY.search(key_of(words)) and requests(words):
        return _ACTING
    return _NAMING if stands_alone else _POINTING_BACK


def _named(shelf: Shelf, asked: Asked, scores: Mapping[int, float]) -> list[int]:
    """The articles found that the editors name for the matter."""
    if not asked.preferred:
        return []
    return [one for one in scores if _slug(shelf, one) in asked.preferred]


def _slug(shelf: Shelf, article: int) -> str:
    return shelf.index.tables.articles[article].summary.slug


def _asks(asked: Asked) -> bool:
    words = asked.core or asked.text
    return "?" in words or asks(key_of(words)) or requests(words)


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
    return _Search(query, rank_articles(shelf.index, query, _RANKED, shelf.now))


def _stands_alone(question: str) -> bool:
    words = [token.form for token in tokenise(question)]
    subject = [word for word in words if not is_stop_word(word)]
    return len(subject) >= _WORDS_THAT_STAND_ALONE and not any(
        fold(word) in _POINTING for word in words
    )
