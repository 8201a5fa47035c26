"""Flags learned from examples: a linear model over the meaning and the wording of a sentence.

Logistic regression for each kind, on the sentence vector of the query encoder and on TF-IDF of
lemmas, words and pieces of words. Fitted from the examples when the first draft needs it, in about
four seconds, and kept in a folder for the next start. Newton steps with a fixed bound of the
curvature (Böhning and Lindsay 1988) in the space of examples: one factorisation serves all kinds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.answer.flagging.fitted import content_hash, read_fitted, write_fitted
from kb.answer.flagging.model import MEANING, WORDING, Lexicon, Model, Numbers
from kb.answer.flagging.wording import units
from kb.embedding.encoder import Encoder, Vector
from kb.ingest.flag_examples import Examples, shipped_vectors
from kb.ingest.flag_rules import FlagRules

#: Weight of the constant feature; inverse strength of the L2 penalty.
_CONSTANT, _C = 3.0, 1.0
#: Changes with anything that a fit would come out differently for.
_VERSION = f"1 {MEANING} {WORDING} {_CONSTANT} {_C}"
_STEPS = 60
#: Characters of a sentence that are read; a longer one is no sentence.
_READ = 400
#: A unit that one example has says nothing of others.
_LEAST = 2


class Recogniser:
    """A fitted model with the encoder of its sentences; sentences of late are remembered."""

    def __init__(self, model: Model, kinds: Sequence[str], encoder: Encoder) -> None:
        @lru_cache(maxsize=1_000)
        def scores(text: str) -> Mapping[str, float]:
            found = model.scores(text, encoder.encode_query(text).vector)
            return dict(zip(kinds, found.tolist(), strict=True))

        self._scores = scores

    def scores(self, sentence: str) -> Mapping[str, float]:
        """Log-odds of each kind of flag."""
        return self._scores(sentence[:_READ])


def recogniser(
    rules: FlagRules, encoder: Encoder | None, folder: Path | None = None
) -> Recogniser | None:
    """The recogniser of a base's rules; None where there is no model or its vectors do not ship.

    folder: where fitted models are kept; None keeps none.
    """
    if encoder is None or rules.examples is None:
        return None
    kinds = tuple(kind for kind, _ in rules.kinds)
    return _fitted(rules.examples, kinds, encoder, folder)  # type: ignore[arg-type]


@lru_cache(maxsize=2)
def _fitted(
    examples: Examples, kinds: tuple[str, ...], encoder: Encoder, folder: Path | None
) -> Recogniser | None:
    told = (f"{text}\t{' '.join(sorted(own))}" for text, own in examples.by_sentence.items())
    name = content_hash([_VERSION, encoder.fingerprint, *kinds, *told])
    model = read_fitted(folder, name) if folder else None
    if model is None:
        vectors = _vectors(examples, encoder)
        if not vectors:
            return None
        model = fit(examples, kinds, vectors)
        if folder:
            write_fitted(folder, name, model)
    return Recogniser(model, kinds, encoder)


def fit(examples: Examples, kinds: Sequence[str], vectors: Sequence[Vector] | None) -> Model:
    """Fit a model. vectors: of the examples, in order; None for wording alone."""
    texts = list(examples.by_sentence)
    shown = np.array(
        [[kind in own for kind in kinds] for own in examples.by_sentence.values()], np.float32
    )
    lexicon = _lexicon(texts)
    rows = [lexicon.vector(text) for text in texts]
    postings = _postings(rows, len(lexicon.numbers))
    kernel = np.full((len(texts), len(texts)), _CONSTANT**2, np.float32)
    for at, weights in postings:
        kernel[np.ix_(at, at)] += np.outer(weights, weights)
    mean = meant = None
    if vectors is not None:
        matrix = np.array(vectors, np.float32)
        mean = matrix.mean(axis=0)
        meant = (matrix - mean) * MEANING
        kernel += meant @ meant.T
    dual = _solve(kernel, shown)
    wording = np.zeros((len(lexicon.numbers), len(kinds)), np.float32)
    for number, (at, weights) in enumerate(postings):
        wording[number] = weights @ dual[at]
    return Model(
        lexicon=lexicon,
        wording=wording,
        bias=np.asarray(dual.sum(axis=0) * _CONSTANT**2, np.float32),
        mean=mean,
        meaning=None if meant is None else meant.T @ dual,
    )


def _solve(kernel: Numbers, shown: Numbers) -> Numbers:
    """Weights of the examples, (examples, kinds), that minimise the penalised logistic loss."""
    bound = kernel / 4
    bound.flat[:: len(kernel) + 1] += 1.0 / _C
    inverse = np.linalg.inv(bound)
    dual = np.zeros_like(shown)
    for _ in range(_STEPS):
        likely = 1.0 / (1.0 + np.exp(-np.clip(kernel @ dual, -40, 40)))
        dual -= inverse @ (likely - shown + dual / _C)
    return dual


def _lexicon(texts: Sequence[str]) -> Lexicon:
    documents: dict[str, int] = defaultdict(int)
    for text in texts:
        for unit in units(text):
            documents[unit] += 1
    common = {unit: count for unit, count in documents.items() if count >= _LEAST}
    idf = [log((1 + len(texts)) / (1 + count)) + 1.0 for count in common.values()]
    return Lexicon({unit: n for n, unit in enumerate(common)}, np.array(idf, np.float32))


def _postings(
    rows: Iterable[tuple[NDArray[np.intp], Numbers]], size: int
) -> list[tuple[NDArray[np.intp], Numbers]]:
    """For each unit the examples that have it, and its weight in each."""
    where: list[list[int]] = [[] for _ in range(size)]
    weights: list[list[float]] = [[] for _ in range(size)]
    for row, (at, own) in enumerate(rows):
        for unit, weight in zip(at.tolist(), own.tolist(), strict=True):
            where[unit].append(row)
            weights[unit].append(weight)
    return [
        (np.array(rows, np.intp), np.array(own, np.float32))
        for rows, own in zip(where, weights, strict=True)
    ]


def _vectors(examples: Examples, encoder: Encoder) -> list[Vector] | None:
    """Vectors of the examples: shipped ones, and those of a base encoded now. None for a model
    whose vectors do not ship: to encode thousands of sentences would hold up the first draft."""
    known = shipped_vectors(encoder.fingerprint)
    if not known:
        return None
    return [
        known[text] if text in known else encoder.encode_query(text).vector
        for text in examples.by_sentence
    ]
