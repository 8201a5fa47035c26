"""Passages of a question → the sentences and steps that answer it, and no more.

Sentences are taken whole, in the order of the article. A list of numbered steps is taken whole or
not at all, because half a procedure misleads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.answer.cues import Wanted, shows, wanted
from kb.answer.findings import Findings
from kb.answer.model import Channel
from kb.answer.tables import is_table_row, row_sentences
from kb.polish.sentences import split_sentences
from kb.polish.text import tokenise
from kb.search.confidence import information_share
from kb.search.lexical import Bm25, lemma_units
from kb.search.passages import ScoredPassage

#: Sentences about one question, steps apart, by channel.
MOST_SENTENCES = {Channel.EMAIL: 5, Channel.CHAT: 3, Channel.SOCIAL: 2}
#: Longer lists of steps are replaced by the way to the article.
MOST_STEPS = {Channel.EMAIL: 9, Channel.CHAT: 5, Channel.SOCIAL: 0}
#: How much less the opening of an article may fit than its best passage and still be said first.
_OPENING_MARGIN = 0.05
#: How much less another passage of the article may fit and still be said too.
_SECOND_MARGIN = 0.012

_STEP = re.compile(r"\d{1,2}\. ")
_ELSEWHERE = re.compile(
    r"\b(?:artykuł\w*|zobacz|przeczytaj|więcej (?:w|o|na)\b|opisujemy|opisuje)\b|^Więcej\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:tak|nie|raczej nie|oczywiście|yes|no)[.!]?", re.IGNORECASE)
_REACH_US = re.compile(r"\+48|zadzwoń|napisz na cza|pomoc@|telefon i czat", re.IGNORECASE)
#: A sentence that begins so leans on the one before; so does one that soon says "ich" or "je".
_LEANING = re.compile(
    r"(?:to|ten|ta|te|on|ona|one|wtedy|dlatego|dzięki temu|później|potem|tam|taki\w*|taka|inaczej|"
    r"jeśli nie|w przeciwnym razie|pozostałe|też|również|do tego|poza tym)\b",
    re.IGNORECASE,
)
_POINTING = frozenset(
    {"ich", "je", "go", "ją", "jej", "jego", "nim", "niej", "nich", "nią", "nimi"}
)
#: Less relevant sentences say how to reach the shop, which the letter says by itself.
_IDLE = -0.2
#: A row of a table is harder to read than a sentence that says the same.
_ROW_MALUS = 0.15


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, step or table row of a passage. text: as the passage has it, a row as a sentence.

    number: its place in the passage. block: the place of its line, which the sentences of a step
    share. relevance: 0 to about 1.5.
    """

    text: str
    passage: ScoredPassage
    number: int
    block: int
    step: bool
    relevance: float


def select_lines(findings: Findings, channel: Channel, lemmas: Bm25 | None) -> tuple[Line, ...]:
    """The lines that answer a question, the article's opening first."""
    own = findings.passages
    if not own:
        return ()
    kinds = wanted(findings.asked.text)
    best = max(own, key=lambda one: one.score)
    opening = own[0]
    chosen: list[Line] = []
    if opening is not best and opening.score >= best.score - _OPENING_MARGIN:
        chosen += _of_opening(_lines(opening, findings, kinds, lemmas), kinds)
    chosen += _of_passage(_lines(best, findings, kinds, lemmas), kinds, channel)
    others = sorted((one for one in own if one not in (best, opening)), key=lambda one: -one.score)
    for other in others[:1]:
        if other.score >= best.score - _SECOND_MARGIN:
            chosen += _of_passage(_lines(other, findings, kinds, lemmas), kinds, channel)[:2]
    chosen += _missing_kind(chosen, own, findings, kinds, lemmas)
    return _within(chosen, MOST_SENTENCES[channel])


def _lines(
    passage: ScoredPassage, findings: Findings, kinds: Sequence[Wanted], lemmas: Bm25 | None
) -> list[Line]:
    """Every line of a passage that a letter can say, with how well it fits."""
    units = set(lemma_units(findings.query.prepared.searched))
    found = []
    rows = {
        block for block, line in enumerate(passage.chunk.text.split("\n")) if is_table_row(line)
    }
    for number, (text, block, step) in enumerate(_said(passage.chunk.text)):
        shared = set(lemma_units(text)) & units
        relevance = information_share(shared, units, lemmas)
        relevance += 0.3 * sum(shows(text, kind) for kind in kinds if kind in _TOLD)
        relevance -= 0.5 * bool(_REACH_US.search(text)) + _ROW_MALUS * (block in rows)
        found.append(Line(text, passage, number, block, step, round(relevance, 3)))
    return found


_TOLD = frozenset({Wanted.AMOUNT, Wanted.TIME, Wanted.PLACE})


