"""Fitted models of flags on disk.

What is fitted to the shipped examples ships as `shipped.npz` beside this module, in sixteen bits.
What is fitted to a base's own is kept, so that a server's start does not fit it again: one file for
each content, `flags-<hash>.npz` in the data folder's cache, which can be deleted at any time. The
hash is of all that the fit depends on: examples, kinds, encoder, settings.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from kb.answer.flagging.model import Lexicon, Model

SHIPPED = Path(__file__).with_name("shipped.npz")
_NAME = "flags-{}.npz"
#: Files that are kept: of the generation in use and of the one before.
_KEPT = 3
#: A file that is right in form and wrong in content must not be taken.
_PARTS = ("units", "idf", "wording", "bias", "mean", "meaning")


def content_hash(parts: Sequence[str]) -> str:
    """Name of what is fitted from some texts, in their order."""
    digest = sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:24]


def examples_hash(
    examples: Mapping[str, Collection[str]], kinds: Sequence[str], *others: str
) -> str:
    """Name of what is fitted to examples. others: what else the fit depends on."""
    told = (f"{text}\t{' '.join(sorted(shown))}" for text, shown in examples.items())
    return content_hash([*others, *kinds, *told])


@cache
def shipped_model(fingerprint: str, kinds: tuple[str, ...]) -> Model | None:
    """What is fitted to the shipped examples; None for another encoder than theirs."""
    with np.load(SHIPPED, allow_pickle=False) as stored:
        if str(stored["fingerprint"]) != fingerprint or tuple(stored["kinds"].tolist()) != kinds:
            return None
        return _model(stored)


def write_shipped(model: Model, fingerprint: str, kinds: Sequence[str], examples: str) -> None:
    """Write the file that ships. examples: hash of what the model is fitted to."""
    np.savez_compressed(
        SHIPPED,
        fingerprint=np.array(fingerprint),
        kinds=np.array(kinds),
        examples=np.array(examples),
        **_arrays(model, np.float16),
    )


def shipped_examples() -> str:
    """The hash of what the shipped model is fitted to."""
    with np.load(SHIPPED, allow_pickle=False) as stored:
        return str(stored["examples"])


def read_fitted(folder: Path, name: str) -> Model | None:
    """The model of this content; None where there is none or its file cannot be used."""
    try:
        path = folder / _NAME.format(name)
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return _model(stored)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _model(stored: Any) -> Model:
    """Raises ValueError, KeyError where the parts are missing or do not fit."""
    units, *numbers = (stored[part] for part in _PARTS)
    idf, wording, bias, mean, meaning = (part.astype(np.float32) for part in numbers)
    if len(units) != len(idf) or wording.shape != (len(units), len(bias)):
        raise ValueError("The parts of a model do not fit.")
    lexicon = Lexicon({unit: number for number, unit in enumerate(units.tolist())}, idf)
    return Model(lexicon, wording, bias, mean, meaning)


def _arrays(model: Model, kind: type[np.floating[Any]]) -> dict[str, Any]:
    units = np.array(list(model.lexicon.numbers), dtype=np.str_)
    numbers = (model.lexicon.idf, model.wording, model.bias, model.mean, model.meaning)
    return dict(zip(_PARTS, (units, *(part.astype(kind) for part in numbers)), strict=True))


def write_fitted(folder: Path, name: str, model: Model) -> None:
    """Keep a model; without space or rights it is fitted again next time. Older ones go."""
    path = folder / _NAME.format(name)
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            np.savez(file, **_arrays(model, np.float32))
        unfinished.replace(path)
        stored = sorted(folder.glob(_NAME.format("*")), key=lambda one: one.stat().st_mtime)
        for old in stored[:-_KEPT]:
            old.unlink(missing_ok=True)
