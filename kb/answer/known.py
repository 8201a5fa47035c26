"""Questions that editors know for an article → which of its sentences answers one like them.

A question of a message is compared with each of them; what the nearest ones are answered by is
likely to answer it, too. A question for which the editors name no sentence is answered by the
opening, as the writing rules have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from kb.answer.shelf import Shelf
from kb.model import ChunkKind
from kb.search.answer_words import has_words, plain_words
from kb.search.lexical import lemma_units
from kb.search.passages import Query

#: What common words count beside the cosine, and how sharply the nearest questions stand out; both
#: the middle of a flat optimum, see docs/decisions.md.
_WORDING, _SHARPNESS = 0.1, 40.0


@dataclass(frozen=True, slots=True)
class Known:
    """What answers one of the questions of an article.

    words: of the sentence, as `plain_words` gives them; empty for the opening. share: how much of
    the likeness to all questions of the article is to this one, 0…1. ahead: how much nearer it is
    than the mean of them.
    """

    words: str
    share: float
    ahead: float

    def answers(self, sentence: str, *, opening: bool) -> bool:
        """Whether a sentence is the one. sentence: as `plain_words` gives it."""
        return has_words(sentence, self.words) if self.words.strip() else opening


def known_questions(shelf: Shelf, query: Query, article: int) -> tuple[Known, ...]:
    """The questions of an article, compared with a question. article: its row."""
    tables = shelf.index.tables
    rows = tables.chunks_of(article)
    rows = rows[tables.kind_of[rows] == list(ChunkKind).index(ChunkKind.QUESTION)]
    asked = set(lemma_units(query.prepared.searched))
    units, chunks = tables.units(rows.tolist()), tables.chunks(rows.tolist())
    near = np.array([_WORDING * _alike(asked, units[row]) for row in rows.tolist()])
    if query.encoded is not None:
        near = near + tables.cosines(rows, query.encoded.vector)
    shares = np.exp(_SHARPNESS * (near - near.max(initial=-1.0)))
    shares /= max(shares.sum(), 1e-9)
    ahead = near - (near.mean() if len(near) else 0.0)
    return tuple(
        Known(plain_words(chunks[row].answer), float(share), float(lead))
        for row, share, lead in zip(rows.tolist(), shares, ahead, strict=True)
    )


def share_and_lead(known: Sequence[Known], sentence: str, *, opening: bool) -> tuple[float, float]:
    """How much of the likeness is to questions that a sentence answers; how far the nearest of
    them is ahead of the mean, 0 where it answers none. opening: whether it opens its article."""
    said = plain_words(sentence)
    own = [one for one in known if one.answers(said, opening=opening)]
    return sum(one.share for one in own), max((one.ahead for one in own), default=0.0)


def _alike(one: set[str], other: frozenset[str]) -> float:
    """Cosine of two sets of words."""
    return len(one & other) / sqrt(len(one) * len(other)) if one and other else 0.0