def _said(text: str) -> Iterable[tuple[str, int, bool]]:
    """The sentences of a passage: (text, number of its line, whether it belongs to a step)."""
    lines = text.split("\n")
    rows = [line for line in lines if is_table_row(line)]
    for block, line in enumerate(lines):
        if not is_table_row(line):
            yield from ((one, block, bool(_STEP.match(line))) for one in _sentences(line))
        elif line is rows[0]:
            yield from ((row, block, False) for row in row_sentences(rows))


def _sentences(line: str) -> Iterable[str]:
    """Sentences that can be said in a letter: those that only lead elsewhere are left out."""
    for start, end in split_sentences(line):
        sentence = line[start:end]
        if not (_ELSEWHERE.search(sentence) or _BARE.fullmatch(sentence)):
            yield sentence


def _of_opening(lines: Sequence[Line], kinds: Sequence[Wanted]) -> list[Line]:
    """The first sentence, which answers by the writing rules, and the next if it fits as well."""
    prose = [line for line in lines if not line.step]
    if not prose:
        return []
    first, *rest = prose
    told = [kind for kind in kinds if kind in _TOLD]
    more = [
        line
        for line in rest[:2]
        if any(shows(line.text, kind) and not shows(first.text, kind) for kind in told)
        or line.relevance > first.relevance
    ]
    return [first, *more[:1]]


def _of_passage(lines: Sequence[Line], kinds: Sequence[Wanted], channel: Channel) -> list[Line]:
    steps = [line for line in lines if line.step]
    blocks = len({line.block for line in steps})
    asks_detail = bool(kinds) and Wanted.WAY not in kinds
    if steps and blocks <= MOST_STEPS[channel] and not _prose_answers(lines, asks_detail):
        before = [line for line in lines if not line.step and line.block < steps[0].block]
        after = [line for line in lines if not line.step and line.block > steps[-1].block]
        return [*before[-1:], *steps, *[line for line in after if line.relevance > 0][:1]]
    return _best_prose([line for line in lines if not line.step], MOST_SENTENCES[channel] - 1)


def _prose_answers(lines: Sequence[Line], asks_detail: bool) -> bool:
    """A detail may stand in one sentence beside the steps."""
    if not asks_detail:
        return False
    prose = max((line.relevance for line in lines if not line.step), default=0.0)
    steps = max((line.relevance for line in lines if line.step), default=0.0)
    return prose >= steps


def _best_prose(prose: Sequence[Line], most: int) -> list[Line]:
    """The best paragraphs and list items in their order; of long ones the best sentences."""
    kept = [line for line in prose if line.relevance > _IDLE]
    if len(kept) <= most:
        return whole_thoughts(kept) or list(prose[:1])
    blocks: dict[int, list[Line]] = {}
    for line in kept:
        blocks.setdefault(line.block, []).append(line)
    ranked = sorted(
        blocks.values(),
        key=lambda block: (-max(line.relevance for line in block), block[0].number),
    )
    chosen: list[Line] = []
    for block in ranked:
        room = most - len(chosen)
        chosen += block if len(block) <= room else _best_sentences(block, room)
    return whole_thoughts(sorted(chosen, key=lambda line: line.number))


def _best_sentences(block: Sequence[Line], most: int) -> list[Line]:
    """The best sentences of a paragraph; one that leans on another brings it along."""
    ranked = sorted(block, key=lambda line: (-line.relevance, line.number))
    chosen: set[int] = set()
    for line in ranked:
        place = block.index(line)
        needed = {place, place - 1} if place and leans(line.text) else {place}
        if len(chosen | needed) <= most:
            chosen |= needed
    return [block[place] for place in sorted(chosen)]


def leans(sentence: str) -> bool:
    """Whether a sentence points back to the one before it."""
    first = [token.form.lower() for token in tokenise(sentence)][:4]
    return bool(_LEANING.match(sentence)) or not _POINTING.isdisjoint(first)


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
        if line.number == 0 or line.step or follows or not leans(line.text):
            kept.append(line)
    return kept


def _missing_kind(
    chosen: Sequence[Line],
    own: Sequence[ScoredPassage],
    findings: Findings,
    kinds: Sequence[Wanted],
    lemmas: Bm25 | None,
) -> list[Line]:
    """The best line of a kind that is asked for, when none that was chosen shows it."""
    added: list[Line] = []
    for kind in kinds:
        if kind not in _TOLD or any(shows(line.text, kind) for line in [*chosen, *added]):
            continue
        lines = [line for one in own for line in _lines(one, findings, kinds, lemmas)]
        telling = [line for line in lines if shows(line.text, kind) and line.relevance > 0.3]
        if telling:
            added.append(max(telling, key=lambda line: line.relevance))
    return added


def _within(lines: Sequence[Line], most: int) -> tuple[Line, ...]:
    """No line twice, no more sentences than a channel takes; steps do not count."""
    kept: dict[tuple[str, int], Line] = {}
    sentences = 0
    for line in lines:
        key = (line.passage.chunk.id, line.number)
        if key in kept or any(line.text == other.text for other in kept.values()):
            continue
        if not line.step:
            sentences += 1
        if line.step or sentences <= most:
            kept[key] = line
    return tuple(kept.values())
