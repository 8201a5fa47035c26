"""Questions that mean the same → groups, the same on every run and every machine.

Nearness is that of the search (docs/decisions.md): 0.7 of the meaning, 0.3 of the letters. All
sentences of the model lie close together, so what they share is taken off first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import unit
from kb.polish.text import fold

Matrix = NDArray[np.float32]

#: Questions nearer to the middle of a group than this belong to it.
NEAR = 0.45
_MEANING, _LETTERS = 0.7, 0.3
_LETTER_DIMENSIONS = 512
_BLOCK = 256
_ROUNDS = 2
_WORD = re.compile(r"\w{3,}")


def features(vectors: Matrix, texts: Sequence[str], shared: Matrix) -> Matrix:
    """What is compared: rows of length 1, from the model's vectors and the letters of the texts.

    vectors: (n, d), of length 1. shared: (d,), the mean of the vectors of many questions.
    """
    meaning = unit(vectors - shared) * np.float32(np.sqrt(_MEANING))
    letters = _letters(texts) * np.float32(np.sqrt(_LETTERS))
    return unit(np.hstack([meaning, letters]).astype(np.float32))


def groups(rows: Matrix, near: float = NEAR) -> NDArray[np.int32]:
    """The group of each row, numbered from 0; rows come in the order of their importance.

    Each row joins the group whose middle is nearest, if that is near enough, and begins one
    otherwise; then all are asked again, because middles have moved. Time is rows × groups.
    """
    if not len(rows):
        return np.zeros(0, np.int32)
    labels, middles = _first_pass(rows, near)
    for _ in range(_ROUNDS):
        labels, middles = _again(rows, middles, near)
    return labels


def _first_pass(rows: Matrix, near: float) -> tuple[NDArray[np.int32], Matrix]:
    labels = np.empty(len(rows), np.int32)
    sums = np.empty_like(rows)
    count = 0
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        known = count
        best, score = _nearest(block, unit(sums[:known]))
        for at, row in enumerate(block):
            label, nearness = int(best[at]), float(score[at])
            if count > known:
                own = unit(sums[known:count]) @ row
                if own.max() > nearness:
                    label, nearness = known + int(own.argmax()), float(own.max())
            if nearness < near:
                label = count
                sums[count] = 0
                count += 1
            sums[label] += row
            labels[start + at] = label
    return labels, unit(sums[:count])


def _again(rows: Matrix, middles: Matrix, near: float) -> tuple[NDArray[np.int32], Matrix]:
    """Every row to the nearest middle; one that is near to none stands alone."""
    best, score = _nearest(rows, middles)
    alone = score < near
    best[alone] = len(middles) + np.arange(int(alone.sum()), dtype=np.int32)
    # Numbered anew by their first row, so that the most important group comes first.
    _, first, inverse = np.unique(best, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int32)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first), dtype=np.int32)
    labels = rank[inverse]
    sums = np.zeros((len(first), rows.shape[1]), np.float32)
    np.add.at(sums, labels, rows)
    return labels.astype(np.int32), unit(sums)


def _nearest(rows: Matrix, middles: Matrix) -> tuple[NDArray[np.int32], Matrix]:
    """The nearest middle of each row and how near it is; -1 where there is none."""
    best = np.zeros(len(rows), np.int32)
    score = np.full(len(rows), -1.0, np.float32)
    if not len(middles):
        return best, score
    for start in range(0, len(rows), _BLOCK):
        near = rows[start : start + _BLOCK] @ middles.T
        best[start : start + _BLOCK] = near.argmax(axis=1)
        score[start : start + _BLOCK] = near.max(axis=1)
    return best, score


def _letters(texts: Sequence[str]) -> Matrix:
    """Trigrams of the unaccented words, rare ones weighing more; rows of length 1."""
    counts = np.zeros((len(texts), _LETTER_DIMENSIONS), np.float32)
    for row, text in zip(counts, texts, strict=True):
        for word in _WORD.findall(fold(text)):
            padded = f" {word} "
            for at in range(len(padded) - 2):
                row[crc32(padded[at : at + 3].encode("utf-8", "replace")) % _LETTER_DIMENSIONS] += 1
    rare = np.log((len(texts) + 1) / (0.5 + (counts > 0).sum(axis=0)))
    return unit(np.log1p(counts) * np.maximum(rare, 0.01).astype(np.float32))
