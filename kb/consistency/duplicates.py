"""Articles that say the same twice, and titles or questions that ask the same in other words.

By dictionary forms, so that order and inflection do not matter. Articles are compared by pairs of
neighbouring content words, found through an inverted list of rare pairs: the work grows with what
articles share and not with the square of their number.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from kb.consistency.visible import meet
from kb.model import Article
from kb.polish.text import is_stop_word, tokenise
from kb.search.lexical import lemma_units

#: Share of the smaller article's pairs of words from which two articles are near-duplicates.
SAME_TEXT = 0.6
#: An article of fewer pairs is too short to tell.
_LEAST_PAIRS = 25
#: Pairs of words that more articles have are formulas: opening hours, how to reach the shop.
_FORMULA = 12
#: A question of fewer words that count is asked of several matters: "ile to trwa".
_LEAST_WORDS = 3

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SameText:
    """Two articles. share: of the smaller one's pairs of words that the other has. quote: the block
    of the first that they share most of; first_line, second_line: where what they share begins."""

    first: Article
    second: Article
    share: float
    quote: str
    first_line: int
    second_line: int


@dataclass(frozen=True, slots=True)
class SameQuestion:
    """Two articles of which titles or questions ask the same, word for word but for inflection,
    order and small words."""

    first: Article
    second: Article
    ours: str
    theirs: str


def same_texts(articles: Sequence[Article]) -> list[SameText]:
    """Articles of one audience and language that say the same."""
    pairs = [_pairs(article) for article in articles]
    holders: dict[Pair, list[int]] = defaultdict(list)
    for row, own in enumerate(pairs):
        for pair in own:
            holders[pair].append(row)
    shared: Counter[tuple[int, int]] = Counter()
    for rows in holders.values():
        if 1 < len(rows) <= _FORMULA:
            for place, row in enumerate(rows):
                shared.update((row, other) for other in rows[place + 1 :])
    own_size = [sum(len(holders[pair]) <= _FORMULA for pair in own) for own in pairs]
    found = []
    for (row, other), number in shared.items():
        first, second = articles[row], articles[other]
        least = min(own_size[row], own_size[other])
        if least < _LEAST_PAIRS or number < SAME_TEXT * least or not _alike(first, second):
            continue
        common = pairs[row].keys() & pairs[other].keys()
        found.append(
            SameText(
                first=first,
                second=second,
                share=number / least,
                quote=_quote(first, common),
                first_line=min(pairs[row][pair] for pair in common),
                second_line=min(pairs[other][pair] for pair in common),
            )
        )
    return sorted(found, key=lambda one: (one.first.source_path, one.second.source_path))


def same_questions(articles: Iterable[Article]) -> list[SameQuestion]:
    """Titles and questions of two articles that are one question."""
    holders: dict[tuple[str, frozenset[str]], list[tuple[Article, str]]] = defaultdict(list)
    for article in articles:
        for text in (article.title, *article.questions):
            units = frozenset(lemma_units(text))
            if _content_words(text) >= _LEAST_WORDS:
                holders[article.language, units].append((article, text))
    found: dict[tuple[str, str], SameQuestion] = {}
    for asked in holders.values():
        for place, (first, ours) in enumerate(asked):
            for second, theirs in asked[place + 1 :]:
                if first is second or not _alike(first, second) or _plain(ours) == _plain(theirs):
                    continue  # the same letters are told as duplicate-title and duplicate-question
                key = (first.source_path, second.source_path)
                found.setdefault(key, SameQuestion(first, second, ours, theirs))
    return list(found.values())


def _alike(first: Article, second: Article) -> bool:
    return (
        first.audience is second.audience
        and first.language == second.language
        and meet(first, second)
    )


def _content_words(text: str) -> int:
    return len({token.form.casefold() for token in tokenise(text) if not is_stop_word(token.form)})


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("?.! ")


def _pairs(article: Article) -> Mapping[Pair, int]:
    """Pairs of neighbouring content words and the line of the first of each."""
    found: dict[Pair, int] = {}
    for text, line in _texts(article):
        for pair in pairwise(lemma_units(text)):
            found.setdefault(pair, line)
    return found


def _texts(article: Article) -> Iterator[tuple[str, int]]:
    for section in article.sections:
        for block in section.blocks:
            if block.kind != "code":
                yield block.text, block.lines[0]


def _quote(article: Article, common: Set[Pair]) -> str:
    texts = [text for text, _ in _texts(article)]
    return max(texts, key=lambda text: sum(pair in common for pair in pairwise(lemma_units(text))))
