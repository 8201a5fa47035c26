"""Words of an article that say which of its sentences answers."""

from __future__ import annotations

import pytest

from kb.search.answer_words import has_words, plain_words


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Gotowe zamówienie trzymamy w salonie przez 5 dni.", "trzymamy w salonie"),
        ("Wybierz „Zapłać ponownie”.", "wybierz Zaplac ponownie"),
        ("Kurier: 3–6 dni.", "kurier 3-6 dni"),
    ],
)
def test_words_are_found_whatever_stands_between_them(sentence: str, words: str) -> None:
    assert has_words(plain_words(sentence), plain_words(words))


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Gotowe zamówienie trzymamy w salonie.", "w salon"),
        ("Gotowe zamówienie trzymamy w salonie.", "zamówienie w salonie"),
        ("Gotowe zamówienie.", "–"),
    ],
)
def test_other_words_are_not_found(sentence: str, words: str) -> None:
    assert not has_words(plain_words(sentence), plain_words(words))
