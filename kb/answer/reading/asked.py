"""What a customer asks for: questions, requests and problems, each with what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from kb.answer.model import Asked
from kb.answer.reading.cues import (
    ANOTHER_MATTER,
    NEXT_QUESTION,
    PROBLEM,
    QUESTION,
    REQUEST,
    THREAT,
    commands,
    is_bare,
    is_courtesy,
    key_of,
)
from kb.answer.reading.parts import Span, fold_same
from kb.answer.reading.sentences import message_sentences
from kb.polish.text import fold, is_stop_word, tokenise
from kb.search.language import detect_language
from kb.search.lexical import lemma_units

_CONTEXT_SENTENCES = 3
_CONTEXT_CHARS = 400
#: Words with a subject that a message without any question must have to be one itself.
_LEAST_WORDS = 2
_POINTING = frozenset(
    """
    go je ja jej jego jemu mu nim nia niego niej ich im nich tym tego tej temu te ten ta to tam tak
    it them this that one its their його її їх це цей
    """.split()
)
_NUMBERED = re.compile(r"\s*(?:\d{1,2}[.)]|[a-h]\)|[-*•])\s+")


class _Kind(Enum):
    QUESTION = auto()
    REQUEST = auto()
    PROBLEM = auto()
    STATEMENT = auto()
    COURTESY = auto()


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    span: Span
    kind: _Kind


def find_asked(text: str, body: Sequence[Span]) -> tuple[Asked, ...]:
    """Everything that is asked in the spans of a text, in order, each once."""
    clauses = [clause for span in body for clause in _clauses(text, span)]
    asked = list(_with_context(clauses))
    if not asked:
        asked = list(_whole(text, clauses))
    seen: dict[str, Asked] = {}
    for one in asked:
        seen.setdefault(" ".join(lemma_units(one.text)) or one.text, one)
    return tuple(seen.values())


def _clauses(text: str, span: Span) -> Iterator[_Clause]:
    for start, end in message_sentences(text[span[0] : span[1]]):
        begin, stop = span[0] + start, span[0] + end
        if bullet := _NUMBERED.match(text[begin:stop]):
            begin += bullet.end()
        yield from _parts(text, begin, stop)


def _parts(text: str, start: int, end: int) -> Iterator[_Clause]:
    """A sentence, cut where another question begins in it."""
    sentence = text[start:end]
    folded = fold_same(sentence)
    marked = "?" in sentence[-4:]
    cuts = [0]
    for found in NEXT_QUESTION.finditer(folded):
        before = folded[cuts[-1] : found.start()]
        is_question = QUESTION.match(before.strip()) or (marked and cuts[-1] == 0 and _asks(before))
        if is_question and len(before.split()) >= 2 and len(folded[found.end() :].split()) >= 2:
            cuts.append(found.end())
    for number, cut in enumerate(cuts):
        stop = cuts[number + 1] if number + 1 < len(cuts) else len(sentence)
        piece = sentence[cut:stop]
        if number + 1 < len(cuts):
            piece = re.sub(r"[\s,;]+(?:a także|a takze|oraz|and|і|та|i|a)?\s*$", "", piece)
        lead = len(piece) - len(piece.lstrip())
        piece = piece.strip()
        if piece:
            begin = start + cut + lead
            kind = _kind(piece, marked and (number + 1 == len(cuts) or len(cuts) > 1))
            yield _Clause(piece, (begin, begin + len(piece)), kind)


def _asks(folded: str) -> bool:
    return bool(re.search(r"\bczy\b|\bile\b|\bkiedy\b|\bgdzie\b|\bjak\b", folded))


def _kind(clause: str, marked: bool) -> _Kind:
    key = key_of(clause)
    if not key or is_courtesy(clause):
        return _Kind.COURTESY
    if THREAT.search(key) and not marked:
        return _Kind.STATEMENT
    if marked or QUESTION.match(key):
        return _Kind.QUESTION if marked or not _is_exclaimed(clause) else _Kind.STATEMENT
    if REQUEST.search(key) or commands(clause):
        return _Kind.REQUEST
    return _Kind.PROBLEM if PROBLEM.search(key) else _Kind.STATEMENT


def _is_exclaimed(clause: str) -> bool:
    return clause.rstrip().endswith("!")


def _with_context(clauses: Sequence[_Clause]) -> Iterator[Asked]:
    """Questions with the statements before them; a problem is one unless a question follows that
    is about it."""
    told: list[_Clause] = []
    last: _Clause | None = None
    for number, clause in enumerate(clauses):
        if clause.kind is _Kind.COURTESY:
            continue
        if clause.kind is _Kind.STATEMENT or (
            clause.kind is _Kind.PROBLEM and _is_told_for(clause, clauses[number + 1 :])
        ):
            told.append(clause)
            continue
        around = [*([last] if last else []), *told]
        yield Asked(clause.text, clause.span, detect_language(clause.text), _told(around))
        if not is_bare(clause.text):
            last, told = clause, []


def _is_told_for(problem: _Clause, following: Sequence[_Clause]) -> bool:
    """Whether the next thing asked is about this problem."""
    for clause in following[:3]:
        if clause.kind in {_Kind.COURTESY, _Kind.STATEMENT}:
            continue
        if clause.kind is _Kind.PROBLEM:
            return _is_told_for(clause, following[following.index(clause) + 1 :])
        if clause.kind is _Kind.QUESTION and not ANOTHER_MATTER.match(key_of(clause.text)):
            return True
        return is_bare(clause.text) or _points(clause.text) or _share_a_subject(problem, clause)
    return False


def _share_a_subject(one: _Clause, other: _Clause) -> bool:
    return not _subjects(one.text).isdisjoint(_subjects(other.text))


def _subjects(text: str) -> set[str]:
    words = " ".join(token.form for token in tokenise(text) if not is_stop_word(token.form))
    return set(lemma_units(words)) if words else set()


def _points(text: str) -> bool:
    words = [fold(token.form) for token in tokenise(text)]
    return any(word in _POINTING for word in words) or len(_subjects(text)) <= 1


def _told(clauses: Sequence[_Clause]) -> str:
    return " ".join(one.text for one in clauses[-_CONTEXT_SENTENCES:])[-_CONTEXT_CHARS:]


def _whole(text: str, clauses: Sequence[_Clause]) -> Iterator[Asked]:
    """A message that only tells something is one question about all of it."""
    told = [one for one in clauses if one.kind is not _Kind.COURTESY]
    words = {word for one in told for word in _subjects(one.text)}
    if told and len(words) >= _LEAST_WORDS:
        start, end = told[0].span[0], told[-1].span[1]
        yield Asked(text[start:end], (start, end), detect_language(text[start:end]))
