"""What a customer says → clauses, each a question, a request, a problem or none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from kb.answer.reading.courtesies import is_courtesy, threatens
from kb.answer.reading.cues import (
    AND_TELL,
    NEXT_QUESTION,
    asks,
    key_of,
    only_introduces,
    requests,
)
from kb.answer.reading.lines import Span, fold_same
from kb.answer.reading.problems import tells_a_problem, tells_of_silence
from kb.answer.reading.sentences import message_sentences
from kb.polish.morphology import readings

_NUMBERED = re.compile(r"\s*(?:\d{1,2}[.)]|[a-h]\)|[-*•–])\s+|[Pp]\.?\s?[Ss]\.?[ :,]\s*")
_NUMBER = re.compile(r"\d{1,2}[.)]?|[a-h]\)|[-*•–]")
#: An item of a list that is as short as this names a matter: "2. Faktura".
_SHORT_ITEM = 3
_NUMBER_INSIDE = re.compile(r"(?:^|[\s,;:])(?:(\d)[.)]|([a-h])\)) ?(?=[^\W\d])")
_TRAILING = re.compile(r"[\s,;]{1,3}(?:(?:a takze|oraz|and|і|та|i|a)\s?)?\Z")
#: Signs before a cut in which a question is looked for.
_NEAR = 300
_ASKS_INSIDE = re.compile(r"\b(?:czy|ile|kiedy|gdzie|jak|how|when|where|чи|як|коли)\b")
_CONDITION = re.compile(r"(?:jesli|jezeli|skoro|jak|o ile|inaczej|w przeciwnym|if|якщо)\b")
#: A condition with what the customer wants, before or behind what is to come otherwise.
_DEMAND = re.compile(
    r"(?:(?:a|i|wiec|ale) )?(?:jesli|jezeli|jak|o ile|skoro) "
    r"(?P<demand>[^,;:?]{0,150}\bnie\b[^,;:?]{3,150}?)\s?(?:,|\s[–-]\s)"
)
_DEMAND_BEHIND = re.compile(
    r",\s?(?:jesli|jezeli|jak|o ile) (?P<demand>[^,;:?]{0,150}\bnie\b[^,;:?]{3,150})\Z"
)
#: "Co się stanie, jak jej nie odbiorę?" asks one thing.
_CONSEQUENCE = re.compile(
    r"\bco (?:mi |nam |z \w+ )?(?:sie )?(?:wtedy |potem |wowczas )?"
    r"(?:stanie|dzieje|bedzie|zrobicie|grozi)(?: sie)?(?: (?:wtedy|potem|z \w+))?\Z"
)
_IN_CASE = re.compile(r"\s?, ?jak\b")
_TWO_WORDS = re.compile(r"\s*\S+\s+\S")
_VERBS = ("fin", "inf", "bedzie", "praet", "pred")
#: Before a relative "co", "jak", "gdzie" of the same sentence: "to, co zapłaciłem".
_ANTECEDENT = re.compile(
    r"\b(?:to|tego|tym|temu|wszystko|wszystkiego|tyle|tak|tam|ten|ta|wtedy|moment|dzien|miejsce)\Z"
)


class ClauseKind(Enum):
    """What a clause does. COURTESY: has the form of something asked, and asks nothing."""

    QUESTION = auto()
    REQUEST = auto()
    PROBLEM = auto()
    STATEMENT = auto()
    COURTESY = auto()


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence or a part of one that is one thing.

    threat: names courts or authorities. demand: what must happen if that is not to come.
    """

    text: str
    span: Span
    kind: ClauseKind
    threat: bool = False
    demand: bool = False


def clauses(text: str, span: Span) -> Iterator[Clause]:
    """The clauses of a span of a text, in order."""
    introduced = numbered = False
    for start, end in message_sentences(text[span[0] : span[1]]):
        begin, stop = span[0] + start, span[0] + end
        if _NUMBER.fullmatch(text, begin, stop):
            numbered = True
            continue
        item = numbered or bool(_NUMBERED.match(text, begin, stop))
        numbered = False
        for piece in _items(text, begin, stop):
            for clause in _parts(text, *piece):
                named = introduced or len(clause.text.split()) <= _SHORT_ITEM
                yield _as_item(clause) if item and named else clause
        if not item:
            introduced = text[stop - 1] == ":"


def _as_item(clause: Clause) -> Clause:
    """What stands in a list after "Proszę o:" is asked for without saying so again."""
    if clause.kind is not ClauseKind.STATEMENT:
        return clause
    return replace(clause, kind=ClauseKind.REQUEST)


