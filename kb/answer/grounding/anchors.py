"""What a term is counted from: "30 dni od otrzymania" is not "30 dni od wysłania"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.grounding.facts import Fact
from kb.answer.grounding.lexicon import ORDINARY
from kb.answer.grounding.passage import Unit
from kb.answer.grounding.synonyms import CONVERSE
from kb.answer.grounding.words import Word, Words

#: So many words after "od" may be what is counted from: "dnia, w którym prezent dotrze".
ANCHORS = 2
_AFTER_FACT = re.compile(r"[\s\u00a0]*(?:od|przed|po)(?=\s+[^\W\d_])")
#: "od otrzymania towaru nie minęło 30 dni"
_BEFORE_FACT = re.compile(
    r"(?<!\w)od(?=\s+[^\W\d_])[^,;:.]{3,60}\s(?:(?:nie\s+)?(?:min|upły)\w+|licz\w+)"
    r"(?:\s+\w+)?\s+\Z",
    re.IGNORECASE,
)


def anchor_conflict(fact: Fact, part: Words, same: Sequence[Fact], unit: Unit) -> str:
    """Why a term is counted from something else than in the source, in Polish; empty where it is
    not. same: the facts of the unit that have the value of `fact`."""
    said = _anchors(fact, part)
    if not said:
        return ""
    anchors = [anchor for one in same for anchor in _anchors(one, unit.words)]
    if not anchors or any(
        # What is sent and what is received are two dates.
        (said[0].keys & anchor.keys) - {CONVERSE}
        for anchor in anchors
    ):
        return ""
    return f"w źródle: «{anchors[0].form}», w zdaniu: «{said[0].form}» (po «{fact.text}»)"


def _anchors(fact: Fact, words: Words) -> list[Word]:
    """What a term is counted from: the first word, or what is said of it."""
    match = _AFTER_FACT.match(words.text, fact.span[1])
    start = match.end() if match else -1
    if match is None:
        before = _BEFORE_FACT.search(words.text, 0, fact.span[0])
        if before is None:
            return []
        start = before.start()
    # "od dnia, w którym go otrzymasz": small words and the comma lie between.
    found = [word for word in words.words if word.at >= start and word.weight >= ORDINARY]
    if not found:
        return []
    return [word for word in found[:ANCHORS] if word.segment == found[0].segment]
