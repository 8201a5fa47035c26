"""What a customer asks for: questions, requests and problems, each with what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kb.answer.model import Asked
from kb.answer.reading.clauses import Clause, ClauseKind, clauses
from kb.answer.reading.core import core, resolved
from kb.answer.reading.courtesies import asks_for_contact
from kb.answer.reading.cues import (
    ANOTHER_MATTER,
    REFERS_BACK,
    asks_what_to_do,
    is_bare,
    key_of,
)
from kb.answer.reading.lead_ins import lead_in
from kb.answer.reading.lines import Span
from kb.answer.reading.problems import REMEDY, tells_of_silence
from kb.answer.reading.tongue import tongue_of
from kb.polish.text import fold, is_stop_word, tokenise
from kb.search.lexical import lemma_units

_CONTEXT_SENTENCES = 3
_CONTEXT_CHARS = 400
#: Clauses behind the last question that may say what it is about.
_AFTERTHOUGHTS = 2
#: Clauses after a problem in which its question is looked for.
_AHEAD = 3
#: Words with a subject that a message without any question must have to be one itself.
_LEAST_WORDS = 2
#: Words; a clause as short, all of them capitalised, is whoever signs.
_LONGEST_NAME = 3
#: Words; a shorter question has no part that could be left out.
_LEAST_PARTED = 4
#: A shorter clause is in the language of what stands around it.
_TELLING_WORDS = 3
#: Characters of a bare question together with what it asks about.
_LONGEST_JOINED = 300
_POINTING = frozenset(
    """
    go je ja jej jego jemu mu nim nia niego niej ich im nich tym tego tej temu te ten ta to tam tak
    it them this that one its their його її їх це цей
    """.split()
)
_ASKING = frozenset({"jaki", "który", "kto", "czyj", "skąd", "dokąd", "dlaczego", "czemu"})
#: Circumstances rather than matters of their own, after a question: "Paragonu nie mam."
_CIRCUMSTANCE = re.compile(
    r"(?:a |i |bo |ale |niestety )*(?:\w+ )?(?:nie (?:mam|mamy)\b|nikt\b)|(?:ciagle |nadal )?cisza"
    # The writer's own slip: "Zapomniałam podać przy zakupie."
    r"|(?:(?:ja|ale|bo|niestety|podczas|przy) (?:\w+ )?)?"
    r"(?:zapomnial|pomylil|przeoczyl|nie zauwazyl)[ea]?m"
)


@dataclass(slots=True)
class _Matter:
    """A clause that asks, and the clauses around it that say what it is about.

    start: of the question in the text; before the clause where that says nothing alone.
    """

    clause: Clause
    start: int
    before: list[Clause]
    after: list[Clause] = field(default_factory=list)


def find_asked(text: str, body: Sequence[Span]) -> tuple[Asked, ...]:
    """Everything that is asked in the spans of a text, in order, each once."""
    said = _without_silence([clause for span in body for clause in clauses(text, span)])
    asked = [_asked(text, matter) for matter in _matters(text, said)] or list(_whole(text, said))
    seen: dict[tuple[str, str], Asked] = {}
    for one in asked:
        # "Dlaczego?" is another question after another sentence.
        around = one.context if is_bare(one.text) else ""
        seen.setdefault((" ".join(lemma_units(one.text)) or one.text, around), one)
    return tuple(seen.values())


def _without_silence(said: Sequence[Clause]) -> list[Clause]:
    """The clauses; where more is said than that nobody answers, that asks for nothing."""
    if not any(_is_of_substance(one) for one in said):
        return list(said)
    return [replace(one, kind=ClauseKind.COURTESY) if _is_silence(one) else one for one in said]


def _is_silence(clause: Clause) -> bool:
    return clause.kind is ClauseKind.PROBLEM and tells_of_silence(key_of(clause.text))


def _is_of_substance(clause: Clause) -> bool:
    """Whether a clause says what a message is about."""
    if clause.kind is ClauseKind.COURTESY or clause.threat or _is_name(clause.text):
        return False
    return not tells_of_silence(key_of(clause.text)) and len(_subjects(clause.text)) >= _LEAST_WORDS


def _matters(text: str, said: Sequence[Clause]) -> list[_Matter]:
    """Questions with the statements before them; a problem is one unless a question follows that
    is about it."""
    told_for = _told_for(said)
    told: list[Clause] = []
    found: list[_Matter] = []
    for number, clause in enumerate(said):
        if clause.kind is ClauseKind.COURTESY:
            continue
        refers_back = bool(found) and bool(REFERS_BACK.match(key_of(clause.text)))
        explains = _explains(clause, found)
        if clause.kind is ClauseKind.STATEMENT or told_for[number] or explains:
            told.append(clause)
            if refers_back or (explains and not told_for[number]):
                found[-1].after.append(clause)
            continue
        if found and not told and _is_one_with(text, found[-1], clause):
            found[-1] = replace(found[-1], clause=clause)
            continue
        start = _start(text, clause, told)
        found.append(_Matter(clause, start, [*_topic(clause, found), *told]))
        told = []
    if found and (found[-1].clause.demand or _points(found[-1].clause.text)):
        last = found[-1]
        behind = [one for one in told if one.span > last.clause.span and one not in last.after]
        last.after += [one for one in behind if not one.threat][:_AFTERTHOUGHTS]
    return found


def _start(text: str, clause: Clause, told: Sequence[Clause]) -> int:
    """Where a question begins: "Co robić?" with the problem right before it."""
    own = clause.span[0]
    if not told or told[-1].kind is not ClauseKind.PROBLEM or not is_bare(clause.text):
        return own
    start, end = told[-1].span
    apart = "\n\n" in text[end:own] or clause.span[1] - start > _LONGEST_JOINED
    return own if apart else start


def _is_one_with(text: str, last: _Matter, clause: Clause) -> bool:
    """Whether a clause asks for the way to what was asked for right before: "Chcę go wymienić. Co
    mam zrobić?"."""
    wish = last.clause.kind in {ClauseKind.REQUEST, ClauseKind.PROBLEM}
    near = "\n\n" not in text[last.clause.span[1] : clause.span[0]]
    short = clause.span[1] - last.start <= _LONGEST_JOINED
    return wish and near and short and not last.after and asks_what_to_do(clause.text)


