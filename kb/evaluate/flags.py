"""Prepare the vectors of the shipped examples of flags, and measure what is learned from them.

    python -m kb.evaluate.flags [--write] [--messages FILE]

Cross-validated recall and precision of single sentences are printed for several thresholds;
`--write` embeds the examples with the bundled model and stores the vectors that ship. `--messages`
measures the flags of whole messages as drafts set them: a YAML file of messages by kinds
("complaint, anger").
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.answer.flagging.flags import find_flags
from kb.answer.flagging.learned import fit, recogniser
from kb.answer.message import understand
from kb.embedding.encoder import Encoder, Vector
from kb.errors import ConfigError
from kb.ingest.flag_examples import Examples, read_flag_examples, shipped_vectors, write_vectors
from kb.ingest.flag_rules import read_flag_rules
from kb.ingest.frontmatter import read_front_matter
from kb.settings import load_settings
from kb.wiring import query_encoder

FOLDER = Path(__file__).parents[1] / "ingest"
_FOLDS = 5
_THRESHOLDS = (-1.0, -0.75, -0.5, -0.25, 0.0)
_NEUTRAL = "none"


def recall_and_precision(
    found: NDArray[np.bool_], wanted: NDArray[np.bool_]
) -> tuple[float, float]:
    """Of all flags together. Both (cases, kinds)."""
    right = int((found & wanted).sum())
    return right / max(1, int(wanted.sum())), right / max(1, int(found.sum()))


def cross_validated(
    examples: Examples, kinds: Sequence[str], vectors: Mapping[str, Vector]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Log-odds of each example by a model that has not seen it, and what it shows."""
    texts = list(examples.by_sentence)
    shown = np.array([[kind in own for kind in kinds] for own in examples.by_sentence.values()])
    scores = np.zeros(shown.shape, np.float32)
    fold = np.random.default_rng(1).permutation(len(texts)) % _FOLDS
    for number in range(_FOLDS):
        kept = {
            text: own
            for (text, own), at in zip(examples.by_sentence.items(), fold, strict=True)
            if at != number
        }
        model = fit(Examples(kept), kinds, [vectors[text] for text in kept])
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
    parser.add_argument("--write", action="store_true", help="store the vectors that ship")
    parser.add_argument("--messages", type=Path, help="messages by kinds")
    options = parser.parse_args(arguments)
    encoder = query_encoder(load_settings())
    if encoder is None:
        raise ConfigError("There is no model to embed the examples with.")
    examples, _ = read_flag_examples({})
    known = shipped_vectors(encoder.fingerprint)
    vectors = {
        text: known[text] if text in known else encoder.encode_query(text).vector
        for text in examples.by_sentence
    }
    if options.write:
        write_vectors(FOLDER, vectors, encoder.fingerprint)
    if options.messages:
        messages = dict(
            read_front_matter(options.messages.read_text("utf-8"), 1, "", 1_000_000).values
        )
        for name, model in (("rules alone", None), ("with examples", encoder)):
            found, wanted, kinds = of_messages(messages, model)
            _print(name, found, wanted)
            for at, kind in enumerate(kinds):
                _print(f"  {kind}", found[:, at], wanted[:, at])
        return
    kinds = tuple(kind for kind, _ in read_flag_rules({})[0].kinds)
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
