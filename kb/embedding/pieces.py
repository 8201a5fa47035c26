"""SentencePiece unigram tokenisation (Kudo, 2018) over the vocabulary in the model file.

The `tokenizers` library gives the same ids and is used for bulk work; its 250,000 pieces take 0.6 s
and 84 MB, which every web worker and every `kb search` would pay. Here they stand in a trie of
0.8 MB that is mapped from its file; the only module that imports marisa_trie.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import marisa_trie
import numpy as np

from kb.embedding.e5_file import E5File

_TRIE, _NUMBERS = "vocabulary.marisa", "vocabulary_numbers.npy"
_SPACE = "▁"
_RUNS = re.compile(r" {2,}")
_UNKNOWN_PENALTY = 10.0
#: Characters of the longest piece that SentencePiece makes.
_LONGEST = 16


def normalise(text: str, table: Mapping[int, str]) -> str:
    """Map characters as the model was trained on them, and runs of spaces to one."""
    return _RUNS.sub(" ", text.translate(table))


def write_vocabulary(source: E5File, folder: Path) -> None:
    """Write the pieces as a trie, and the number of the piece behind each of its keys."""
    trie = marisa_trie.Trie(source.pieces)
    trie.save(str(folder / _TRIE))
    numbers = np.zeros(len(source.pieces), np.int32)
    for number, piece in enumerate(source.pieces):
        numbers[trie.key_id(piece)] = number
    np.save(folder / _NUMBERS, numbers)


class PieceTokenizer:
    """Text → ids of vocabulary pieces, special tokens included.

    folder: where `write_vocabulary` wrote.
    """

    def __init__(self, source: E5File, folder: Path) -> None:
        self._trie = marisa_trie.Trie()
        self._trie.mmap(str(folder / _TRIE))
        self._numbers = np.load(folder / _NUMBERS)
        self._scores = source.scores[self._numbers]
        self._unknown_score = float(self._scores.min()) - _UNKNOWN_PENALTY
        self._normalisation = source.normalisation
        self._first, self._last, self._unknown = source.bos, source.eos, source.unk
        self._unknown_key = int(np.flatnonzero(self._numbers == source.unk)[0])

    def encode(self, text: str, limit: int) -> tuple[list[int], list[str]]:
        """Ids and pieces of the text, cut to `limit` of them with both special tokens kept."""
        text = normalise(text, self._normalisation).replace(" ", _SPACE)
        if not text.startswith(_SPACE):
            text = _SPACE + text
        path = self._best_path(text)[: limit - 2]
        pieces = [text[start:end] for start, end, _ in path]
        ids = [self._unknown if key is None else int(self._numbers[key]) for _, _, key in path]
        return [self._first, *ids, self._last], ["<s>", *pieces, "</s>"]

    def _best_path(self, text: str) -> list[tuple[int, int, int | None]]:
        """Viterbi search for the most probable segmentation: (start, end, key of the trie)."""
        size = len(text)
        best = [float("-inf")] * (size + 1)
        came_from: list[tuple[int, int | None]] = [(0, None)] * (size + 1)
        best[0] = 0.0
        scores = self._scores
        for start in range(size):
            reached = best[start]
            fallback = reached + self._unknown_score
            if fallback > best[start + 1]:
                best[start + 1], came_from[start + 1] = fallback, (start, None)
            for piece, key in self._trie.iter_prefixes_with_ids(text[start : start + _LONGEST]):
                total = reached + float(scores[key])
                end = start + len(piece)
                if total > best[end] and key != self._unknown_key:
                    best[end], came_from[end] = total, (start, key)
        path = []
        end = size
        while end:
            start, key = came_from[end]
            path.append((start, end, key))
            end = start
        return path[::-1]
