"""The fitted recogniser on disk, so that a server's start does not fit it again.

One file for each content, `flags-<hash>.npz` in the data folder's cache. It can be deleted at any
time. The hash is of all that the fit depends on: examples, kinds, encoder, settings.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from kb.answer.flagging.model import Lexicon, Model

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


def read_fitted(folder: Path, name: str) -> Model | None:
    """The model of this content; None where there is none or its file cannot be used."""
    try:
        path = folder / _NAME.format(name)
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            units, *numbers = (stored[part] for part in _PARTS)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    idf, wording, bias, mean, meaning = numbers
    if len(units) != len(idf) or wording.shape != (len(units), len(bias)):
        return None
    lexicon = Lexicon({unit: number for number, unit in enumerate(units.tolist())}, idf)
    return Model(lexicon, wording, bias, mean, meaning)


def write_fitted(folder: Path, name: str, model: Model) -> None:
    """Keep a model; without space or rights it is fitted again next time. Older ones go."""
    if model.mean is None or model.meaning is None:
        return
    path = folder / _NAME.format(name)
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            np.savez(
                file,
                units=np.array(list(model.lexicon.numbers), dtype=np.str_),
                idf=model.lexicon.idf,
                wording=model.wording,
                bias=model.bias,
                mean=model.mean,
                meaning=model.meaning,
            )
        unfinished.replace(path)
        stored = sorted(folder.glob(_NAME.format("*")), key=lambda one: one.stat().st_mtime)
        for old in stored[:-_KEPT]:
            old.unlink(missing_ok=True)
