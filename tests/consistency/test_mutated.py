"""Pairs made of the sample's articles: what they are, and how well they are told apart."""

from __future__ import annotations

import pytest

from kb.answer.grounding.facts import facts
from kb.consistency.statements import COMPARED
from kb.evaluate.contradictions.mutated import (
    MutatedPair,
    Why,
    figures,
    mutated_pairs,
    sample_articles,
)


@pytest.fixture(scope="module")
def pairs() -> tuple[MutatedPair, ...]:
    return mutated_pairs(sample_articles())


def values(text: str) -> set[str]:
    return {fact.value for fact in facts(text) if fact.kind in COMPARED}


def test_there_are_enough_of_every_matter(pairs: tuple[MutatedPair, ...]) -> None:
    matters = [one.matter for one in pairs if one.contradicts]

    assert len(matters) >= 60
    assert len(pairs) - len(matters) >= 60
    assert {matter: matters.count(matter) >= 15 for matter in set(matters)} == {
        "deadline": True, "hours": True, "number": True, "price": True
    }  # fmt: skip


def test_they_are_the_same_each_time(pairs: tuple[MutatedPair, ...]) -> None:
    assert [one.text for one in mutated_pairs(sample_articles())] == [one.text for one in pairs]


def test_a_changed_number_is_rarely_one_of_the_article_and_the_words_are_others(
    pairs: tuple[MutatedPair, ...],
) -> None:
    reworded = [one for one in pairs if one.why is Why.REWORDED]
    known = [one for one in reworded if values(one.text) <= values(one.article.markdown)]

    assert all(one.text not in one.article.markdown for one in reworded)
    # A number of another passage of the article may come up by chance.
    assert len(known) <= 0.1 * len(reworded)


def test_both_halves_have_articles_of_their_own(pairs: tuple[MutatedPair, ...]) -> None:
    halves = [{one.article.slug for one in pairs if one.held_out is held} for held in (False, True)]

    assert not halves[0] & halves[1]
    assert min(map(len, halves)) >= 20


def test_they_are_told_apart(pairs: tuple[MutatedPair, ...]) -> None:
    held = figures([one for one in pairs if one.held_out])
    ruled = figures([one for one in pairs if one.why is Why.REWORDED])

    assert held.recall >= 0.85
    assert held.precision >= 0.9
    assert ruled.recall >= 0.9
