"""Fit what ships to the shipped examples of flags, and measure what is learned from them.

    python -m kb.evaluate.flags [--write] [--messages FILE]

Cross-validated recall and precision of single sentences are printed for several thresholds;
`--write` stores the model that ships. `--messages` measures the flags of whole messages as drafts
set them: a YAML file of messages by kinds ("complaint, anger").
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.answer.flagging.fitted import examples_hash, write_shipped
from kb.answer.flagging.flags import find_flags
from kb.answer.flagging.learned import CONSTANT, C, lexicon_of, recogniser
from kb.answer.flagging.model import MEANING, Model
from kb.answer.message import understand
from kb.embedding.encoder import Encoder, Vector
from kb.errors import ConfigError
from kb.ingest.flag_examples import read_flag_examples
from kb.ingest.flag_rules import read_flag_rules
from kb.ingest.frontmatter import read_front_matter
from kb.settings import load_settings
from kb.wiring import query_encoder

_FOLDS = 5
_THRESHOLDS = (-1.0, -0.5, 0.0, 0.5, 1.0)
_NEUTRAL = "none"


def recall_and_precision(
    found: NDArray[np.bool_], wanted: NDArray[np.bool_]
) -> tuple[float, float]:
    """Of all flags together. Both (cases, kinds)."""
    right = int((found & wanted).sum())
    return right / max(1, int(wanted.sum())), right / max(1, int(found.sum()))


def fit(
    examples: Mapping[str, Collection[str]], kinds: Sequence[str], vectors: Sequence[Vector]
) -> Model:
    """Fit a model to many sentences. examples: with the kinds that each shows. vectors: of them,
    in order."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    texts = list(examples)
    lexicon = lexicon_of(texts)
    matrix = np.array(vectors, np.float32)
    mean = matrix.mean(axis=0)
    units, meanings = len(lexicon.numbers), range(len(mean))
    rows = []
    for text, meant in zip(texts, (matrix - mean) * MEANING, strict=True):
        at, weights = lexicon.vector(text)
        words = dict(zip(map(str, at.tolist()), weights.tolist(), strict=True))
        senses = {f"m{number}": float(meant[number]) for number in meanings}
        rows.append({**words, **senses, "constant": CONSTANT})
    vectoriser = DictVectorizer(dtype=np.float64)
    seen = vectoriser.fit_transform(rows)
    # liblinear reads indices of 32 bits only.
    seen.indices, seen.indptr = seen.indices.astype(np.int32), seen.indptr.astype(np.int32)
    fitted = []
    for kind in kinds:
        model = LogisticRegression(C=C, fit_intercept=False, solver="liblinear", tol=1e-3)
        model.fit(seen, [kind in own for own in examples.values()])
        fitted.append(model.coef_[0])
    learned = np.stack(fitted, axis=1).astype(np.float32)
    column = vectoriser.vocabulary_
    wording = learned[[column[str(number)] for number in range(units)]]
    meaning = learned[[column[f"m{number}"] for number in meanings]]
    return Model(lexicon, wording, learned[column["constant"]] * CONSTANT, mean, meaning)


def cross_validated(
    examples: Mapping[str, Collection[str]],
    kinds: Sequence[str],
    vectors: Mapping[str, Vector],
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Log-odds of each example by a model that has not seen it, and what it shows."""
    texts = list(examples)
    shown = np.array([[kind in own for kind in kinds] for own in examples.values()])
    scores = np.zeros(shown.shape, np.float32)
    fold = np.random.default_rng(1).permutation(len(texts)) % _FOLDS
    for number in range(_FOLDS):
        kept = {text: examples[text] for text, at in zip(texts, fold, strict=True) if at != number}
        model = fit(kept, kinds, [vectors[text] for text in kept])
        for at in np.flatnonzero(fold == number):
            scores[at] = model.scores(texts[at], vectors[texts[at]])
    return scores, shown


def of_messages(
    messages: Mapping[str, Sequence[str]], encoder: Encoder | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[str, ...]]:
    """Flags found and wanted, (messages, kinds), with the shipped rules. encoder: None leaves out
    what is learned."""
    rules, _ = read_flag_rules({})
    learned = recogniser(rules, encoder)
    kinds = tuple(kind for kind, _ in rules.kinds)
    found, wanted = list[list[bool]](), list[list[bool]]()
    for label, texts in messages.items():
        own = set() if label == _NEUTRAL else set(label.split(", "))
        for text in texts:
            flags = find_flags(understand((text,)), rules, (text,), recogniser=learned)
            set_ = {flag.kind.value for flag in flags}
            found.append([kind in set_ for kind in kinds])
            wanted.append([kind in own for kind in kinds])
    return np.array(found), np.array(wanted), kinds


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="store the model that ships")
    parser.add_argument("--messages", type=Path, help="messages by kinds")
    options = parser.parse_args(arguments)
    encoder = query_encoder(load_settings())
    if encoder is None:
        raise ConfigError("There is no model to embed the examples with.")
    examples = read_flag_examples({})[0].shipped
    kinds = tuple(kind for kind, _ in read_flag_rules({})[0].kinds)
    if options.messages:
        messages = dict(
            read_front_matter(options.messages.read_text("utf-8"), 1, "", 1_000_000).values
        )
        for name, reader in (("rules alone", None), ("with examples", encoder)):
            found, wanted, kinds = of_messages(messages, reader)
            _print(name, found, wanted)
            for at, kind in enumerate(kinds):
                _print(f"  {kind}", found[:, at], wanted[:, at])
        return
    vectors = {text: encoder.encode_query(text).vector for text in examples}
    if options.write:
        model = fit(examples, kinds, list(vectors.values()))
        write_shipped(model, encoder.fingerprint, kinds, examples_hash(examples, kinds))
    scores, shown = cross_validated(examples, kinds, vectors)
    for threshold in _THRESHOLDS:
        _print(f"{len(shown)} examples, from {threshold:+.2f}", scores >= threshold, shown)
    for at, kind in enumerate(kinds):
        _print(f"  {kind}", scores[:, at] >= _THRESHOLDS[2], shown[:, at])


def _print(name: str, found: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> None:
    recall, precision = recall_and_precision(found, wanted)
    print(f"{name:32} recall {recall:.3f}  precision {precision:.3f}")  # noqa: T201


if __name__ == "__main__":
    main()
