"""What a message tells of who wrote it: the gender of their verbs."""

from __future__ import annotations

import re

from kb.polish.morphology import analyses
from kb.polish.text import fold, tokenise

_FEMININE = re.compile(r"\w{2,}l(?:a|aby)m$|\w+innam$")
_MASCULINE = re.compile(r"\w{2,}(?:lem|lbym)$|\w+inienem$")


def is_feminine(text: str) -> bool | None:
    """Whether the writer speaks of herself as a woman; None where verbs say nothing or both."""
    feminine = masculine = 0
    for token in tokenise(text):
        word = fold(token.form)
        if not token.is_word or len(word) < 5:
            continue
        if _FEMININE.fullmatch(word) and not _is_another_word(token.form):
            feminine += 1
        elif _MASCULINE.fullmatch(word) and not _is_another_word(token.form):
            masculine += 1
    if bool(feminine) == bool(masculine):
        return None
    return feminine > 0


def _is_another_word(form: str) -> bool:
    """ "stołem", "reklam": a word of one segment, where a verb of the past has two."""
    return bool(analyses(form.lower()))
