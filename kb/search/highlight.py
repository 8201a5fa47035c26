"""Marking the words of a passage that match the question, in whatever form they stand there."""

from __future__ import annotations

from html import escape

from kb.polish.text import is_stop_word, tokenise
from kb.search.lexical import token_units


def matched_spans(text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Spans of the tokens that share a lemma or a key with the query.

    wanted: `lemma_units` of the query.
    """
    return [
        (token.start, token.end)
        for token in tokenise(text)
        if not is_stop_word(token.form) and not wanted.isdisjoint(token_units(token))
    ]


def highlight(text: str, spans: list[tuple[int, int]]) -> str:
    """Escape a text for HTML, put <mark> around the spans and <br> at line ends."""
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    parts.append(escape(text[at:]))
    return "".join(parts).replace("\n", "<br>")
