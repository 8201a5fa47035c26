"""How much personal data is found, and how much else is taken for it: the short form of the
benchmark."""

from __future__ import annotations

from kb.privacy.found import Kind
from tests.benchmarks.identifiers import CHECKSUMMED, REACHABLE, sentences
from tests.benchmarks.privacy import FOLDER, NAMES, judge, named_sentences


def test_identifiers_are_found_among_prices_dates_and_article_numbers() -> None:
    tally = judge(sentences(600, seed=7), CHECKSUMMED | REACHABLE)

    assert sum(tally.expected.values()) > 400
    assert tally.recall(CHECKSUMMED) >= 0.995, tally.missed
    assert tally.recall(REACHABLE) >= 0.98, tally.missed
    assert tally.precision(CHECKSUMMED | REACHABLE) >= 0.99, tally.false


def test_names_are_found_among_words_that_are_surnames_too() -> None:
    given = [one for name in NAMES for one in named_sentences(FOLDER / f"{name}.txt")]
    tally = judge(given, frozenset({Kind.NAME}))

    assert len(given) >= 150
    assert sum(not one.expected for one in given) >= 80
    assert tally.recall([Kind.NAME]) >= 0.95, tally.missed
    assert tally.precision([Kind.NAME]) >= 0.95, tally.false


def test_the_generated_sentences_are_the_same_for_a_seed_and_say_where_the_data_is() -> None:
    given = sentences(300, seed=5)

    assert given == sentences(300, seed=5) != sentences(300, seed=6)
    assert {kind for one in given for kind, _ in one.expected} == CHECKSUMMED | REACHABLE
    for one in given:
        for kind, (start, end) in one.expected:
            value = one.text[start:end]
            assert value
            assert any(map(str.isdecimal, value)) or kind is Kind.EMAIL
