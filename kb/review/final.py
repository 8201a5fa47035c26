"""The text as it would be sent → its sentences, each with the passages that it may stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kb.answer.model import Sentence
from kb.polish.sentences import split_sentences


def final_sentences(
    text: str, document: Mapping[str, Any], keys: Sequence[str]
) -> tuple[Sentence, ...]:
    """Every sentence of exactly this text, in order; together they hold all that can be read.

    document: of the draft, with the customer's data in it. A sentence that stands as it was
    proposed keeps its own citations; any other may stand on any of the keys.
    """
    proposed = [Sentence(one["text"], tuple(one["citations"])) for one in document["sentences"]]
    if text == document["text"]:
        return tuple(proposed)
    known = {one.text.strip(): one for one in proposed}
    longest = max((len(split_sentences(words)) for words in known), default=1)
    spans = split_sentences(text)
    found: list[Sentence] = []
    at = 0
    while at < len(spans):
        # What was proposed as one sentence may be several to the splitter.
        for taken in range(min(longest, len(spans) - at), 0, -1):
            piece = text[spans[at][0] : spans[at + taken - 1][1]]
            if piece in known:
                break
        found.append(known.get(piece) or Sentence(piece, tuple(keys)))
        at += taken
    return tuple(found)
