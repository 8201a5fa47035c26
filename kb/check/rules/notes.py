"""Notes that authors leave for themselves: "dopisać resztę", "sprawdzę z prawnikiem"."""

from __future__ import annotations

import re

from kb.check.page import Sentence
from kb.check.patterns import patterns
from kb.check.rules.quoting import has_verb
from kb.polish.morphology import readings

_START = re.compile(
    r"[\s(\[*_]*(?:(?:uwaga|ważne|notatka|nb)\s*[:!–-]\s*)?"
    r"(?:(?:tu|tutaj|jeszcze|później|potem|koniecznie)\s+){0,2}(?:nie\s+)?([^\W\d_]+)",
    re.IGNORECASE,
)
#: Behind such a comma an infinitive has objects of its own: "sprawdzić, ile to trwa".
_OBJECT = re.compile(r",\s*(?:czy|ile|kto|kiedy|jak|gdzie|co|że)\b")
_CLAUSE = re.compile(r"[,;–-]\s*([^\W\d_]+)\b[^,;]*")


def note_to_oneself(sentence: Sentence) -> str | None:
    """The words of a sentence that are a note of its author, None without any.

    A question is a reader's: "Kiedy sprawdzę stan konta?".
    """
    text = sentence.text
    if text.rstrip().endswith("?"):
        return None
    for pattern in patterns("note"):
        found = pattern.search(text)
        if found:
            return found[0].strip(" (.:–-")
    if sentence.block.kind != "paragraph" or text.rstrip().endswith(":"):
        return None
    return _bare_infinitive(text)


def _bare_infinitive(text: str) -> str | None:
    """ "Dodać zdjęcie." and "Brak danych, dopytać magazyn.": an infinitive that no verb rules
    tells nobody but the author what to do."""
    start = _START.match(text)
    if start and _is_infinitive(start[1]) and not _ruled(_OBJECT.split(text)[0]):
        return text.strip()
    if not text.casefold().startswith("brak"):
        return None
    clause = _CLAUSE.search(text)
    rest = text.split(None, 1)[-1]
    return (
        clause[0].strip(" ,;–-")
        if clause and _is_infinitive(clause[1]) and not _ruled(rest)
        else None
    )


def _is_infinitive(word: str) -> bool:
    return {tag.split(":", 1)[0] for _, tag in readings(word.casefold())} == {"inf"}


def _ruled(text: str) -> bool:
    return has_verb([word.casefold() for word in re.findall(r"[^\W\d_]+", text)])
