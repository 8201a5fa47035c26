"""Two articles that give different numbers, prices, deadlines or hours for the same thing.

Two numbers speak of the same thing when the words around them do; how much each sign counts was
fitted (`WEIGHTS`). Where an article says the other's value too, in a sentence that fits about as
well, both know it (a rule with its exception, a table with its rows), and nothing is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.answer.grounding.facts import Fact
from kb.consistency.comparable import comparable
from kb.consistency.matter import same_matter
from kb.consistency.statements import Statement
from kb.consistency.values import same_value
from kb.consistency.visible import meet

#: Log-odds from which two numbers are told.
THRESHOLD = 0.2
#: How much worse a sentence with the other's value may fit and still show that it is known.
_ABOUT_AS_WELL = 1.0
#: Words that more statements hold than these name no thing that one could find by them.
_COMMON_SHARE, _COMMON_LEAST = 0.02, 60


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements of two articles and the facts that differ. score: shared words, weighted."""

    first: Statement
    second: Statement
    ours: Fact
    theirs: Fact
    score: float


def contradictions(statements: Sequence[Statement]) -> list[Contradiction]:
    """What contradicts what: for each pair of articles and values the sentences that fit best."""
    by_article: dict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        by_article[one.article.id].append(one)
    best: dict[tuple[str, str, str, str], Contradiction] = {}
    for first, second in _candidates(statements):
        for found in _between(first, second):
            place = (first.article.id, second.article.id, found.ours.value, found.theirs.value)
            known = best.get(place)
            if (known is None or found.score > known.score) and not _is_known(found, by_article):
                best[place] = found
    return list(best.values())


def _candidates(statements: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Pairs of different articles that share a word which few statements have."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(statements):
        for key in one.specific:
            rows[key].append(row)
    most = max(_COMMON_LEAST, int(_COMMON_SHARE * len(statements)))
    kinds = [{fact.kind for fact in one.facts} for one in statements]
    seen: set[tuple[int, int]] = set()
    for found in rows.values():
        if not 1 < len(found) <= most:
            continue
        for place, row in enumerate(found):
            for other in found[place + 1 :]:
                if (
                    (row, other) not in seen
                    and kinds[row] & kinds[other]
                    and statements[row].article is not statements[other].article
                    and meet(statements[row].article, statements[other].article)
                ):
                    seen.add((row, other))
                    yield statements[row], statements[other]


def _between(first: Statement, second: Statement) -> Iterator[Contradiction]:
    pairs = [
        (ours, theirs)
        for ours in first.facts
        for theirs in second.facts
        if comparable(ours, first, theirs, second)
        and not any(same_value(ours, one) for one in second.facts)
        and not any(same_value(theirs, one) for one in first.facts)
    ]
    alike = same_matter(first, second) if pairs else None
    if alike is None:
        return
    for ours, theirs in pairs:
        score = alike.score(ours, first, theirs, second)
        if score >= THRESHOLD:
            yield Contradiction(first, second, ours, theirs, score)


def _is_known(found: Contradiction, by_article: Mapping[str, Sequence[Statement]]) -> bool:
    """Whether an article says the other's value of the same matter elsewhere."""
    for mine, fact, other in (
        (found.first, found.ours, found.second),
        (found.second, found.theirs, found.first),
    ):
        for statement in by_article[other.article.id]:
            same = [one for one in statement.facts if same_value(fact, one)]
            alike = same_matter(mine, statement) if same else None
            if alike and any(
                alike.score(fact, mine, one, statement) >= found.score - _ABOUT_AS_WELL
                for one in same
            ):
                return True
    return False
