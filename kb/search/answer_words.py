"""Words by which an article says which of its sentences answers a question.

Editors copy a few words of the sentence into `answers:` of the front matter. Letters and digits are
compared, whatever their case, accents and the signs between them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kb.polish.text import fold

_BETWEEN = re.compile(r"[\W_]+")


@lru_cache(maxsize=10_000)
def plain_words(text: str) -> str:
    """Folded words with one space between, before and after them."""
    return f" {_BETWEEN.sub(' ', fold(text)).strip()} "


def has_words(sentence: str, words: str) -> bool:
    """Whether a sentence has these words, one after another. Both as `plain_words` gives them."""
    return bool(words.strip()) and words in sentence
