"""Sentences of messages, whose authors do not always begin one with a capital letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.polish.sentences import is_abbreviation, split_sentences

_END = re.compile(
    r"(?<=[^\W\d_]{3})\.+\s+(?=[^\W\d_])|[?!]+[.?!]*\s+|(?<=[.)])\.+\s+|(?<=\d)\.\s+(?=[^\W\d_]{2})"
    # A size, not an initial: "proszę o wymianę na M. Czy …".
    r"|(?<=\bna [SML])\.\s+|(?<=miar [SML])\.\s+|(?<=iast [SML])\.\s+"
)
_SIZES = frozenset("SML")


def message_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences, in order: those of edited text, cut again at marks that small
    letters follow ("wrocila do was. czy bede")."""
    for start, end in split_sentences(text):
        begin = start
        for mark in _END.finditer(text, start, end):
            word = re.search(r"\w*\Z", text[max(begin, mark.start() - 30) : mark.start()])
            if word and word[0] not in _SIZES and is_abbreviation(word[0]):
                continue
            stop = mark.start() + len(mark[0].rstrip())
            if text[begin:stop].strip():
                yield begin, stop
            begin = mark.end()
        if text[begin:end].strip():
            yield begin, end
