"""Message cases → examples from which the choice of articles and lines is learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.answer.closeness import Closeness
from kb.answer.cues import wanted
from kb.answer.findings import findings_of, named_articles
from kb.answer.fusion import Standing, best_first, candidates, signs_of, standings_of
from kb.answer.lines import Line, measured_lines
from kb.answer.model import Asked
from kb.answer.prepared import prepare
from kb.answer.ranking import matrix
from kb.answer.request import Request
from kb.answer.searches import Searches, search_all
from kb.answer.shelf import Base, Shelf
from kb.answer.weights import table
from kb.evaluate.messages import Expected, MessageCase
from kb.evaluate.wording import overlap, says

_SAME_WORDS = 0.5
#: Sentences that open an article and are said anyway.
_OPENING = 2

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question and what could be taken for it. rows: (things, measures). right: (things,).

    facts: (things,) each, whether one states it. opening: places of the lines said anyway.
    """

    case: str
    rows: Numbers
    right: NDArray[np.bool_]
    facts: tuple[NDArray[np.bool_], ...] = ()
    opening: tuple[int, ...] = ()

    def apart(self) -> Numbers:
        """(wrong things, measures) by which one of the right ones differs from each wrong one.

        One right one is enough for a reply, so it is the one that fits best by plain means.
        """
        right = np.flatnonzero(self.right)
        best = right[np.argmax(self.rows[right, :3].mean(axis=1))]
        return np.asarray(self.rows[best] - self.rows[~self.right])


@dataclass(frozen=True, slots=True)
class Decided:
    """A question, what tells whether it is answered, and whether it is to be."""

    case: str
    row: Numbers
    answers: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A case, and the searches of the questions that the engine reads in it."""

    case: MessageCase
    searched: tuple[Searches, ...]


def read_case(base: Base, case: MessageCase) -> Read:
    """Read a case and search its questions. Raises IndexUnavailable, MessageError."""
    prepared = prepare(base, Request(case.messages, case.channel, case.customer_name))
    searched = search_all(base.public, prepared.questions, prepared.message)
    return Read(case, tuple(searched))


def decisions(base: Base, read: Read, choice: Numbers) -> Iterator[Decided]:
    """What a message asks and tells; debatable questions and what repeats another one are left out.

    choice: weights of the choice of articles that were fitted without this case.
    """
    shelf, case = base.public, read.case
    lemmas = shelf.index.tables.statistics.get("lemmas")
    wanted_anywhere = {slug for question in case.questions for slug in question.articles}
    for number, own in enumerate(read.searched):
        rows, standings = _standings(shelf, read.searched, number)
        if not rows:
            continue
        chosen = best_first(rows, standings, choice)
        slug = _slug(shelf, chosen[0].article)
        question = _same(case, own.asked)
        if (question is None and slug in wanted_anywhere) or (question and question.optional):
            continue
        row = table([signs_of(own, chosen, len(read.searched), lemmas)])[0]
        yield Decided(case.id, row, question is not None and slug in question.articles)


def chosen_lines(example: Ranked, scores: Numbers, said: int) -> list[int]:
    """Places of the opening lines and of the best others, `said` in all."""
    ranked = [int(place) for place in np.argsort(-scores) if place not in example.opening]
    return [*example.opening, *ranked[: said - len(example.opening)]]


def _same(case: MessageCase, asked: Asked) -> Expected | None:
    """The expected question in the words of one that was read, if there is one."""
    best = max(case.questions, key=lambda one: _alike(one.asked, asked.text), default=None)
    return best if best and _alike(best.asked, asked.text) >= _SAME_WORDS else None


def _alike(one: str, other: str) -> float:
    return max(overlap(one, other), overlap(other, one))


def _standings(
    shelf: Shelf, searched: Sequence[Searches], number: int
) -> tuple[list[int], list[Standing]]:
    own = searched[number]
    others = [one for place, one in enumerate(searched) if place != number]
    rows = candidates(own)
    return rows, standings_of(own, others, named_articles(shelf, own), rows)


def articles_of(base: Base, read: Read) -> Iterator[Ranked]:
    """The questions that the base answers, with the articles found for each."""
    for number, own in enumerate(read.searched):
        question = _same(read.case, own.asked)
        if question is None or question.optional or not question.articles:
            continue
        rows, standings = _standings(base.public, read.searched, number)
        right = np.array([_slug(base.public, row) in question.articles for row in rows], bool)
        if right.any() and not right.all():
            yield Ranked(read.case.id, table(standings), right)


def lines_of(base: Base, read: Read) -> Iterator[Ranked]:
    """The questions that find an acceptable article, with its lines."""
    shelf = base.public
    close = Closeness(shelf.encoder, shelf.index.tables.sentences) if shelf.encoder else None
    lemmas = shelf.index.tables.statistics.get("lemmas")
    for findings in findings_of(shelf, read.searched):
        question = _same(read.case, findings.asked)
        if question is None or not question.facts or findings.slug not in question.articles:
            continue
        kinds = wanted(findings.asked.core or findings.asked.text)
        measured = measured_lines(findings, kinds, lemmas, close)
        facts = tuple(
            np.array([any(says(line.text, one) for one in fact) for line, _ in measured])
            for fact in question.facts
        )
        right = np.any(facts, axis=0)
        if right.any() and not right.all():
            rows = matrix([measures for _, measures in measured])
            opening = _opening([line for line, _ in measured])
            yield Ranked(read.case.id, rows, right, facts, opening)


def _opening(lines: Sequence[Line]) -> tuple[int, ...]:
    found = [place for place, one in enumerate(lines) if one.place == 0 and not one.step]
    return tuple(found[:_OPENING])


def _slug(shelf: Shelf, row: int) -> str:
    return shelf.index.tables.articles[row].summary.slug
