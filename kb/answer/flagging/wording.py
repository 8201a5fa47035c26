"""A sentence → what can be counted in it: lemmas, words, pairs of words, pieces of words."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from kb.polish.morphology import lemmas
from kb.polish.text import fold, tokenise

_PIECE = 4


def units(text: str) -> Counter[str]:
    """Units with the number of times that each occurs, without diacritics and capitals.

    Pieces of four letters carry over to forms and slips that the dictionary does not know.
    """
    found = Counter[str]()
    before = ""
    for token in tokenise(text):
        own, word = _of_word(token.form.lower())
        found.update(own)
        if before:
            found[f"{before} {word}"] += 1
        before = word
    return found


@lru_cache(maxsize=20_000)
def _of_word(form: str) -> tuple[tuple[str, ...], str]:
    word = fold(form)
    base = {f"={fold(lemma)}" for lemma in lemmas(form)} or {f"={word}"}
    padded = f" {word} "
    pieces = (f"~{padded[at : at + _PIECE]}" for at in range(len(padded) - _PIECE + 1))
    return (word, *sorted(base), *pieces), word
