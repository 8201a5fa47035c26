"""The words of one index: restoring diacritics, correcting spelling, completing what is typed.

A query is corrected towards words that the index really holds, never towards a general
dictionary: a correct word that the index lacks would find nothing anyway.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from kb.polish.morphology import inflections, is_known, lemmas
from kb.polish.remembered import memory
from kb.polish.text import fold, is_stop_word, tokenise, trigrams
from kb.search.trigram_index import TrigramIndex
from kb.versions import INDEX_VERSION

#: Shorter words are left alone: among three letters almost everything is one edit away.
_SHORTEST_CORRECTED = 4
#: Longer ones are no words that somebody mistyped.
_LONGEST_CORRECTED = 30
_TRIGRAM_CANDIDATES = 80


@dataclass(frozen=True)
class Correction:
    """A query as it will be searched. `changed` holds (typed, meant) pairs."""

    text: str
    changed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Words:
    """Word forms of an index, as they are stored.

    counts: form as written, lower case → number of occurrences in the index.
    generated: folded form → an inflection that the dictionary makes of the index's lemmas, or a
    word of the foreign questions; only forms whose fold does not occur in the index itself.
    limited: the counts of each article by itself that is not shown at all times, by its row.
    """

    counts: Mapping[str, int]
    generated: Mapping[str, str]
    limited: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    def only_in(self, rows: Iterable[int]) -> frozenset[str]:
        """The forms that stand in nothing but these articles, each of which is in `limited`."""
        own: Counter[str] = Counter()
        for row in rows:
            own.update(self.limited[row])
        return frozenset(form for form, count in own.items() if self.counts[form] <= count)

    @classmethod
    def collect(cls, texts: Iterable[str], others: Iterable[str] = ()) -> Words:
        """Collect the word forms of the texts and generate the inflections of their lemmas.

        others: texts of which the words are known but not in the index, so that a misspelt word is
        not bent towards the index when it means one of them.
        """
        counts = count_forms(texts)
        present = {fold(form) for form in counts}
        generated: dict[str, str] = {}
        for lemma in sorted({lemma for form in counts for lemma in lemmas(form)}):
            for key, inflected in _folded_inflections(lemma):
                if key not in present:
                    generated.setdefault(key, inflected)
        for key, form in _known_words(tuple(others)):
            if key not in present:
                generated.setdefault(key, form)
        return cls(dict(counts), generated)


# Both audiences of a base share most of their lemmas, and all of the foreign questions.
@lru_cache(maxsize=20_000)
def _folded_inflections(lemma: str) -> tuple[tuple[str, str], ...]:
    kept = memory()
    forms = sorted(inflections(lemma))
    if kept is not None and (said := kept.folded.get(lemma)) is not None:
        return tuple(zip(said.split(" "), forms, strict=True)) if said else ()
    folded = [fold(form) for form in forms]
    if kept is not None and lemma in kept.inflections and all(folded):
        kept.folded[lemma] = " ".join(folded)
    return tuple(zip(folded, forms, strict=True))


@lru_cache(maxsize=2)
def _known_words(texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The words of texts that the dictionary knows as they are written: folded, and lower case."""
    kept = memory()
    name = blake2b("\0".join((INDEX_VERSION, *texts)).encode(), digest_size=8).hexdigest()
    if kept is not None and (said := kept.lists.get(name)) is not None:
        words = said.split(" ") if said else []
        return tuple(zip(words[::2], words[1::2], strict=True))
    forms = dict.fromkeys(t.form for text in texts for t in tokenise(text) if t.is_word)
    found = tuple((fold(form), form.casefold()) for form in forms if is_known(form))
    if kept is not None:
        kept.lists = {name: " ".join(word for pair in found for word in pair)}
    return found


