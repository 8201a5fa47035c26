"""BM25 as sparse vectors (Robertson & Zaragoza, 2009): the engine only multiplies and adds.

A document's vector carries saturated term frequency times inverse document frequency, a query's
vector ones, so their dot product is the BM25 score. Units are folded character trigrams or lemmas.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from kb.polish.morphology import lemmas
from kb.polish.text import Token, fold, is_stop_word, tokens_of, trigrams

K1 = 1.2
B = 0.75

Analyser = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Dimensions and their weights, in ascending order of dimension."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


def lemma_units(text: str) -> list[str]:
    """Folded lemmas of the words, other tokens by their key, stop words dropped unless alone."""
    tokens = tokens_of(text)
    kept = [token for token in tokens if not is_stop_word(token.form)] or tokens
    return [unit for token in kept for unit in token_units(token)]


def token_units(token: Token) -> tuple[str, ...]:
    """Folded lemmas of one word, or the key of another token."""
    return _word_units(token.form) if token.is_word else (token.key,)


@lru_cache(maxsize=100_000)
def _word_units(form: str) -> tuple[str, ...]:
    return tuple(fold(lemma) for lemma in lemmas(form))


@dataclass(frozen=True)
class Bm25:
    """Statistics of one collection of documents under one analyser.

    units: unit → (dimension, number of documents that hold it).
    """

    units: Mapping[str, tuple[int, int]]
    documents: int
    average_length: float

    @classmethod
    def fit(cls, documents: Sequence[list[str]]) -> Bm25:
        """Count the units of the documents."""
        frequency: Counter[str] = Counter()
        for units in documents:
            # In the order of the text: that of a set differs from process to process.
            frequency.update(dict.fromkeys(units, 1))
        length = sum(map(len, documents)) / max(1, len(documents))
        numbered = {unit: (number, count) for number, (unit, count) in enumerate(frequency.items())}
        return cls(numbered, len(documents), length or 1.0)

    def document(self, units: list[str]) -> SparseVector:
        """Weights of a document's own units."""
        norm = K1 * (1 - B + B * len(units) / self.average_length)
        weights = {
            self.units[unit][0]: self.information(unit) * count * (K1 + 1) / (count + norm)
            for unit, count in Counter(units).items()
            if unit in self.units
        }
        return _vector(weights)

    def query(self, units: Iterable[str]) -> SparseVector:
        """One for each known unit of a query; empty if none is known."""
        return _vector({self.units[unit][0]: 1.0 for unit in set(units) if unit in self.units})

    def information(self, unit: str) -> float:
        """Inverse document frequency in nats; the highest for a unit that no document holds."""
        found = self.units.get(unit)
        count = found[1] if found else 0
        return log(1 + (self.documents - count + 0.5) / (count + 0.5))


def _vector(weights: Mapping[int, float]) -> SparseVector:
    ordered = sorted(weights)
    return SparseVector(tuple(ordered), tuple(weights[index] for index in ordered))


def analysers() -> dict[str, Analyser]:
    """The lexical signals by name, in the order in which engines store them."""
    return {"trigrams": trigrams, "lemmas": lemma_units}


def analyser_of(signal: str) -> str:
    """Name of the analyser of a signal; "question_lemmas" are the lemmas of known questions."""
    return signal.removeprefix("question_")
