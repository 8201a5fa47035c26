"""Which words hold three given letters in a row: where a misspelt word looks for its neighbours.

Made by sorting numbers instead of filling a dictionary of lists: each worker makes one whenever it
opens a generation, and customers see a change no sooner than that is done.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

#: Parts the words; none of them has it, for a token holds no line end.
_END = "\n"
_NONE: NDArray[np.int32] = np.empty(0, np.int32)


class TrigramIndex:
    """The trigrams of words with one space on each side."""

    def __init__(self, words: Sequence[str], shortest: int) -> None:
        """shortest: words of fewer letters are left out."""
        numbers = [number for number, word in enumerate(words) if len(word) >= shortest]
        text = f" {f' {_END} '.join([words[number] for number in numbers])} "
        letters = _code_points(text)
        known = np.flatnonzero(np.bincount(letters))
        self._codes = {chr(point): code for code, point in enumerate(known.tolist())}
        codes = np.zeros(known[-1] + 1, np.int64)
        codes[known] = np.arange(len(known))
        coded = codes[letters]
        # One number for three letters; even all of Unicode cubed stays below 2**63.
        grams = (coded[:-2] * len(known) + coded[1:-1]) * len(known) + coded[2:]
        ends = letters == ord(_END)
        inside = ~(ends[:-2] | ends[1:-1] | ends[2:])
        place = np.cumsum(ends)[:-2][inside]
        grams = grams[inside]
        order = np.argsort(grams, kind="stable")
        grams, place = grams[order], place[order]
        # A word that repeats a trigram counts once: the sort is stable, so repeats are neighbours.
        first = np.ones(len(grams), bool)
        first[1:] = (grams[1:] != grams[:-1]) | (place[1:] != place[:-1])
        grams, place = grams[first], place[first]
        self._numbers = np.array(numbers, np.int32)[place] if numbers else _NONE
        self._grams, starts = np.unique(grams, return_index=True)
        self._bounds = np.append(starts, len(grams))

    def holding(self, trigram: str) -> NDArray[np.int32]:
        """Numbers of the words that hold a trigram, ascending, each once."""
        gram = 0
        for letter in trigram:
            if letter not in self._codes:
                return _NONE
            gram = gram * len(self._codes) + self._codes[letter]
        at = int(np.searchsorted(self._grams, gram))
        if at == len(self._grams) or self._grams[at] != gram:
            return _NONE
        return self._numbers[self._bounds[at] : self._bounds[at + 1]]


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
