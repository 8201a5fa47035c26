"""What a draft did with a message case.

How the expected questions are matched with those of the draft. The draft may cut a message in
other places than the case does, so nothing is compared by position:

- A question that the base answers is *answered* when any answered question of the draft cites an
  acceptable article, and otherwise *reported* when an unanswered question of the draft is in the
  same words: half of the content words of the shorter of the two stand in the longer one. What
  was asked in those words and answered from other articles is *wrong*, the rest is *missed*.
- A question that the base does not answer is *wrong* when a question of the draft in the same
  words is answered from articles that no other question of the message wants, *reported* when one
  is unanswered, and *missed* otherwise.
- An optional question may be absent; where it is there, it is not counted as beside the point.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.answer.model import Draft, FlagKind, QuestionAnswered, Sentence, Source, Status
from kb.evaluate.messages import Expected, MessageCase
from kb.evaluate.wording import finds, overlap, registers_of, says, without_echo
from kb.model import Audience

_SAME_WORDS = 0.5
_STEP = re.compile(r"\d{1,2}\. ")

#: Whether a sentence stands in the passages that it cites.
Stands = Callable[[Sentence, Sequence[Source]], bool]


class Verdict(StrEnum):
    """What became of an expected question."""

    ANSWERED = "answered"
    REPORTED = "reported"
    WRONG = "wrong"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Judged:
    """An expected question with what became of it and the articles that the draft took instead."""

    expected: Expected
    verdict: Verdict
    instead: tuple[str, ...] = ()

    @property
    def handled(self) -> bool:
        """Whether it is answered from an acceptable article or honestly left open."""
        return self.verdict in {Verdict.ANSWERED, Verdict.REPORTED}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that is counted of one case.

    questions: the expected ones but for the optional. beside: what is answered from articles that
        no question of the message wants.
    loose: factual sentences that are not supported or do not stand in what they cite.
    needless: how many factual sentences cite no article that a question of the message wants.
    told: how many factual sentences stand outside of numbered steps.
    error: why there is no draft; empty where there is one.
    """

    case: MessageCase
    questions: tuple[Judged, ...]
    facts_missing: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    flags: frozenset[FlagKind] = frozenset()
    answered: int = 0
    unanswered: int = 0
    beside: tuple[str, ...] = ()
    sentences: int = 0
    factual: int = 0
    needless: int = 0
    told: int = 0
    loose: tuple[Sentence, ...] = ()
    language: str = ""
    took_ms: float = 0.0
    error: str = ""

    @property
    def flags_missing(self) -> frozenset[FlagKind]:
        """Kinds that somebody had to see and nobody would."""
        return self.case.flags - self.flags

    @property
    def flags_wrong(self) -> frozenset[FlagKind]:
        """Kinds that the message does not show."""
        return self.flags - self.case.flags - self.case.flags_allowed

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the draft, one sentence each; empty for a good one."""
        return tuple(_problems(self))


def judge(
    case: MessageCase,
    draft: Draft,
    *,
    forbidden: Sequence[str],
    stands: Stands,
    took_ms: float = 0.0,
) -> Outcome:
    """Compare a draft with what its case expects. `forbidden`: expressions for every case.

    A fact counts in the article's words and in those of the letter's register ("zmień hasło",
    "proszę zmienić hasło"). The customer's own words that a draft repeats in quotation marks state
    no fact and break no rule for every case; what the case itself forbids may not even be repeated.
    """
    sources = {source.key: source for source in draft.citations}
    factual = [s for s in draft.sentences if s.status is not Status.PHRASE]
    own_words = without_echo(draft.text, "\n".join(case.messages))
    return Outcome(
        case=case,
        questions=tuple(
            _judge_question(q, case, draft, sources) for q in case.questions if not q.optional
        ),
        facts_missing=tuple(
            fact
            for fact in _facts(case)
            if not any(says(own_words, one) for spelling in fact for one in registers_of(spelling))
        ),
        forbidden=tuple(_found(case, draft, own_words, forbidden)),
        flags=frozenset(flag.kind for flag in draft.flags),
        answered=sum(q.answered for q in draft.questions),
        unanswered=sum(not q.answered for q in draft.questions),
        beside=tuple(_beside(case, draft, sources)),
        sentences=len(draft.sentences),
        factual=len(factual),
        needless=sum(not _wanted(case) & _slugs(s, sources) for s in factual),
        told=_told(draft.text, factual),
        loose=tuple(s for s in factual if not _is_supported(s, sources, stands)),
        language=draft.language,
        took_ms=took_ms,
    )


def without_draft(case: MessageCase, error: str, took_ms: float = 0.0) -> Outcome:
    """The outcome of a case for which the engine gave no draft: everything is missed."""
    judged = tuple(Judged(q, Verdict.MISSED) for q in case.questions if not q.optional)
    return Outcome(case, judged, facts_missing=_facts(case), took_ms=took_ms, error=error)


def _facts(case: MessageCase) -> tuple[tuple[str, ...], ...]:
    return tuple(fact for q in case.questions if not q.optional for fact in q.facts)


def _judge_question(
    expected: Expected, case: MessageCase, draft: Draft, sources: dict[str, Source]
) -> Judged:
    answered = [q for q in draft.questions if q.answered]
    if any(_cites(q, sources) & set(expected.articles) for q in answered):
        return Judged(expected, Verdict.ANSWERED)
    wanted = _wanted(case)
    instead = {
        slug
        for q in answered
        if _same_words(expected, q) and not _cites(q, sources) & wanted
        for slug in _cites(q, sources) or {"?"}
    }
    reported = any(_same_words(expected, q) for q in draft.questions if not q.answered)
    if instead and not (expected.answerable and reported):
        return Judged(expected, Verdict.WRONG, tuple(sorted(instead)))
    return Judged(expected, Verdict.REPORTED if reported else Verdict.MISSED)


def _wanted(case: MessageCase) -> set[str]:
    return {slug for q in case.questions for slug in q.articles}


def _slugs(sentence: Sentence, sources: dict[str, Source]) -> set[str]:
    return {sources[key].slug for key in sentence.citations if key in sources}


def _told(text: str, factual: Sequence[Sentence]) -> int:
    """Factual sentences but for those of numbered lines, which are as many as the way has steps."""
    steps = "\n".join(line for line in text.split("\n") if _STEP.match(line))
    return sum(sentence.text not in steps for sentence in factual)


def _same_words(expected: Expected, found: QuestionAnswered) -> bool:
    ours, theirs = expected.asked, found.text
    return max(overlap(ours, theirs), overlap(theirs, ours)) >= _SAME_WORDS


def _cites(question: QuestionAnswered, sources: dict[str, Source]) -> set[str]:
    return {sources[key].slug for key in question.citations if key in sources}


def _beside(case: MessageCase, draft: Draft, sources: dict[str, Source]) -> Iterator[str]:
    wanted = _wanted(case)
    for question in draft.questions:
        if question.answered and not _cites(question, sources) & wanted:
            yield question.text


def _found(
    case: MessageCase, draft: Draft, own_words: str, everywhere: Sequence[str]
) -> Iterator[str]:
    yield from (found for pattern in everywhere if (found := finds(own_words, pattern)))
    yield from (found for pattern in case.forbidden if (found := finds(draft.text, pattern)))
    yield from (s.slug for s in draft.citations if s.audience is not Audience.PUBLIC)


def _is_supported(sentence: Sentence, sources: dict[str, Source], stands: Stands) -> bool:
    cited = [sources[key] for key in sentence.citations if key in sources]
    return sentence.status is Status.SUPPORTED and bool(cited) and stands(sentence, cited)


def _problems(outcome: Outcome) -> Iterator[str]:
    if outcome.error:
        yield f"no draft: {outcome.error}"
    for judged in outcome.questions:
        asked = f"„{judged.expected.asked}”"
        if judged.verdict is Verdict.WRONG:
            yield f"{asked} answered from {', '.join(judged.instead)}"
        elif judged.verdict is Verdict.MISSED:
            yield f"{asked} neither answered nor reported"
        elif judged.expected.answerable and judged.verdict is Verdict.REPORTED:
            yield f"{asked} reported as unanswered, though the base answers it"
    for fact in outcome.facts_missing:
        yield f"does not say {' or '.join(f'„{spelling}”' for spelling in fact)}"
    yield from (f"says „{text}”" for text in outcome.forbidden)
    yield from (f"flag {kind} missing" for kind in sorted(outcome.flags_missing))
    yield from (f"flag {kind} wrong" for kind in sorted(outcome.flags_wrong))
    yield from (f"answers „{text}” from articles that nothing asks for" for text in outcome.beside)
    for sentence in outcome.loose:
        why = "; ".join(sentence.reasons) or "does not stand in what it cites"
        yield f"„{sentence.text}” {why}"
    expected = outcome.case.unanswered
    if not outcome.error and outcome.unanswered not in expected:
        wanted = " to ".join(map(str, sorted({expected[0], expected[-1]})))
        yield f"{outcome.unanswered} unanswered instead of {wanted}"
    if not outcome.error and outcome.language != outcome.case.language:
        yield f"is in {outcome.language} instead of {outcome.case.language}"
