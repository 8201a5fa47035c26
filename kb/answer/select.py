"""Passages of a question → the sentences and steps that answer it, and no more.

Sentences are taken whole, in the order of the article. A list of numbered steps is taken whole or
not at all, because half a procedure misleads.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kb.answer.closeness import Closeness
from kb.answer.cues import Wanted, wanted
from kb.answer.findings import Findings
from kb.answer.lines import Line, leans, lines_of, whole_thoughts
from kb.answer.model import Channel
from kb.answer.reading.cues import key_of
from kb.answer.reading.problems import tells_a_problem
from kb.search.lexical import Bm25
from kb.search.sayable import STEP

#: Sentences about one question, steps apart, by channel and by the number of questions: a letter
#: about one matter may say all of it, a letter about four must not become a leaflet.
_MOST_SENTENCES = {Channel.EMAIL: (7, 6, 5), Channel.CHAT: (4, 3, 3), Channel.SOCIAL: (2, 2, 1)}
#: Sentences that open an article and are always said of it.
_OPENING_SENTENCES = {Channel.EMAIL: 2, Channel.CHAT: 1, Channel.SOCIAL: 1}
#: An opening that fits so much less than the best line is not said in so little room.
_OPENING_MARGIN = {Channel.EMAIL: 4.0, Channel.CHAT: 3.0, Channel.SOCIAL: 2.0}
#: Longer lists of steps are replaced by the way to the article.
MOST_STEPS = {Channel.EMAIL: 9, Channel.CHAT: 5, Channel.SOCIAL: 0}
#: Lines that fit so much less than the best one are not said; in log odds, as all margins here.
MARGIN = 5.0
_WAY_BONUS = 0.3
#: Steps that fit nearly as well as the best line are said though nobody asks for a way.
_STEPS_MARGIN = 0.5
#: A step taken out of its list must fit better than a sentence: it was not written to stand alone.
_LOOSE_MARGIN = 1.0
#: Lines of the second article must fit nearly as well as the best line of all.
_BESIDE_MARGIN = 0.2
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
#: A list of steps stands for so many sentences.
_STEPS_INSTEAD = 1


def select_lines(
    findings: Findings,
    channel: Channel,
    questions: int,
    lemmas: Bm25 | None,
    closeness: Closeness | None,
    opened: Collection[str] = (),
) -> tuple[Line, ...]:
    """The lines that answer a question, in the order of the article.

    questions: how many the message has, this one included. lemmas: how telling a word is in this
    base. closeness: None judges by words alone. opened: articles of which the opening is said to a
    question before.
    """
    kinds = wanted(findings.asked.core or findings.asked.text)
    lines = lines_of(findings, kinds, lemmas, closeness)
    # A mere statement of a problem asks for the way out of it.
    words = findings.asked.core or findings.asked.text
    told = not kinds and "?" not in words and tells_a_problem(key_of(words))
    way = Wanted.WAY in kinds or told
    thoughts = [one for one in _thoughts(lines, way, channel) if one.lines]
    if not thoughts:
        return ()
    ranked = sorted(thoughts, key=lambda one: -one.score)
    rooms = _MOST_SENTENCES[channel]
    room = rooms[min(questions, len(rooms)) - 1]
    best = ranked[0].score
    opening = _opening(lines, channel, len(findings.passages) if findings.rivals else 0)
    # Where there is room for little, the opening has to answer, too.
    least = best - _OPENING_MARGIN[channel]
    chosen = [line for number, line in enumerate(opening) if _is_said(line, number, least, channel)]
    for thought in ranked:
        other = thought.lines[0].passage in findings.beside
        steps = any(line.step for line in chosen)
        most = room - (_STEPS_INSTEAD if steps else 0)
        said = {(line.place, line.number) for line in chosen}
        new = [line for line in thought.lines if (line.place, line.number) not in said]
        size = sum(not line.step and not _is_open(line, opened) for line in (*chosen, *new))
        if thought.score < best - (_BESIDE_MARGIN if other else MARGIN) or size > most:
            continue
        if thought.lines[0].step and (steps or other):
            continue  # one procedure answers one question
        if other and not _adds_a_number(thought.lines, chosen):
            continue
        chosen += new
    chosen = chosen or opening[:1]  # nothing that fits better has room
    ordered = sorted(chosen, key=lambda line: (line.place, line.number))
    return tuple(whole_thoughts(ordered))


def _adds_a_number(lines: Sequence[Line], chosen: Sequence[Line]) -> bool:
    """Whether lines of the second article say a number that the first does not."""
    said = {number for line in chosen for number in _NUMBER.findall(line.text)}
    return any(number not in said for line in lines for number in _NUMBER.findall(line.text))


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
    return [line for line in lines if line.place == place and opens(line)]


def opens(line: Line) -> bool:
    """Whether a line stands in the paragraph that opens its article."""
    return line.block == 0 and line.passage.opening and not line.step


def _is_open(line: Line, opened: Collection[str]) -> bool:
    """Whether a line opens an article of which the opening stands in the reply already, so that it
    takes no room of this answer."""
    return opens(line) and line.passage.article.slug in opened


def _is_said(line: Line, number: int, least: float, channel: Channel) -> bool:
    """Whether a line of an opening is said though others fit better; the first of a letter is, for
    it says what the rest is about."""
    return line.score >= least or (channel is Channel.EMAIL and number == 0)


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
            if asks_way or score >= best - _STEPS_MARGIN:
                yield _Thought(tuple(steps), score + (_WAY_BONUS if asks_way else 0.0))
        for line in own:
            if line.step and asks_way:
                continue
            if line.step:
                if line.score >= best - _LOOSE_MARGIN:
                    yield _Thought((_loose(line),), line.score)
                continue
            before = [other for other in own if other.number == line.number - 1]
            leaned = before if before and leans(line.text) and not before[0].step else []
            yield _Thought((*leaned, line), line.score)


def _loose(step: Line) -> Line:
    """A step that is said by itself: a sentence, without its number."""
    return replace(step, text=STEP.sub("", step.text), step=False)
