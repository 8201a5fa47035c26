"""The lines of a passage that a letter can say, with how well each fits a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.closeness import Closeness
from kb.answer.cues import Wanted, shows
from kb.answer.findings import Findings
from kb.polish.text import fold, tokenise
from kb.search.confidence import information_share
from kb.search.lexical import Bm25, lemma_units
from kb.search.passages import ScoredPassage
from kb.search.rows import is_table_row
from kb.search.sayable import headed, sayable

# Weights, chosen on the development half of the message cases (docs/decisions.md).
_PASSAGE = 0.5
_RELEVANCE = 0.08
_KIND_BONUS = 0.6
#: How much of the closeness is to the question by itself, the rest to it with what is around it.
_ALONE = 0.4
_OPENING_BONUS = 0.05
_BESIDE_MALUS = 0.03
#: A row of a table is harder to read.
_ROW_MALUS = 0.15

#: How to reach the shop, which the letter says by itself.
_CONTACT_MALUS = 0.5

_REACH_US = re.compile(r"\+48|zadzwoń|napisz na cza|pomoc@|telefon i czat", re.IGNORECASE)
#: When the shop can be reached and how fast it answers: nothing of the matter itself.
_REACHED = re.compile(r"odpowiada(?:my)? w ciągu|(?:telefon|czat)\b.{0,20} działa", re.IGNORECASE)
_ASKS_TO_REACH = re.compile(
    r"kontakt|dzwoni|zadzwon|infolini|odpisz|odpisu|odpowie|odpowiad|czat|chat|konsultant|czlowiek|"
    r"\bcall\b|reach|contact|reply|зв.яз|відпов"
)
#: Headings over reasons, of which each is half a sentence.
_CAUSES = re.compile(r"(?:dlaczego|skad|czemu)\b")
_LEAST_CAUSES = 3
#: A sentence that begins so leans on the one before; so does one that soon says "ich" or "je".
_LEANING = re.compile(
    r"(?:to|ten|ta|te|on|ona|one|wtedy|dlatego|dzięki temu|później|potem|tam|taki\w*|taka|inaczej|"
    r"jeśli nie|w przeciwnym razie|pozostałe|też|również|do tego|poza tym)\b",
    re.IGNORECASE,
)
_POINTING = frozenset(
    {"ich", "je", "go", "ją", "jej", "jego", "nim", "niej", "nich", "nią", "nimi"}
)
_SOON = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, step or table row of a passage. text: as the passage has it, a row as a sentence.

    place: of its passage in the article. number: its own in the passage. block: the place of its
    line, which the sentences of a step share. score: comparable within one question.
    """

    text: str
    passage: ScoredPassage
    place: int
    number: int
    block: int
    step: bool
    score: float


def lines_of(
    passage: ScoredPassage,
    place: int,
    findings: Findings,
    kinds: Sequence[Wanted],
    lemmas: Bm25 | None,
    closeness: Closeness | None,
) -> list[Line]:
    """Every line of a passage that a letter can say, with how well it fits."""
    query = findings.query
    units = set(lemma_units(query.prepared.searched))
    told = set(lemma_units(findings.around.prepared.searched))
    rows = {
        block for block, line in enumerate(passage.chunk.text.split("\n")) if is_table_row(line)
    }
    reach = bool(_ASKS_TO_REACH.search(fold(findings.asked.text)))
    causes = _lists_causes(passage)
    found = []
    for number, (text, block, step) in enumerate(sayable(passage.chunk.text)):
        row = block in rows
        if not step and _is_out_of_place(text, row, causes, reach or passage.opening):
            continue
        own = lemma_units(text)
        shared = set(own) & units
        relevance = _ALONE * information_share(shared, units, lemmas)
        relevance += (1.0 - _ALONE) * information_share(set(own) & told, told, lemmas)
        relevance += _KIND_BONUS * sum(shows(text, kind) for kind in kinds if kind in _TOLD)
        relevance -= _CONTACT_MALUS * bool(_REACH_US.search(text)) + _ROW_MALUS * row
        score = _PASSAGE * passage.score + _RELEVANCE * relevance
        if closeness and query.encoded:
            said = headed(passage.chunk.heading_path, text)
            around = findings.around.encoded or query.encoded
            score += _ALONE * closeness.to(query.encoded.vector, said)
            score += (1.0 - _ALONE) * closeness.to(around.vector, said)
        score += _OPENING_BONUS * passage.opening / (number + 1)
        score -= _BESIDE_MALUS * (passage in findings.beside)
        found.append(Line(text, passage, place, number, block, step, round(score, 4)))
    return found


_TOLD = frozenset({Wanted.AMOUNT, Wanted.TIME, Wanted.PLACE})


def _is_out_of_place(text: str, row: bool, causes: bool, reach: bool) -> bool:
    """Whether a line says nothing that a letter wants of it by itself: how to reach the shop, a
    row without a number, a reason without its heading."""
    if not reach and _REACHED.search(text):
        return True
    number = any(sign.isdigit() for sign in text)
    return (row or causes) and not number


def _lists_causes(passage: ScoredPassage) -> bool:
    headings = passage.chunk.heading_path
    lines = passage.chunk.text.split("\n")
    return len(lines) >= _LEAST_CAUSES and bool(headings and _CAUSES.match(fold(headings[-1])))


def leans(sentence: str) -> bool:
    """Whether a sentence points back to the one before it."""
    return bool(_LEANING.match(sentence)) or _says_a_pronoun(sentence)


def _says_a_pronoun(sentence: str) -> bool:
    """Whether it soon speaks of something that stands elsewhere: "Oddajemy ją tak samo"."""
    first = [token.form.lower() for token in tokenise(sentence)][:_SOON]
    return not _POINTING.isdisjoint(first)


def whole_thoughts(lines: Sequence[Line]) -> list[Line]:
    """The lines without those that point back to a sentence that is not said."""
    kept: list[Line] = []
    for line in lines:
        before = kept[-1] if kept else None
        follows = (
            before is not None
            and before.passage is line.passage
            and before.number == line.number - 1
        )
        # Under a heading, "To zależy od banku" speaks of what the heading asks, as the customer
        # does; "Oddajemy ją" speaks of a word that only the heading has.
        first = line.number == 0 and (line.passage.opening or not _says_a_pronoun(line.text))
        if first or line.step or follows or not leans(line.text):
            kept.append(line)
    return kept
