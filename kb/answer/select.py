"""Passages of a question → the sentences and steps that answer it, and no more.

Sentences are taken whole, in the order of the article. A list of numbered steps is taken whole or
not at all, because half a procedure misleads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kb.answer.closeness import Closeness
from kb.answer.cues import Wanted, shows, wanted
from kb.answer.findings import Findings
from kb.answer.model import Channel
from kb.polish.text import tokenise
from kb.search.confidence import information_share
from kb.search.lexical import Bm25, lemma_units
from kb.search.passages import ScoredPassage
from kb.search.rows import is_table_row
from kb.search.sayable import STEP, headed, sayable

#: Sentences about one question, steps apart, by channel and by the number of questions: a letter
#: about one matter may say all of it, a letter about four must not become a leaflet.
_MOST_SENTENCES = {Channel.EMAIL: (8, 6, 5), Channel.CHAT: (4, 3, 3), Channel.SOCIAL: (2, 2, 1)}
#: Sentences that open an article and are always said of it.
_OPENING_SENTENCES = {Channel.EMAIL: 2, Channel.CHAT: 1, Channel.SOCIAL: 1}
#: Longer lists of steps are replaced by the way to the article.
MOST_STEPS = {Channel.EMAIL: 9, Channel.CHAT: 5, Channel.SOCIAL: 0}
#: Lines that fit so much less than the best one are not said. Cosines of passages to a question
#: lie within about 0.1.
MARGIN = 0.12
# Weights, chosen on the development half of the message cases (docs/decisions.md).
_PASSAGE = 0.5
_RELEVANCE = 0.08
_KIND_BONUS = 0.6
_OPENING_BONUS = 0.05
_WAY_BONUS = 0.02
_BESIDE_MALUS = 0.03
#: Lines of the second article must fit nearly as well as the best line of all.
_BESIDE_MARGIN = 0.05
#: A list of steps stands for so many sentences.
_STEPS_INSTEAD = 1
#: The letter says by itself how to reach the shop; a row of a table is harder to read.
_CONTACT_MALUS = 0.5
_ROW_MALUS = 0.15

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


def select_lines(
    findings: Findings,
    channel: Channel,
    questions: int,
    lemmas: Bm25 | None,
    closeness: Closeness | None,
) -> tuple[Line, ...]:
    """The lines that answer a question, in the order of the article.

    questions: how many the message has, this one included. lemmas: how telling a word is in this
    base. closeness: None judges by words alone.
    """
    kinds = wanted(findings.asked.text)
    lines = [
        line
        for number, passage in enumerate((*findings.passages, *findings.beside))
        for line in _lines(passage, number, findings, kinds, lemmas, closeness)
    ]
    # A mere statement of a problem asks for the way out of it.
    way = Wanted.WAY in kinds or not (kinds or findings.asked.text.rstrip().endswith("?"))
    thoughts = [one for one in _thoughts(lines, way, channel) if one.lines]
    if not thoughts:
        return ()
    ranked = sorted(thoughts, key=lambda one: -one.score)
    rooms = _MOST_SENTENCES[channel]
    room = rooms[min(questions, len(rooms)) - 1]
    best = ranked[0].score
    chosen = _opening(lines, channel, len(findings.passages) if findings.rivals else 0)
    for thought in ranked:
        other = thought.lines[0].passage in findings.beside
        steps = any(line.step for line in chosen)
        most = room - (_STEPS_INSTEAD if steps else 0)
        said = {(line.place, line.number) for line in chosen}
        new = [line for line in thought.lines if (line.place, line.number) not in said]
        size = sum(not line.step for line in (*chosen, *new))
        if thought.score < best - (_BESIDE_MARGIN if other else MARGIN) or size > most:
            continue
        if thought.lines[0].step and steps:
            continue  # one procedure answers one question
        chosen += new
    ordered = sorted(chosen, key=lambda line: (line.place, line.number))
    return tuple(whole_thoughts(ordered))


def _opening(lines: Sequence[Line], channel: Channel, rival: int) -> list[Line]:
    """The first lines of the best article, which answer by the writing rules; where another one
    may be meant as well, the first line of each.

    rival: place of the first passage of the other one, 0 for none.
    """
    own = _first_lines(lines, 0)[: _OPENING_SENTENCES[channel]]
    if not rival or channel is Channel.SOCIAL:
        return own
    return [*own[:1], *_first_lines(lines, rival)[:1]]


def _first_lines(lines: Sequence[Line], place: int) -> list[Line]:
    return [
        line
        for line in lines
        if line.place == place and line.block == 0 and line.passage.opening and not line.step
    ]


@dataclass(frozen=True, slots=True)
class _Thought:
    """Lines that are said together or not at all."""

    lines: tuple[Line, ...]
    score: float


def _thoughts(lines: Sequence[Line], asks_way: bool, channel: Channel) -> Iterator[_Thought]:
    """Each list of steps as one; each sentence with the one that it leans on."""
    best = max((line.score for line in lines), default=0.0)
    for _, group in groupby(lines, key=lambda line: line.place):
        own = list(group)
        steps = [line for line in own if line.step]
        if steps and len({line.block for line in steps}) <= MOST_STEPS[channel]:
            score = max(line.score for line in steps)
            if asks_way or score == best:
                yield _Thought(tuple(steps), score + (_WAY_BONUS if asks_way else 0.0))
        for line in own:
            if line.step and asks_way:
                continue
            if line.step:
                yield _Thought((_loose(line),), line.score)
                continue
            before = [other for other in own if other.number == line.number - 1]
            leaned = before if before and leans(line.text) and not before[0].step else []
            yield _Thought((*leaned, line), line.score)


def _loose(step: Line) -> Line:
    """A step that is said by itself: a sentence, without its number."""
    return replace(step, text=STEP.sub("", step.text), step=False)


def _lines(
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
    rows = {
        block for block, line in enumerate(passage.chunk.text.split("\n")) if is_table_row(line)
    }
    found = []
    for number, (text, block, step) in enumerate(sayable(passage.chunk.text)):
        shared = set(lemma_units(text)) & units
        relevance = information_share(shared, units, lemmas)
        relevance += _KIND_BONUS * sum(shows(text, kind) for kind in kinds if kind in _TOLD)
        relevance -= _CONTACT_MALUS * bool(_REACH_US.search(text)) + _ROW_MALUS * (block in rows)
        score = _PASSAGE * passage.score + _RELEVANCE * relevance
        if closeness and query.encoded:
            score += closeness.to(query.encoded.vector, headed(passage.chunk.heading_path, text))
        score += _OPENING_BONUS * passage.opening / (number + 1)
        score -= _BESIDE_MALUS * (passage in findings.beside)
        found.append(Line(text, passage, place, number, block, step, round(score, 4)))
    return found


_TOLD = frozenset({Wanted.AMOUNT, Wanted.TIME, Wanted.PLACE})


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
