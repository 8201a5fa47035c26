"""Whether two articles are ever shown at the same moment."""

from __future__ import annotations

from kb.model import Article


def meet(first: Article, second: Article) -> bool:
    """Whether their times of validity overlap: last year's price list contradicts nothing."""
    return not _ends_before(first, second) and not _ends_before(second, first)


def _ends_before(one: Article, other: Article) -> bool:
    return bool(one.shown_until and other.shown_from and one.shown_until <= other.shown_from)
