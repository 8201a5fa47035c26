"""Flags learned from examples: a linear model over the meaning and the wording of a sentence.

Logistic regression for each kind, on the sentence vector of the query encoder and on TF-IDF of
lemmas, words and pieces of words. What is fitted to the shipped examples ships (`python -m
kb.evaluate.flags --write`); what a base's own examples change is fitted on top of it when the first
draft needs it, and kept in a folder for the next start. Newton steps with a fixed bound of the
curvature (Böhning and Lindsay 1988) in the space of examples: one factorisation serves all kinds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.answer.flagging.fitted import examples_hash, read_fitted, shipped_model, write_fitted
from kb.answer.flagging.model import MEANING, WORDING, Lexicon, Model, Numbers
from kb.answer.flagging.wording import units
from kb.embedding.encoder import Encoder, Vector
from kb.ingest.flag_examples import Examples
from kb.ingest.flag_rules import FlagRules

#: Weight of the constant feature; inverse strength of the L2 penalty.
CONSTANT, C = 3.0, 1.0
#: Changes with anything that a fit would come out differently for.
_VERSION = f"2 {MEANING} {WORDING} {CONSTANT} {C}"
_STEPS = 60
#: Characters of a sentence that are read; a longer one is no sentence.
_READ = 400
#: A unit that one example has says nothing of others.
_LEAST = 2


class Recogniser:
    """Fitted models, of which each adds to those before, with the encoder of their sentences;
    sentences of late are remembered."""

    def __init__(self, models: Sequence[Model], kinds: Sequence[str], encoder: Encoder) -> None:
        @lru_cache(maxsize=1_000)
        def scores(text: str) -> Mapping[str, float]:
            vector = encoder.encode_query(text).vector
            found = np.sum([model.scores(text, vector) for model in models], axis=0)
            return dict(zip(kinds, found.tolist(), strict=True))

        self._scores = scores

    def scores(self, sentence: str) -> Mapping[str, float]:
        """Log-odds of each kind of flag."""
        return self._scores(sentence[:_READ])


def recogniser(
    rules: FlagRules, encoder: Encoder | None, folder: Path | None = None
) -> Recogniser | None:
    """The recogniser of a base's rules; None where there is no model that fits the encoder.

    folder: where what is fitted to a base's own examples is kept; None keeps none.
    """
    if encoder is None or rules.examples is None:
        return None
    kinds = tuple(kind for kind, _ in rules.kinds)
    return _recogniser(rules.examples, kinds, encoder, folder)  # type: ignore[arg-type]


@lru_cache(maxsize=2)
def _recogniser(
    examples: Examples, kinds: tuple[str, ...], encoder: Encoder, folder: Path | None
) -> Recogniser | None:
    shipped = shipped_model(encoder.fingerprint, kinds)
    if shipped is None:
        return None
    if not examples.own:
        return Recogniser([shipped], kinds, encoder)
    name = examples_hash(examples.own, kinds, _VERSION, encoder.fingerprint)
    model = read_fitted(folder, name) if folder else None
    if model is None:
        vectors = [encoder.encode_query(text).vector for text in examples.own]
        model = fit(examples.own, kinds, vectors, shipped)
        if folder:
            write_fitted(folder, name, model)
    return Recogniser([shipped, model], kinds, encoder)


def fit(
    examples: Mapping[str, Collection[str]],
    kinds: Sequence[str],
    vectors: Sequence[Vector],
    before: Model,
) -> Model:
    """Fit what examples add to a model, so that they show what they are said to show.

    examples: sentences with the kinds that each shows. vectors: of them, in order.
    """
    texts = list(examples)
    shown = np.array([[kind in own for kind in kinds] for own in examples.values()], np.float32)
    lexicon = lexicon_of(texts)
    postings = _postings([lexicon.vector(text) for text in texts], len(lexicon.numbers))
    kernel = np.full((len(texts), len(texts)), CONSTANT**2, np.float32)
    for at, weights in postings:
        kernel[np.ix_(at, at)] += np.outer(weights, weights)
    meant = (np.array(vectors, np.float32) - before.mean) * MEANING
    kernel += meant @ meant.T
    known = [before.scores(text, vector) for text, vector in zip(texts, vectors, strict=True)]
    dual = _solve(kernel, shown, np.array(known, np.float32))
    wording = np.zeros((len(lexicon.numbers), len(kinds)), np.float32)
    for number, (at, weights) in enumerate(postings):
        wording[number] = weights @ dual[at]
    return Model(
        lexicon=lexicon,
        wording=wording,
        bias=np.asarray(dual.sum(axis=0) * CONSTANT**2, np.float32),
        mean=before.mean,
        meaning=np.asarray(meant.T @ dual, np.float32),
    )


def _solve(kernel: Numbers, shown: Numbers, known: Numbers) -> Numbers:
    """Weights of the examples, (examples, kinds), that minimise the penalised logistic loss.

    known: log-odds that they have already, (examples, kinds)."""
    bound = kernel / 4
    bound.flat[:: len(kernel) + 1] += 1.0 / C
    inverse = np.linalg.inv(bound)
    dual = np.zeros_like(shown)
    for _ in range(_STEPS):
        likely = 1.0 / (1.0 + np.exp(-np.clip(known + kernel @ dual, -40, 40)))
        dual -= inverse @ (likely - shown + dual / C)
    return dual


def lexicon_of(texts: Sequence[str]) -> Lexicon:
    """The units that more than one text has."""
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
