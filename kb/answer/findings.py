"""The questions of a message → the passages that answer each, or the finding that none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.fusion import Chosen, choose, is_answered, signs_of
from kb.answer.known import Known, known_questions
from kb.answer.model import Asked
from kb.answer.reading.cues import asks, key_of
from kb.answer.searches import Searches, search_all
from kb.answer.shelf import Shelf
from kb.search.passages import Query, ScoredPassage, passages_of

#: The second article is heard, too, when it is no further behind the first, and is a rival of it
#: when nearly as good; in log odds.
_NEAR = 3.0
_RIVAL = 2.2


@dataclass(frozen=True, slots=True)
class Findings:
    """What the base says to one question. query: the wording by which passages were scored.
    around: the question with what stands around it.

    passages: of the best article, none where nothing was found at all. beside: of the next one,
    where it is not much worse. rivals: whether it cannot be told which of the two is meant.
    known, known_beside: the questions that the editors know for each of the two.
    """

    asked: Asked
    answered: bool
    confidence: float
    query: Query
    around: Query
    passages: tuple[ScoredPassage, ...]
    beside: tuple[ScoredPassage, ...] = ()
    rivals: bool = False
    known: tuple[Known, ...] = ()
    known_beside: tuple[Known, ...] = ()

    @property
    def slug(self) -> str:
        """Of the best article; empty where nothing was found."""
        return self.passages[0].article.slug if self.passages else ""


def look_up(shelf: Shelf, questions: Sequence[Asked], message: str) -> list[Findings]:
    """Search every question of a message.

    message: what the customer says in it, as one text. Raises IndexUnavailable.
    """
    return findings_of(shelf, search_all(shelf, questions, message))


def findings_of(shelf: Shelf, searched: Sequence[Searches]) -> list[Findings]:
    """What the searches of a message's questions come to. Raises IndexUnavailable."""
    found = []
    for number, own in enumerate(searched):
        others = [one for place, one in enumerate(searched) if place != number]
        chosen = choose(own, others, named_articles(shelf, own))
        found.append(_findings(shelf, own, chosen, len(searched)))
    return found


def _findings(
    shelf: Shelf, searches: Searches, chosen: Sequence[Chosen], questions: int
) -> Findings:
    query = searches.alone.query if searches.stands_alone else searches.around.query
    confidence = max(searches.alone.ranked.confidence, searches.around.ranked.confidence)
    if not chosen:
        return Findings(searches.asked, False, confidence, query, searches.around.query, ())
    best, *behind = chosen
    ahead = best.score - behind[0].score if behind else float("inf")
    if behind and best.standing.named > behind[0].standing.named:
        ahead = float("inf")  # the editors have told which of the two is meant
    lemmas = shelf.index.tables.statistics.get("lemmas")
    beside = behind[0].article if ahead <= _NEAR else None
    return Findings(
        asked=searches.asked,
        answered=is_answered(signs_of(searches, chosen, questions, lemmas)),
        confidence=confidence,
        query=query,
        around=searches.around.query,
        passages=passages_of(shelf.index, query, best.article),
        beside=() if beside is None else passages_of(shelf.index, query, beside),
        rivals=ahead <= _RIVAL,
        known=known_questions(shelf, query, best.article),
        known_beside=() if beside is None else known_questions(shelf, query, beside),
    )


def named_articles(shelf: Shelf, searches: Searches) -> frozenset[int]:
    """Rows of the articles that the editors name for the matter of a question.

    None for a plain question that names its subject: it is about that, whatever else is told.
    """
    plain = searches.stands_alone and ("?" in searches.words or asks(key_of(searches.words)))
    if plain or not searches.asked.preferred:
        return frozenset()
    rows = enumerate(shelf.index.tables.articles)
    return frozenset(row for row, one in rows if one.summary.slug in searches.asked.preferred)
