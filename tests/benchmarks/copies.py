"""Copies of articles with changed words: a larger base of the same kind of text."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kb.embedding.encoder import Encoded, unit
from kb.ingest.units import index_units, searched_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kb.model import Article
    from kb.search.foreign import EncodeTexts

#: One longer word in so many is replaced.
_REPLACED = 3
#: Standard deviation of what is added to each number of an original's vector; its cosine to the
#: original is then about 0.93.
_NOISE = 0.02
_WORD = re.compile(r"\w{4,}")


def words_by_length(articles: Sequence[Article]) -> dict[int, list[str]]:
    """Every longer word of the articles, by its length."""
    words: dict[int, set[str]] = defaultdict(set)
    for article in articles:
        for section in article.sections:
            for block in section.blocks:
                for word in _WORD.findall(block.text):
                    words[len(word)].add(word)
    return {length: sorted(found) for length, found in words.items()}


def changed_copy(article: Article, number: int, words: Mapping[int, list[str]]) -> Article:
    """The copy `number` of an article, always the same one."""
    chance = random.Random(f"{number}/{article.id}")

    def other(match: re.Match[str]) -> str:
        known = words.get(len(match[0]))
        return chance.choice(known) if known and not chance.randrange(_REPLACED) else match[0]

    def change(text: str) -> str:
        return _WORD.sub(other, text)

    return replace(
        article,
        id=f"{article.id}+{number}",
        slug=f"{article.slug}-kopia-{number}",
        title=change(article.title),
        questions=tuple(map(change, article.questions)),
        sections=tuple(
            replace(
                section,
                title=change(section.title),
                blocks=tuple(replace(block, text=change(block.text)) for block in section.blocks),
            )
            for section in article.sections
        ),
    )


def grown(
    articles: Sequence[Article], factor: int, encode: EncodeTexts
) -> tuple[list[Article], EncodeTexts]:
    """`factor` times the articles, and an encoder that knows the vectors of the copies."""
    words = words_by_length(articles)
    noise = np.random.default_rng(factor)
    known: dict[str, Encoded] = {}
    everything = list(articles)
    for article in articles:
        originals = encode([searched_text(chunk) for chunk in index_units(article)])
        for number in range(2, factor + 1):
            copy = changed_copy(article, number, words)
            everything.append(copy)
            for place, chunk in enumerate(index_units(copy)):
                near = originals[min(place, len(originals) - 1)]
                shift = noise.normal(0, _NOISE, near.vector.shape).astype(np.float32)
                known[searched_text(chunk)] = Encoded(unit(near.vector + shift), near.tokens)

    def encode_known(texts: Sequence[str]) -> list[Encoded]:
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        fresh_ones = dict(zip(missing, encode(missing), strict=True))
        return [known[text] if text in known else fresh_ones[text] for text in texts]

    return everything, encode_known