def _items(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence without its bullet, cut at numbers in it: "dwa pytania: 1) czy …, 2) czy …"."""
    if bullet := _NUMBERED.match(text, start, end):
        start = bullet.end()
    marks = list(_NUMBER_INSIDE.finditer(text, start, end))
    if [mark[1] or mark[2] for mark in marks[:2]] in (["1", "2"], ["a", "b"]):
        for mark in marks:
            if text[start : mark.start()].strip(" ,;:"):
                yield start, mark.start()
            start = mark.end()
    yield start, end


def _parts(text: str, start: int, end: int) -> Iterator[Clause]:
    """A sentence, cut where another question begins in it."""
    sentence = text[start:end]
    marked = "?" in sentence[-4:]
    cuts = _cuts(fold_same(sentence), marked)
    for number, cut in enumerate(cuts):
        last = number + 1 == len(cuts)
        stop = len(sentence) if last else cuts[number + 1]
        # Only the end is searched: patterns with an end try every place before it.
        tail = _TRAILING.search(sentence, max(cut, stop - 15), stop) if not last else None
        stop = tail.start() if tail else stop
        piece = sentence[cut:stop]
        begin = start + cut + len(piece) - len(piece.lstrip())
        piece = piece.strip()
        if piece:
            kind = _kind(piece, marked)
            whole = Clause(piece, (begin, begin + len(piece)), kind, threatens(key_of(piece)))
            yield from _demanded(whole) or [whole]


def _demanded(clause: Clause) -> list[Clause]:
    """ "Jeśli do piątku nie oddacie pieniędzy, idę do sądu" as a problem and what asks for nothing;
    no clauses for another one."""
    if clause.kind is not ClauseKind.STATEMENT:
        return []
    text, first = clause.text, clause.span[0]
    found = _DEMAND.match(fold_same(text)) or _DEMAND_BEHIND.search(fold_same(text))
    if not found:
        return []
    start, end = found.span("demand")
    key = key_of(text[start:end])
    if threatens(key) or tells_of_silence(key) or not (clause.threat or _is_of_the_shop(key)):
        return []
    demand = Clause(text[start:end], (first + start, first + end), ClauseKind.PROBLEM, demand=True)
    left, right = (end, len(text)) if found.start() == 0 else (0, found.start())
    rest = text[left:right].strip(" ,;–-")
    at = first + text.index(rest, left)
    threat = Clause(rest, (at, at + len(rest)), ClauseKind.COURTESY, threat=True)
    return sorted([demand, threat] if rest else [demand], key=lambda one: one.span)


def _is_of_the_shop(key: str) -> bool:
    """Whether it says what the shop will not have done: "oddacie", not "macie"."""
    return any(
        one == "nie" and tag.startswith("fin:pl:sec") and "imperf" not in tag
        for one, word in pairwise(key.split())
        for _, tag in readings(word)
    )


def _cuts(folded: str, marked: bool) -> list[int]:
    told = AND_TELL.search(folded)
    if told and not asks(key_of(folded[max(0, told.start() - _NEAR) : told.start()])):
        return [0, told.start() + 1]
    cuts = [0]
    for found in NEXT_QUESTION.finditer(folded):
        before = folded[cuts[-1] : found.start()][-_NEAR:].strip()
        whole = found.start() - cuts[-1] <= _NEAR
        is_question = (whole and asks(before)) or (
            marked and cuts[-1] == 0 and bool(_ASKS_INSIDE.search(before))
        )
        if only_introduces(key_of(before)):
            continue
        if _ANTECEDENT.search(before[-12:]):
            continue
        if _IN_CASE.match(folded, found.start()) and _CONSEQUENCE.search(before[-_NEAR:]):
            continue
        if is_question and _TWO_WORDS.match(before) and _is_whole(folded, found.end()):
            cuts.append(found.end())
    return cuts


def _is_whole(folded: str, at: int) -> bool:
    """Whether a question of two words has a verb; "ile kurierem" hangs on what is before."""
    if not _TWO_WORDS.match(folded, at):
        return False
    first, second, *more = folded[at : at + _NEAR].split(maxsplit=2)
    verb = any(tag.startswith(_VERBS) for _, tag in readings(second.strip("?!.,")))
    return bool(more) or verb or first == "czy" or not folded[at:].isascii()


def _kind(clause: str, marked: bool) -> ClauseKind:
    key = key_of(clause)
    if not any(sign.isalnum() for sign in key) or is_courtesy(clause):
        return ClauseKind.COURTESY
    if clause.endswith(":") and len(clause.split()) <= _SHORT_ITEM:
        return ClauseKind.STATEMENT
    if marked:
        return ClauseKind.QUESTION
    threat = threatens(key)
    if tells_a_problem(key) and not asks(key) and not requests(clause):
        only_if = threat and _CONDITION.match(key)
        return ClauseKind.STATEMENT if only_if else ClauseKind.PROBLEM
    if threat:
        return ClauseKind.STATEMENT
    if asks(key):
        return ClauseKind.STATEMENT if clause.endswith("!") else ClauseKind.QUESTION
    return ClauseKind.REQUEST if requests(clause) else ClauseKind.STATEMENT
