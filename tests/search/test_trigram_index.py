"""Words are found by three letters that stand in a row in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.trigram_index import TrigramIndex

WORDS = ["zwrot", "kot", "zwroty", "mama", "zwrotom", "ananas"]


@pytest.mark.parametrize(
    ("trigram", "words"),
    [
        ("zwr", ["zwrot", "zwroty", "zwrotom"]),
        (" zw", ["zwrot", "zwroty", "zwrotom"]),
        ("ot ", ["zwrot"]),
        ("ana", ["ananas"]),
        ("kot", []),
        ("tzw", []),
        ("t z", []),
        ("ąćę", []),
    ],
)
def test_words_are_found_by_three_letters(trigram: str, words: list[str]) -> None:
    index = TrigramIndex(WORDS, shortest=4)

    assert [WORDS[number] for number in index.holding(trigram).tolist()] == words


def test_without_words_nothing_is_found() -> None:
    assert TrigramIndex([], 4).holding("abc").size == 0
    assert TrigramIndex(["abc"], 4).holding("abc").size == 0


@given(st.lists(st.text("aążz𝔞", min_size=1, max_size=8), max_size=12), st.integers(1, 5))
def test_it_finds_what_reading_every_word_finds(words: list[str], shortest: int) -> None:
    index = TrigramIndex(words, shortest)
    expected: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        padded = f" {word} "
        own = {padded[at : at + 3] for at in range(len(padded) - 2)}
        for gram in own if len(word) >= shortest else ():
            expected.setdefault(gram, []).append(number)

    everything = {a + b + c for a in " aążz𝔞" for b in "aążz𝔞" for c in " aążz𝔞"}
    assert all(index.holding(gram).tolist() == expected.get(gram, []) for gram in everything)
