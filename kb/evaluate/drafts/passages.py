"""Articles → passages with keys, and the sentences of each that stand on their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kb.answer.model import Source
from kb.ingest.units import index_units
from kb.model import Article, Audience, ChunkKind
from kb.polish.morphology import lemmas
from kb.polish.sentences import split_sentences
from kb.polish.text import fold, is_stop_word, tokens_of
from kb.search.document import article_address

#: (slug, anchor, text) → the key of a passage.
KeyOf = Callable[[str, str, str], str]

_STEP = re.compile(r"\d+\.\s+")
_SHORTEST = 25


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a passage, letter for letter but without the number of its step."""

    text: str
    source: Source

    @property
    def trail(self) -> int:
        """Where the sentence stands in its passage."""
        return self.source.quote.index(self.text)


def sources_of(articles: Iterable[Article], key: KeyOf) -> tuple[Source, ...]:
    """Every quotable passage of Polish articles, in their order."""
    return tuple(
        Source(
            key=key(article.slug, chunk.anchor, chunk.text),
            slug=article.slug,
            category=article.category,
            audience=article.audience,
            title=article.title,
            anchor=chunk.anchor,
            url=article_address(article.slug, chunk.anchor),
            quote=chunk.text,
            commit=article.commit,
            lines=chunk.lines,
            heading=" ".join(chunk.heading_path[1:]),
        )
        for article in articles
        if article.language == "pl"
        for chunk in index_units(article)
        if chunk.kind is ChunkKind.TEXT
    )


def lines_of(source: Source) -> list[Line]:
    """The sentences of a passage that say something alone: no table rows, items or lead-ins."""
    found = []
    for start, end in split_sentences(source.quote):
        text = source.quote[start:end]
        text = text[match.end() :] if (match := _STEP.match(text)) else text
        whole = text.endswith((".", "!")) and text[:1].isupper()
        if whole and len(text) >= _SHORTEST and " | " not in text:
            found.append(Line(text, source))
    return found


def public(sources: Iterable[Source]) -> list[Source]:
    """Those that customers may read."""
    return [source for source in sources if source.audience is Audience.PUBLIC]


def internal(sources: Iterable[Source]) -> list[Source]:
    """Those that only staff may read."""
    return [source for source in sources if source.audience is Audience.INTERNAL]


def content_lemmas(text: str) -> frozenset[str]:
    """Folded lemmas of the words that carry a subject, numbers as they are."""
    return frozenset(
        fold(lemma)
        for token in tokens_of(text)
        if not is_stop_word(token.form)
        for lemma in (lemmas(token.form) if token.is_word else (token.form,))
    )


def share_in(text: str, quote: str) -> float:
    """How much of a text's subject words and numbers stand in a passage in some form, 0 to 1."""
    said = content_lemmas(quote)
    words = [token for token in tokens_of(text) if not is_stop_word(token.form)]
    known = sum(bool(content_lemmas(token.form) & said) for token in words)
    return known / max(1, len(words))


def nearest(text: str, sources: Iterable[Source]) -> Source:
    """The passage that speaks of a text's subject most; the first of equals."""
    return max(sources, key=lambda source: share_in(text, f"{source.title} {source.quote}"))
