"""A "Tak," or "Nie," before a sentence, which answers what the customer asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.grounding.lexicon import NEGATIONS
from kb.answer.grounding.passage import Unit, coverage
from kb.answer.grounding.words import Words

_ANSWER = re.compile(r"\A\W*(?:niestety,?\s+)?(tak|nie)\s*[,.:;!–—-]\s*(?=\w)", re.IGNORECASE)
_SAID_ALONE = re.compile(r"\A\W*(?:niestety,?\s+)?(tak|nie)\W*\Z", re.IGNORECASE)
#: Share of a sentence's content that the unit it repeats with another answer has.
REPEATED = 0.6


def answer_conflict(sentence: Words, units: Sequence[Unit]) -> str:
    """Why the answer before a sentence is not that of the source, in Polish; empty where it is, or
    where the sentence has none.

    Where the source answers nothing there, the answer must agree with the sentence itself.
    """
    said = _ANSWER.match(sentence.text)
    if said is None:
        return ""
    given = said[1].casefold()
    answers = _answers(sentence, units)
    if answers:
        return "" if given in answers else f"źródło odpowiada inaczej niż «{said[1]}»"
    if given != ("nie" if _denies(sentence, said.end()) else "tak"):
        return f"«{said[1]}» nie zgadza się z resztą zdania"
    return ""


def _answers(sentence: Words, units: Sequence[Unit]) -> set[str]:
    """The answers that the source gives: before the unit that the sentence repeats, or alone in
    the sentence before it."""
    found = set()
    for index, unit in enumerate(units):
        answer = _ANSWER.match(unit.text) or (
            _SAID_ALONE.match(units[index - 1].text) if index else None
        )
        if answer and coverage(sentence.words, sentence.facts, unit) >= REPEATED:
            found.add(answer[1].casefold())
    return found


def _denies(sentence: Words, after: int) -> bool:
    """Whether the clause after the answer denies."""
    first = next((word.segment for word in sentence.words if word.at >= after and word.weight), 0)
    return any(
        word.segment == first and (word.negated or word.lemmas & NEGATIONS)
        for word in sentence.words
        if word.at >= after
    )
