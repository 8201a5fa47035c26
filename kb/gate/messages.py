"""Message cases before and after a change: which drafts lose a fact, an answer or their citation.

A draft costs a hundred times what a question costs. So only cases are drafted that the change can
touch: one of their articles changed, or a changed article is among the first five for something
that the message asks, on either side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.answer.model import Draft
from kb.answer.request import Request
from kb.errors import KbError
from kb.evaluate.message_outcome import Outcome, Verdict, judge, without_draft
from kb.evaluate.messages import MESSAGES, Half, MessageCase, MessageCases, read_messages
from kb.evaluate.verbatim import stands_in
from kb.gate.answers import Answers
from kb.gate.cases import CaseComparison, CaseKind, CaseRow, Words, compared

MESSAGE_CASES = "messages.yaml"
#: Of these only figures are looked at, so that nothing is made for them.
_UNSEEN = frozenset({Half.HELD_OUT, Half.FRESH})
_RANK = {Verdict.WRONG: 0, Verdict.MISSED: 1, Verdict.REPORTED: 2, Verdict.ANSWERED: 3}

Suggest = Callable[[Request], Draft]


def cases_for(own: bytes | None, slugs: Iterable[str]) -> MessageCases:
    """The cases of a base's own file; without one those of the sample base that fit.

    own: contents of messages.yaml. slugs: of the public articles as they were before; a shipped
    case fits where it names only such. Raises ConfigError.
    """
    if own is not None:
        return read_messages(own, MESSAGE_CASES)
    known = set(slugs)
    shipped = read_messages(MESSAGES.read_bytes(), MESSAGES.name)
    fitting = (
        case
        for case in shipped.cases
        if case.half not in _UNSEEN and _expected(case) and _expected(case) <= known
    )
    return MessageCases(tuple(fitting), shipped.forbidden)


def asked_in(cases: MessageCases) -> list[str]:
    """Everything that the messages ask, in the customers' words."""
    return [question.asked for case in cases.cases for question in case.questions]


def touched_cases(
    cases: MessageCases, changed: frozenset[str], sides: Sequence[Answers]
) -> MessageCases:
    """The cases that a change can touch. changed: slugs. sides: with the answers to `asked_in`."""
    near = {
        text
        for side in sides
        for text, answer in side.by_question.items()
        if changed & set(answer.top)
    }
    found = (
        case
        for case in cases.cases
        if changed & _expected(case) or any(one.asked in near for one in case.questions)
    )
    return MessageCases(tuple(found), cases.forbidden)


def compare_messages(
    cases: MessageCases,
    before: Suggest,
    after: Suggest,
    paths: Mapping[str, str],
    elsewhere: str = MESSAGE_CASES,
) -> CaseComparison:
    """Have the cases drafted on both sides.

    paths: slug → file of the changed articles. elsewhere: the file that is told where the case
    names none of them. Raises nothing for a case of which there is no draft: that is an outcome.
    """
    rows = []
    for case in cases.cases:
        path = next((paths[one] for one in sorted(_expected(case)) if one in paths), elsewhere)
        was, now = (_faults(_drafted(one, case, cases.forbidden)) for one in (before, after))
        if row := _row(case, path, was, now):
            rows.append(row)
    return compared(CaseKind.MESSAGE, rows, len(cases.cases))


def _expected(case: MessageCase) -> frozenset[str]:
    return frozenset(slug for question in case.questions for slug in question.articles)


def _drafted(suggest: Suggest, case: MessageCase, forbidden: Sequence[str]) -> Outcome:
    request = Request(case.messages, case.channel, case.customer_name)
    try:
        draft = suggest(request)
    except KbError as exc:
        return without_draft(case, str(exc))
    return judge(case, draft, forbidden=forbidden, stands=stands_in)


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with a draft. weight: how bad it is, from one."""

    weight: int
    words: Words


def _faults(outcome: Outcome) -> dict[str, _Fault]:
    """The faults of a draft by what they are of."""
    found: dict[str, _Fault] = {}
    for one in outcome.questions:
        best = Verdict.ANSWERED if one.expected.answerable else Verdict.REPORTED
        if weight := _RANK[best] - min(_RANK[best], _RANK[one.verdict]):
            said = _VERDICTS[one.verdict]
            words = Words(
                f"„{one.expected.asked}”: {said.pl}", f"“{one.expected.asked}”: {said.en}"
            )
            found[f"question {one.expected.asked}"] = _Fault(weight, words)
    for fact in outcome.facts_missing:
        words = Words(f"brakuje: {fact[0]}", f"lacks: {fact[0]}")
        found[f"fact {fact[0]}"] = _Fault(1, words)
    for text in outcome.forbidden:
        words = Words(f"niedozwolone: {text}", f"must not be there: {text}")
        found[f"forbidden {text}"] = _Fault(1, words)
    return found


_VERDICTS = {
    Verdict.WRONG: Words("odpowiedź z innego artykułu", "answered from another article"),
    Verdict.MISSED: Words("pominięte", "left out"),
    Verdict.REPORTED: Words("bez odpowiedzi", "without an answer"),
}


def _row(
    case: MessageCase, path: str, was: Mapping[str, _Fault], now: Mapping[str, _Fault]
) -> CaseRow | None:
    """All that changed in a draft; None where nothing did."""

    def heavier(ours: Mapping[str, _Fault], theirs: Mapping[str, _Fault]) -> list[str]:
        return [
            name
            for name, fault in ours.items()
            if fault.weight > (theirs[name].weight if name in theirs else 0)
        ]

    worse, better = heavier(now, was), heavier(was, now)
    if not worse and not better:
        return None
    told = worse or better
    what = (
        Words("szkic odpowiedzi jest gorszy", "the draft got worse")
        if worse
        else Words("szkic odpowiedzi jest lepszy", "the draft got better")
    )
    return CaseRow(
        CaseKind.MESSAGE, case.id, path, 1, bool(worse), what, _told(told, was), _told(told, now)
    )


def _told(names: Sequence[str], faults: Mapping[str, _Fault]) -> Words:
    words = [faults[name].words for name in names if name in faults]
    if not words:
        return Words("dobrze", "right")
    return Words("; ".join(one.pl for one in words), "; ".join(one.en for one in words))
