"""Whether a sentence of a draft stands in the passage that it cites.

Independent of the grounding check of drafts: no vectors, no thresholds. A sentence stands in a
passage when its words are a run of the passage's words, each the same or another form of the same
dictionary word, in the same order. Only the words by which somebody is addressed may be added or
missing on the way: "Wyślij formularz." stands as "Proszę wysłać formularz.", "Masz 30 dni." as
"Ma Pani 30 dni.". Numbers, addresses and negations are words like others and can't differ. A row
of a table stands when it is said whole, in its order, with nothing but words of the table's header
between its cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.model import Sentence, Source
from kb.evaluate.wording import DASHES
from kb.polish.morphology import lemmas
from kb.polish.text import tokens_of

#: Dictionary forms of the words by which a register addresses somebody; "należy" stands for an
#: imperative, as "proszę" does.
_ADDRESS = frozenset(
    """
    pan pani państwo ty wy twój wasz swój on ona oni jego jej ich się siebie prosić należeć
    """.split()
)
#: Of these "nie" is a form of "on" as well.
_NEGATIONS = frozenset({"nie", "bez", "ani"})
#: A negation right before these denies nothing of what follows.
_BREAK = re.compile(r"[.,!?:;\n]")
#: Between the cells of a row in the plain text of a passage.
_BAR = " | "


@dataclass(frozen=True, slots=True)
class _Word:
    """A word by its dictionary forms, and whether a negation stands right before it."""

    forms: frozenset[str]
    negated: bool

    def is_form_of(self, other: _Word) -> bool:
        return bool(self.forms & other.forms)


def stands_in(sentence: Sentence, sources: Sequence[Source]) -> bool:
    """Whether a sentence stands in one of the passages, as it is or in another register."""
    words = _words(sentence.text)
    return any(
        _is_run(words, _words(source.quote)) or _is_row(words, source.quote) for source in sources
    )


def _words(text: str) -> list[_Word]:
    """The words without those that only address."""
    words: list[_Word] = []
    negation_ends = -1
    for token in tokens_of(text.translate(DASHES)):
        forms = frozenset(lemmas(token.form)) if token.is_word else frozenset({token.key})
        is_negation = token.key in _NEGATIONS
        if is_negation or not forms & _ADDRESS:
            between = text[negation_ends : token.start] if negation_ends >= 0 else "."
            words.append(_Word(forms, negated=not _BREAK.search(between)))
            negation_ends = token.end if is_negation else -1
    return words


def _is_run(words: Sequence[_Word], passage: Sequence[_Word]) -> bool:
    if not words:
        return False
    for start in range(len(passage) - len(words) + 1):
        pairs = zip(words, passage[start:], strict=False)
        if not passage[start].negated and all(ours.is_form_of(theirs) for ours, theirs in pairs):
            return True
    return False


def _is_row(words: Sequence[_Word], quote: str) -> bool:
    header, *rows = [line for line in quote.split("\n") if _BAR in line] or [""]
    return any(_is_row_with(words, _words(row), _words(header)) for row in rows)


def _is_row_with(words: Sequence[_Word], row: Sequence[_Word], header: Sequence[_Word]) -> bool:
    left = list(row)
    for word in words:
        if left and word.is_form_of(left[0]):
            left.pop(0)
        elif not any(word.is_form_of(name) for name in header):
            return False
    return not left