def _topic(clause: Clause, found: Sequence[_Matter]) -> list[Clause]:
    """The question before, with what it is about where neither says so itself."""
    if not found:
        return []
    last = found[-1]
    if is_bare(last.clause.text):
        return last.before[-_CONTEXT_SENTENCES:]
    unclear = _points(clause.text) and _points(last.clause.text)
    before = last.before[-_CONTEXT_SENTENCES + 1 :] if unclear else []
    return [*before, last.clause]


def _explains(clause: Clause, found: Sequence[_Matter]) -> bool:
    """Whether a problem is but the reason of the question before: "Mogę oddać? Za mały." """
    if clause.kind is not ClauseKind.PROBLEM or not found:
        return False
    key = key_of(clause.text)
    if ANOTHER_MATTER.match(key) or " tez " in f" {key} ":
        return False
    if found[-1].clause.kind is ClauseKind.PROBLEM:
        return False
    slight = bool(_CIRCUMSTANCE.match(key)) or len(_subjects(clause.text)) <= 1
    return slight or _share_a_subject(found[-1].clause, clause)


def _told_for(said: Sequence[Clause]) -> list[bool]:
    """For each clause, whether it is a problem that the next thing asked is about."""
    told = [False] * len(said)
    for number in range(len(said) - 1, -1, -1):
        if said[number].kind is not ClauseKind.PROBLEM:
            continue
        for ahead in range(number + 1, min(number + 1 + _AHEAD, len(said))):
            if said[ahead].kind not in {ClauseKind.COURTESY, ClauseKind.STATEMENT}:
                told[number] = (
                    told[ahead]
                    if said[ahead].kind is ClauseKind.PROBLEM
                    else _is_about(said[ahead], said[number])
                )
                break
    return told


def _is_about(asked: Clause, problem: Clause) -> bool:
    key = key_of(asked.text)
    if ANOTHER_MATTER.match(key):
        return False
    if asked.kind is ClauseKind.QUESTION or is_bare(asked.text) or _points(asked.text):
        return True
    return bool(REMEDY.search(key)) or _share_a_subject(problem, asked)


def _share_a_subject(one: Clause, other: Clause) -> bool:
    return not _subjects(one.text).isdisjoint(_subjects(other.text))


def _subjects(text: str) -> set[str]:
    words = " ".join(token.form for token in tokenise(text) if not is_stop_word(token.form))
    return set(lemma_units(words)) if words else set()


def _points(text: str) -> bool:
    words = [fold(token.form) for token in tokenise(text)]
    return any(word in _POINTING for word in words) or len(_subjects(text) - _ASKING) <= 1


def _asked(text: str, matter: _Matter) -> Asked:
    told = [one for one in matter.before if one.span[0] < matter.start]
    before = " ".join(_told(one) for one in told[-_CONTEXT_SENTENCES:])[-_CONTEXT_CHARS:]
    after = " ".join(one.text for one in matter.after)[:_CONTEXT_CHARS]
    context = f"{before} {after}".strip()
    start, end = matter.start, matter.clause.span[1]
    if start == matter.clause.span[0]:
        start += lead_in(matter.clause.text)
    span = start, end
    words = text[start:end]
    telling = len(words.split()) >= _TELLING_WORDS or not context
    language = tongue_of(words if telling else f"{context} {words}")
    return Asked(words, span, language, context, _core(words, before))


def _told(clause: Clause) -> str:
    """What a clause says of the matter of the next: of a request but its core."""
    return core(clause.text) if clause.kind is ClauseKind.REQUEST else clause.text


def _core(words: str, before: str) -> str:
    """What is asked, with the noun that a pronoun stands for; but where the verb alone names the
    matter: "chciałabym go zwrócić" asks of returns, not of tablecloths."""
    if len(words.split()) < _LEAST_PARTED:
        return words
    found = core(words)
    return found if REMEDY.search(key_of(found)) else resolved(found, f"{before} {words}")


def _is_name(text: str) -> bool:
    words = text.split()
    return len(words) <= _LONGEST_NAME and all(word.istitle() for word in words)


def _whole(text: str, said: Sequence[Clause]) -> Iterator[Asked]:
    """A message that only tells something is one question about all of it."""
    told = [one for one in said if _is_of_substance(one)] or [
        one for one in said if one.kind is not ClauseKind.COURTESY and not _is_name(one.text)
    ]
    words = {word for one in told for word in _subjects(one.text)}
    if len(words) < _LEAST_WORDS:
        told = [one for one in said if asks_for_contact(one.text)]
    if told:
        start, end = told[0].span[0], told[-1].span[1]
        whole = text[start:end]
        yield Asked(whole, (start, end), tongue_of(whole), core=_core(whole, ""))
