"""Which article answers a question, and whether any does: the searches weighed together.

Both weighings are linear and learned from message cases (`python -m kb.evaluate.fit_replies`): the
choice from pairs of articles (RankNet's loss, Burges et al. 2005), the decision by a logistic
regression. See docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from kb.answer.reading.cues import key_of, requests
from kb.answer.reading.problems import tells_a_problem
from kb.answer.searches import Search, Searches
from kb.answer.weights import bias, table, weights
from kb.search.lexical import Bm25, lemma_units

CHOICE, DECISION = "article", "answer"
#: What an article is worth to a search of another question of a message of one question.
_NO_OTHER = -1.0
#: Units by which the information of a question is told.
_INFORMING = 4
_INFORMATION = 20.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How an article stands to a question. The scores are in standard deviations behind the best
    article of the search: 0 or less.

    alone, around, whole: by the three searches. others: the best of those of the other questions of
    the message. named: whether the editors name it for the matter. The rest are the same where the
    question names its subject and 0 where it does not.
    """

    alone: float
    around: float
    whole: float
    others: float
    named: float
    alone_naming: float
    around_naming: float
    whole_naming: float
    others_naming: float
    named_naming: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """An article that may answer: its row, its standing, and how well it fits all in all."""

    article: int
    standing: Standing
    score: float


def choose(searches: Searches, others: Iterable[Searches], named: frozenset[int]) -> list[Chosen]:
    """The articles that any search of a question found, best first; scores are log odds.

    others: of the other questions of the message. named: articles that the editors name.
    """
    rows = candidates(searches)
    standings = standings_of(searches, others, named, rows)
    return best_first(rows, standings, weights(CHOICE, Standing))


def candidates(searches: Searches) -> list[int]:
    """Rows of the articles that any of the three searches found."""
    three = (searches.alone, searches.around, searches.whole)
    return list(dict.fromkeys(row for one in three if one for row in one.ranked.articles))


def best_first(
    rows: Sequence[int], standings: Sequence[Standing], weighed: NDArray[np.float64]
) -> list[Chosen]:
    """Articles by how well they fit. weighed: (measures,) weights of the standings."""
    if not standings:
        return []
    fits = (round(float(fit), 4) for fit in table(standings) @ weighed)
    chosen = map(Chosen, rows, standings, fits)
    return sorted(chosen, key=lambda one: -one.score)


def standings_of(
    searches: Searches,
    others: Iterable[Searches],
    named: frozenset[int],
    articles: Sequence[int],
) -> list[Standing]:
    """How some articles stand to a question."""
    alone, around, whole = (
        _behind(one) for one in (searches.alone, searches.around, searches.whole)
    )
    elsewhere = [_behind(one.alone) for one in others]
    naming = float(searches.stands_alone)
    found = []
    for row in articles:
        other = max((_of(row, one) for one in elsewhere), default=_NO_OTHER)
        five = (_of(row, alone), _of(row, around), _of(row, whole), other, float(row in named))
        found.append(Standing(*five, *(naming * value for value in five)))
    return found


def _behind(search: Search | None) -> Mapping[int, float]:
    """Score behind the best of each article that was found."""
    if search is None or not search.ranked.articles:
        return {}
    scores = search.ranked.scores
    return {
        row: score - scores[0] for row, score in zip(search.ranked.articles, scores, strict=True)
    }


def _of(article: int, behind: Mapping[int, float]) -> float:
    """An article that a search lacks stands as far behind as its last one."""
    return behind.get(article, min(behind.values(), default=0.0))


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether a question is answered by the article chosen for it.

    telling: the confidence that counts: of the question by itself where it names its subject,
    because what stands around it is answered by something anyway; else of the surer one. found:
    whether the search is of the opinion that it is answered.
    """

    confidence_alone: float
    confidence_around: float
    telling: float
    found: float
    surest: float
    least_sure: float
    ahead: float
    alone: float
    around: float
    whole: float
    others: float
    named: float
    asks: float
    mark: float
    requests: float
    problem: float
    naming: float
    bare: float
    length: float
    information: float
    questions: float


#: The article behind may be so far at most that it still tells something.
_FAR = 3.0


def signs_of(
    searches: Searches, chosen: Sequence[Chosen], questions: int, lemmas: Bm25 | None
) -> Signs:
    """What tells whether the first of the chosen articles answers. questions: of the message."""
    best = chosen[0]
    ahead = best.score - chosen[1].score if len(chosen) > 1 else _FAR
    alone, around = searches.alone.ranked.confidence, searches.around.ranked.confidence
    counts = [searches.alone] if searches.stands_alone else [searches.alone, searches.around]
    telling = max(counts, key=lambda one: one.ranked.confidence).ranked
    units = set(lemma_units(searches.alone.query.prepared.searched))
    informing = sorted((lemmas.information(unit) for unit in units), reverse=True) if lemmas else []
    standing = best.standing
    return Signs(
        confidence_alone=alone,
        confidence_around=around,
        telling=telling.confidence,
        found=float(telling.answered),
        surest=max(alone, around),
        least_sure=min(alone, around),
        ahead=min(ahead, _FAR),
        alone=standing.alone,
        around=standing.around,
        whole=standing.whole,
        others=standing.others,
        named=standing.named,
        asks=float(searches.asks),
        mark=float("?" in searches.words),
        requests=float(requests(searches.words)),
        problem=float(tells_a_problem(key_of(searches.words))),
        naming=float(searches.stands_alone),
        bare=float(searches.is_bare),
        length=log(max(1, len(searches.words.split()))),
        information=sum(informing[:_INFORMING]) / _INFORMATION,
        questions=min(questions, 5) / 5,
    )


def is_answered(signs: Signs) -> bool:
    """Whether a question is likely enough to be answered by the article chosen."""
    return float((table([signs]) @ weights(DECISION, Signs))[0]) + bias(DECISION) >= 0.0