def count_forms(texts: Iterable[str]) -> Counter[str]:
    """Word forms, lower case, and how often they stand in the texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(token.form.casefold() for token in tokenise(text) if token.is_word)
    return counts


class Lexicon:
    """Corrects and completes towards the words of one index."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.counts = words.counts
        self.generated = words.generated
        self._by_fold: dict[str, str] = {}
        counts = words.counts
        for form in sorted(counts, key=lambda f: (-counts[f], f)):
            self._by_fold.setdefault(fold(form), form)
        self._completions = sorted(self._by_fold)
        self._keys = [*self._completions, *sorted(words.generated)]
        self._trigrams = TrigramIndex(self._keys, _SHORTEST_CORRECTED)

    def correct(self, query: str) -> Correction:
        """Restore diacritics and correct spelling word by word; the rest stays as typed."""
        parts: list[str] = []
        changed: list[tuple[str, str]] = []
        at = 0
        for token in tokenise(query):
            word = token.form.casefold()
            meant = self._meant(word) if token.is_word else word
            if meant != word:
                meant = meant.capitalize() if token.form[:1].isupper() else meant
                parts += [query[at : token.start], meant]
                changed.append((token.form, meant))
                at = token.end
        return Correction("".join([*parts, query[at:]]), tuple(changed))

    def _meant(self, word: str) -> str:
        key = fold(word)
        # Correct Polish with its diacritics stays, though the index may hold other forms only.
        if word in self.counts or (word != key and is_known(word)):
            return word
        restored = self._by_fold.get(key) or self.generated.get(key)
        if restored:
            # "uszkodzona" is correct, though the index may hold "uszkodzoną" only.
            same = is_known(word) and not set(lemmas(word)).isdisjoint(lemmas(restored))
            return word if same else restored
        if not _SHORTEST_CORRECTED <= len(key) <= _LONGEST_CORRECTED or is_stop_word(word):
            return word
        if is_known(word):
            return self._swapped(key) or word
        nearest = self._nearest(key)
        return self._form(nearest) if nearest else word

    def _swapped(self, key: str) -> str | None:
        """The word that two swapped letters make of another Polish word that the index lacks.

        Swapping is the one typing error that often gives a word ("kotna", "parcy"), and seldom
        the other way round.
        """
        for at in range(len(key) - 1):
            swapped = f"{key[:at]}{key[at + 1]}{key[at]}{key[at + 2 :]}"
            if swapped != key and (swapped in self._by_fold or swapped in self.generated):
                return self._form(swapped)
        return None

    def _form(self, key: str) -> str:
        return self._by_fold.get(key) or self.generated[key]

    def _nearest(self, key: str) -> str | None:
        """The indexed word within one edit (two from six letters on), frequent ones first.

        Edits are those of Damerau and Levenshtein: a letter more, less, another, or two swapped.
        """
        found = (self._trigrams.holding(gram) for gram in set(trigrams(key)))
        rows = [numbers for numbers in found if numbers.size]
        if not rows:
            return None
        best = _most_frequent(np.concatenate(rows), _TRIGRAM_CANDIDATES)
        near = extract(
            key,
            [self._keys[number] for number in best],
            scorer=DamerauLevenshtein.distance,
            processor=None,
            score_cutoff=1 if len(key) < 6 else 2,
            limit=8,
        )
        # Two edits of which one is the first letter make another word ("wylogować", "zalogować").
        near = [found for found in near if found[1] < 2 or found[0][0] == key[0]]
        if len(key) == _SHORTEST_CORRECTED:
            # Another letter among four makes another word ("wifi", "wisi").
            near = [found for found in near if not _has_another_letter(found[0], key)]
        if not near:
            return None

        def preference(found: tuple[str, float, int]) -> tuple[float, bool, int, str]:
            word, distance, _ = found
            occurrences = self.counts.get(self._form(word), 0)
            return distance, word[:1] != key[:1], -occurrences, word

        return str(min(near, key=preference)[0])

    def complete(self, prefix: str, limit: int, hidden: Container[str] = frozenset()) -> list[str]:
        """Most frequent forms of the index that begin with the folded prefix, but hidden ones."""
        start = fold(prefix)
        first = bisect_left(self._completions, start)
        last = bisect_left(self._completions, start + "\U0010ffff")
        forms = (self._by_fold[key] for key in self._completions[first:last])
        found = (form for form in forms if form not in hidden)
        return heapq.nsmallest(limit, found, key=lambda form: (-self.counts[form], form))


def _most_frequent(numbers: NDArray[np.int32], limit: int) -> NDArray[np.int64]:
    """The numbers that occur most often, at most `limit`, smaller ones first among equals."""
    counts = np.bincount(numbers)
    # How many numbers occur at least as often as the most frequent one, the next one, … and once.
    reached = np.cumsum(np.bincount(counts)[:0:-1])
    least = max(1, len(reached) - int(np.searchsorted(reached, limit)))
    frequent = np.flatnonzero(counts >= least)
    return frequent[np.argsort(-counts[frequent], kind="stable")[:limit]]


def _has_another_letter(word: str, key: str) -> bool:
    return len(word) == len(key) and sorted(word) != sorted(key)
