"""The words of a source that a word of a sentence is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer.grounding.lexicon import MAY, MUST
from kb.answer.grounding.words import Word


def matches(word: Word, theirs: Sequence[Word], ours: Sequence[Word]) -> list[Word]:
    """The same word in the source; where it stands there twice, the one among the same words."""
    same = [one for one in theirs if _is_same(word, one)]
    if len(same) < 2:
        return same
    near = frozenset().union(*(one.keys for one in ours if one.segment == word.segment))

    def fit(one: Word) -> int:
        return sum(
            bool(other.keys & near)
            for other in theirs
            if other.segment == one.segment and other.weight
        )

    best = max(fit(one) for one in same)
    return [one for one in same if fit(one) == best]


def _is_same(word: Word, other: Word) -> bool:
    if word.keys & other.keys:
        return True
    return any(word.lemmas & group and other.lemmas & group for group in (MUST, MAY))


def with_content(words: Sequence[Word]) -> list[Word]:
    """Words of segments that say something; "co jest nie tak" alone cannot be aligned."""
    segments = {word.segment for word in words if word.weight}
    return [word for word in words if word.segment in segments]


def shown(word: Word) -> str:
    """The word with its negation."""
    form = word.form if word.at else word.form.casefold()
    inside = form.casefold().startswith("nie")
    return f"nie {form}" if word.negated and not inside else form
